package org.ldm4j.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A handle on one native tensor, with the few dozen operations that latent diffusion needs. Pictures and latents are
 * {@code [B, C, H, W]}, tokens {@code [B, N, C]}. Operations return new tensors; the few whose name ends in
 * {@code InPlace} change their receiver. Operands that do not fit give a {@link TensorException}.
 */
public final class Tensor implements AutoCloseable {
    private static final MemoryFormatOptional AS_GIVEN = new MemoryFormatOptional();

    final org.bytedeco.pytorch.Tensor raw;

    @Nullable
    Scope owner;

    private boolean closed;

    private Tensor(org.bytedeco.pytorch.Tensor raw) {
        this.raw = raw;
        Scope.adopt(this);
    }

    /** Runs one native operation; its failure becomes one line with the operands' shapes. */
    static Tensor call(String operation, Supplier<org.bytedeco.pytorch.Tensor> body, Tensor... operands) {
        Engine.load();
        org.bytedeco.pytorch.Tensor result;
        try {
            result = body.get();
        } catch (RuntimeException e) {
            throw TensorException.of(operation, operands, e);
        }
        return new Tensor(result);
    }

    // ------------------------------------------------------------------ making

    /** A float32 tensor with a copy of {@code values} in row-major order. */
    public static Tensor of(float[] values, long... shape) {
        requireCount(values.length, shape);
        Tensor result = empty(DType.FP32, shape);
        if (values.length > 0) {
            new FloatPointer(result.raw.data_ptr_float()).put(values, 0, values.length);
        }
        return result;
    }

    /** A float64 tensor with a copy of {@code values} in row-major order. */
    public static Tensor of(double[] values, long... shape) {
        requireCount(values.length, shape);
        Tensor result = empty(DType.FP64, shape);
        if (values.length > 0) {
            new DoublePointer(result.raw.data_ptr_double()).put(values, 0, values.length);
        }
        return result;
    }

    /** An int64 tensor with a copy of {@code values} in row-major order. */
    public static Tensor of(long[] values, long... shape) {
        requireCount(values.length, shape);
        Tensor result = empty(DType.INT64, shape);
        if (values.length > 0) {
            new LongPointer(result.raw.data_ptr_long()).put(values, 0, values.length);
        }
        return result;
    }

    private static void requireCount(int values, long[] shape) {
        if (values != Arrays.stream(shape).reduce(1, Math::multiplyExact)) {
            throw new TensorException(values + " values do not fill the shape " + Arrays.toString(shape));
        }
    }

    public static Tensor zeros(DType type, long... shape) {
        return call("zeros", () -> torch.zeros(shape, Options.of(type)));
    }

    /** float32 zeros. */
    public static Tensor zeros(long... shape) {
        return zeros(DType.FP32, shape);
    }

    public static Tensor ones(DType type, long... shape) {
        return call("ones", () -> torch.ones(shape, Options.of(type)));
    }

    /** A float32 tensor of one value everywhere. */
    public static Tensor full(double value, long... shape) {
        try (Scalar s = new Scalar(value)) {
            return call("full", () -> torch.full(shape, s, Options.of(DType.FP32)));
        }
    }

    /** The numbers 0 to n-1, int64. */
    public static Tensor arange(long n) {
        try (Scalar end = new Scalar(n)) {
            return call("arange", () -> torch.arange(end, Options.of(DType.INT64)));
        }
    }

    /** Not yet written. */
    static Tensor empty(DType type, long... shape) {
        return call("empty", () -> torch.empty(shape, Options.of(type), AS_GIVEN));
    }

    /** Gives access to a tensor's memory piece by piece, since a buffer holds at most 2 GiB. */
    @FunctionalInterface
    public interface Bytes<E extends Exception> {
        /** Reads or fills {@code piece} (direct, little-endian) to its limit; pieces come in the order of memory. */
        void accept(ByteBuffer piece) throws E;
    }

    /** A tensor whose memory {@code filler} fills: how files are read, without a second copy. */
    public static <E extends Exception> Tensor filled(DType type, long[] shape, Bytes<E> filler) throws E {
        Tensor result = empty(type, shape);
        result.pieces(filler);
        return result;
    }

    /** Shows this tensor's values, row-major and little-endian, to {@code reader}: how files are written. */
    public <E extends Exception> void readBytes(Bytes<E> reader) throws E {
        try (Scope scope = Scope.open()) {
            contiguous().pieces(reader);
        }
    }

    private <E extends Exception> void pieces(Bytes<E> user) throws E {
        long total = raw.nbytes(), piece = 1 << 28;
        for (long start = 0; start < total; start += piece) {
            BytePointer pointer =
                    new BytePointer(raw.data_ptr()).position(start).limit(Math.min(total, start + piece));
            user.accept(pointer.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
        }
    }

    // ------------------------------------------------------------------ life

    /** Takes this tensor out of its scope: it lives until {@link #close()}. */
    public Tensor keep() {
        owner = null;
        return this;
    }

    /** Frees the native memory, if nothing else refers to it; safe to call twice. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            owner = null;
            raw.deallocate();
            Scope.freed();
        }
    }

    /** A second handle on the same native tensor, for another owner. */
    public Tensor share() {
        return call("share", () -> new org.bytedeco.pytorch.Tensor(raw), this);
    }

    // ------------------------------------------------------------------ asking

    public long[] shape() {
        requireOpen();
        long[] shape = new long[(int) raw.dim()];
        Arrays.setAll(shape, raw::size);
        return shape;
    }

    /** Length of dimension {@code dim}; negative counts from the last. */
    public long size(int dim) {
        requireOpen();
        return raw.size(dim);
    }

    public int rank() {
        requireOpen();
        return (int) raw.dim();
    }

    /** Number of elements. */
    public long count() {
        requireOpen();
        return raw.numel();
    }

    public long bytes() {
        requireOpen();
        return raw.nbytes();
    }

    public DType dtype() {
        requireOpen();
        return DType.of(raw.scalar_type());
    }

    /** The only value of a tensor of one element. */
    public double item() {
        requireOpen();
        return raw.item_double();
    }

    /** All values in row-major order, converted to float. */
    public float[] toFloats() {
        try (Scope scope = Scope.open()) {
            Tensor plain = to(DType.FP32).contiguous();
            float[] values = new float[Math.toIntExact(plain.count())];
            if (values.length > 0) {
                plain.raw.data_ptr_float().get(values, 0, values.length);
            }
            return values;
        }
    }

    /** All values in row-major order, converted to double. */
    public double[] toDoubles() {
        try (Scope scope = Scope.open()) {
            Tensor plain = to(DType.FP64).contiguous();
            double[] values = new double[Math.toIntExact(plain.count())];
            if (values.length > 0) {
                plain.raw.data_ptr_double().get(values, 0, values.length);
            }
            return values;
        }
    }

    /** All values in row-major order, converted to long (towards zero). */
    public long[] toLongs() {
        try (Scope scope = Scope.open()) {
            Tensor plain = to(DType.INT64).contiguous();
            long[] values = new long[Math.toIntExact(plain.count())];
            if (values.length > 0) {
                plain.raw.data_ptr_long().get(values, 0, values.length);
            }
            return values;
        }
    }

    /** Whether no value is NaN or infinite. */
    public boolean isFinite() {
        try (Scope scope = Scope.open()) {
            Tensor finite = call("isfinite", raw::isfinite, this);
            return call("all", () -> finite.raw.all(), this).item() != 0;
        }
    }

    /** Whether shape, type and every bit pattern's value agree. */
    public boolean sameAs(Tensor other) {
        return dtype() == other.dtype() && Arrays.equals(shape(), other.shape()) && raw.equal(other.raw);
    }

    /** Whether both are handles on the same memory from its beginning. */
    public boolean sharesMemoryWith(Tensor other) {
        return raw.data_ptr().address() == other.raw.data_ptr().address();
    }

    @Override
    public String toString() {
        return closed ? "closed tensor" : dtype().label() + Arrays.toString(shape());
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "this tensor's scope has been closed; keep() it or return it from the scope");
        }
    }

    // ------------------------------------------------------------------ converting and moving

    public Tensor to(DType type) {
        return call("to", () -> raw.to(type.raw), this);
    }

    /** The same values in row-major order; itself if they are already. */
    public Tensor contiguous() {
        return call("contiguous", raw::contiguous, this);
    }

    /** The same values stored channel by channel at each position, which some kernels prefer. */
    public Tensor channelsLast() {
        return call("channelsLast", () -> raw.contiguous(torch.MemoryFormat.ChannelsLast), this);
    }

    /** Whether a picture {@code [B, C, H, W]} lies channels last in memory, and not row by row as well. */
    boolean isChannelsLast() {
        return !raw.is_contiguous() && raw.is_contiguous(torch.MemoryFormat.ChannelsLast);
    }

    public Tensor copy() {
        return call("clone", () -> raw.clone(), this);
    }

    /** The same values, cut off from the graph of gradients. */
    public Tensor detach() {
        return call("detach", raw::detach, this);
    }

    public Tensor reshape(long... shape) {
        return call("reshape" + Arrays.toString(shape), () -> raw.reshape(shape), this);
    }

    public Tensor permute(long... dims) {
        return call("permute", () -> raw.permute(dims), this);
    }

    public Tensor transpose(int a, int b) {
        return call("transpose", () -> raw.transpose(a, b), this);
    }

    public Tensor unsqueeze(int dim) {
        return call("unsqueeze", () -> raw.unsqueeze(dim), this);
    }

    public Tensor squeeze(int dim) {
        return call("squeeze", () -> raw.squeeze(dim), this);
    }

    /** Repeats dimensions of length 1 without copying. */
    public Tensor expand(long... shape) {
        return call("expand" + Arrays.toString(shape), () -> raw.expand(shape), this);
    }

    public Tensor repeat(long... times) {
        return call("repeat", () -> raw.repeat(times), this);
    }

    public Tensor flip(long... dims) {
        return call("flip", () -> raw.flip(dims), this);
    }

    /** Elements {@code start} to {@code start + length} of one dimension, without copying. */
    public Tensor narrow(int dim, long start, long length) {
        return call("narrow(" + dim + ", " + start + ", " + length + ")", () -> raw.narrow(dim, start, length), this);
    }

    /**
     * The elements of this tensor's memory from {@code offset} on at the distances {@code strides}, without copying: how
     * files describe a transposed or cut tensor.
     */
    public Tensor strided(long[] shape, long[] strides, long offset) {
        return call("strided", () -> raw.as_strided(shape, strides, new LongOptional(offset)), this);
    }

    /** One slice of a dimension, which disappears. */
    public Tensor select(int dim, long index) {
        return call("select(" + dim + ", " + index + ")", () -> raw.select(dim, index), this);
    }

    /** The rows that {@code indices} (int64, one dimension) names. */
    public Tensor indexSelect(int dim, Tensor indices) {
        return call("indexSelect", () -> raw.index_select(dim, indices.raw), this, indices);
    }

    /** The elements [i, i] of a matrix. */
    public Tensor diagonal() {
        return call("diagonal", () -> raw.diagonal(), this);
    }

    /** Equal parts along one dimension. */
    public Tensor[] chunk(int parts, int dim) {
        long length = size(dim) / parts;
        Tensor[] result = new Tensor[parts];
        Arrays.setAll(result, i -> narrow(dim, i * length, length));
        return result;
    }

    public static Tensor cat(int dim, Tensor... parts) {
        return joined("cat", parts, vector -> torch.cat(vector, dim));
    }

    public static Tensor stack(int dim, Tensor... parts) {
        return joined("stack", parts, vector -> torch.stack(vector, dim));
    }

    private static Tensor joined(
            String operation, Tensor[] parts, Function<TensorVector, org.bytedeco.pytorch.Tensor> join) {
        Supplier<org.bytedeco.pytorch.Tensor> body = () -> {
            try (TensorVector vector = new TensorVector(parts.length)) {
                for (int i = 0; i < parts.length; i++) {
                    vector.put(i, parts[i].raw);
                }
                return join.apply(vector);
            }
        };
        return call(operation, body, parts);
    }

    /** Zeros around the last two dimensions. */
    public Tensor pad(long left, long right, long top, long bottom) {
        return call("pad", () -> torch.constant_pad_nd(raw, left, right, top, bottom), this);
    }

    // ------------------------------------------------------------------ arithmetic

    public Tensor plus(Tensor other) {
        return call("plus", () -> raw.add(other.raw), this, other);
    }

    public Tensor plus(double value) {
        try (Scalar s = new Scalar(value)) {
            return call("plus", () -> raw.add(s), this);
        }
    }

    /** The sum in this tensor's own memory while no gradients are recorded: for one that nobody reads again. */
    public Tensor plusOverwriting(Tensor other) {
        if (!NoGrad.isOpen()) {
            return plus(other);
        }
        raw.add_(other.raw);
        return this;
    }

    public Tensor minus(Tensor other) {
        return call("minus", () -> raw.sub(other.raw), this, other);
    }

    public Tensor times(Tensor other) {
        return call("times", () -> raw.mul(other.raw), this, other);
    }

    public Tensor times(double factor) {
        try (Scalar s = new Scalar(factor)) {
            return call("times", () -> raw.mul(s), this);
        }
    }

    public Tensor dividedBy(Tensor other) {
        return call("dividedBy", () -> raw.div(other.raw), this, other);
    }

    public Tensor dividedBy(double value) {
        try (Scalar s = new Scalar(value)) {
            return call("dividedBy", () -> raw.div(s), this);
        }
    }

    public Tensor negated() {
        return call("negated", raw::neg, this);
    }

    public Tensor abs() {
        return call("abs", raw::abs, this);
    }

    public Tensor exp() {
        return call("exp", raw::exp, this);
    }

    public Tensor log() {
        return call("log", raw::log, this);
    }

    public Tensor sqrt() {
        return call("sqrt", raw::sqrt, this);
    }

    public Tensor square() {
        return call("square", raw::square, this);
    }

    public Tensor cos() {
        return call("cos", raw::cos, this);
    }

    public Tensor sin() {
        return call("sin", raw::sin, this);
    }

    /** Nearest whole numbers, halves to even. */
    public Tensor round() {
        return call("round", () -> raw.round(), this);
    }

    public Tensor clamp(double low, double high) {
        try (Scalar a = new Scalar(low);
                Scalar b = new Scalar(high);
                ScalarOptional min = new ScalarOptional(a);
                ScalarOptional max = new ScalarOptional(b)) {
            return call("clamp", () -> raw.clamp(min, max), this);
        }
    }

    public Tensor matmul(Tensor other) {
        return call("matmul", () -> raw.matmul(other.raw), this, other);
    }

    // ------------------------------------------------------------------ reductions

    /** Mean of all elements. */
    public Tensor mean() {
        return call("mean", () -> raw.mean(), this);
    }

    /** Mean over some dimensions. */
    public Tensor mean(boolean keepDims, long... dims) {
        try (var none = new ScalarTypeOptional()) {
            return call("mean", () -> raw.mean(dims, keepDims, none), this);
        }
    }

    /** Sum of all elements. */
    public Tensor sum() {
        return call("sum", () -> raw.sum(), this);
    }

    /** Sum over some dimensions. */
    public Tensor sum(boolean keepDims, long... dims) {
        try (var none = new ScalarTypeOptional()) {
            return call("sum", () -> raw.sum(dims, keepDims, none), this);
        }
    }

    /** Unbiased standard deviation of all elements. */
    public Tensor std() {
        return call("std", () -> raw.std(), this);
    }

    /** Unbiased standard deviation over some dimensions. */
    public Tensor std(boolean keepDims, long... dims) {
        return call("std", () -> raw.std(dims, true, keepDims), this);
    }

    /** Euclidean length of all elements. */
    public Tensor norm() {
        return call("norm", () -> raw.norm(), this);
    }

    /** Largest absolute value, 0 for an empty tensor. */
    public double maxAbs() {
        if (count() == 0) {
            return 0;
        }
        try (Scope scope = Scope.open()) {
            Tensor sizes = abs();
            return call("max", () -> sizes.raw.max(), this).item();
        }
    }

    /** Index of the largest element of one dimension, the first if several are equal. */
    public Tensor argmax(int dim) {
        try (var d = new org.bytedeco.pytorch.LongOptional(dim)) {
            return call("argmax", () -> raw.argmax(d, false), this);
        }
    }

    // ------------------------------------------------------------------ network operations

    public <R> R apply(Function<? super Tensor, R> layer) {
        return layer.apply(this);
    }

    /** x * sigmoid(x), also called swish. */
    public Tensor silu() {
        return call("silu", () -> torch.silu(raw), this);
    }

    /** The same in this tensor's own memory while no gradients are recorded: for one that nobody reads again. */
    public Tensor siluOverwriting() {
        if (!NoGrad.isOpen()) {
            return silu();
        }
        torch.silu_(raw); // what it returns is this tensor itself
        return this;
    }

    /** x * Phi(x) with the exact error function. */
    public Tensor gelu() {
        return call("gelu", () -> torch.gelu(raw), this);
    }

    /** x * sigmoid(1.702 x), CLIP's approximation. */
    public Tensor quickGelu() {
        return Scope.result(() -> times(times(1.702).sigmoid()));
    }

    public Tensor sigmoid() {
        return call("sigmoid", raw::sigmoid, this);
    }

    public Tensor tanh() {
        return call("tanh", raw::tanh, this);
    }

    public Tensor relu() {
        return call("relu", raw::relu, this);
    }

    /** The input where it is positive, {@code slope} times it elsewhere. */
    public Tensor leakyRelu(double slope) {
        return call("leakyRelu", () -> torch.leaky_relu(raw, new Scalar(slope)), this);
    }

    /** log(1 + exp(x)), without overflow. */
    public Tensor softplus() {
        return call("softplus", () -> torch.softplus(raw), this);
    }

    public Tensor softmax(int dim) {
        return call("softmax", () -> torch.softmax(raw, dim), this);
    }

    /** log(softmax(x)) of one dimension, without the overflow of the two one behind the other. */
    public Tensor logSoftmax(int dim) {
        return call("logSoftmax", () -> torch.log_softmax(raw, dim), this);
    }

    /** x Wᵀ + b over the last dimension; weight {@code [out, in]}, bias {@code [out]} or none. */
    public Tensor linear(Tensor weight, @Nullable Tensor bias) {
        try (TensorOptional b = optional(bias)) {
            return call("linear", () -> torch.linear(raw, weight.raw, b), this, weight);
        }
    }

    /** Convolution of {@code [B, in, H, W]} with weight {@code [out, in, k, k]}; zero padding on all sides. */
    public Tensor conv2d(Tensor weight, @Nullable Tensor bias, int stride, int padding) {
        return Convolution.of(this, weight, bias, stride, padding);
    }

    /** Normalises groups of channels; the same bytes for any number of threads. */
    public Tensor groupNorm(int groups, Tensor weight, Tensor bias, double eps) {
        return GroupNormalisation.of(this, groups, weight, bias, eps);
    }

    /**
     * Normalises channels of {@code [B, C, H, W]}: with {@code training} by this batch's own mean and variance, which also
     * move {@code runningMean} and {@code runningVariance} by {@code momentum}; else by those two.
     */
    public Tensor batchNorm(
            Tensor weight,
            Tensor bias,
            Tensor runningMean,
            Tensor runningVariance,
            boolean training,
            double momentum,
            double eps) {
        try (TensorOptional w = optional(weight);
                TensorOptional b = optional(bias);
                TensorOptional mean = optional(runningMean);
                TensorOptional variance = optional(runningVariance)) {
            return call(
                    "batchNorm",
                    () -> torch.batch_norm(raw, w, b, mean, variance, training, momentum, eps, false),
                    this,
                    weight);
        }
    }

    /**
     * Whether {@link #groupStatistics} and {@link #normalised} do for this picture exactly what {@link #groupNorm} does:
     * one large picture, stored channels last, of which no gradients are wanted.
     */
    public boolean hasGroupStatistics() {
        return size(0) == 1 && GroupNormalisation.isInParts(this);
    }

    /** Mean and variance of each channel's group, float32 {@code [2, C]}. */
    public Tensor groupStatistics(int groups) {
        return GroupNormalisation.statistics(this, groups);
    }

    /** Group norm of some rows of a picture by the statistics of all of it. */
    public Tensor normalised(Tensor statistics, Tensor weight, Tensor bias, double eps) {
        return GroupNormalisation.normalised(this, statistics, weight, bias, eps);
    }

    /** {@code [B, C, H, W]} stored channels last, not yet written. */
    public static Tensor emptyChannelsLast(DType type, long b, long c, long h, long w) {
        return Scope.result(() -> empty(type, b, h, w, c).permute(0, 3, 1, 2));
    }

    /** Normalises the last dimension. */
    public Tensor layerNorm(Tensor weight, Tensor bias, double eps) {
        long[] shape = {weight.size(0)};
        try (TensorOptional w = optional(weight);
                TensorOptional b = optional(bias)) {
            return call("layerNorm", () -> torch.layer_norm(raw, shape, w, b, eps, true), this, weight);
        }
    }

    /** Rows of {@code this} table {@code [n, C]} for the ids (int64) of any shape. */
    public Tensor embedding(Tensor ids) {
        return call("embedding", () -> torch.embedding(raw, ids.raw), this, ids);
    }

    /** softmax(q kᵀ / sqrt(d)) v for {@code [B, heads, N, d]}, by the fastest exact path for the type and size. */
    public static Tensor attention(Tensor q, Tensor k, Tensor v) {
        return Attention.of(q, k, v, null);
    }

    /** The same with {@code mask} (broadcast to {@code [B, heads, N, M]}, -inf where attention is forbidden) added. */
    public static Tensor attention(Tensor q, Tensor k, Tensor v, Tensor mask) {
        return Attention.of(q, k, v, mask);
    }

    /** Nearest-neighbour enlargement of {@code [B, C, H, W]} to the given size. */
    public Tensor upsampleNearest(long height, long width) {
        return call("upsampleNearest", () -> torch.upsample_nearest2d(raw, height, width), this);
    }

    /** Largest of each 2x2 square of {@code [B, C, H, W]}; an odd last row or column is left out. */
    public Tensor maxPool2() {
        return call("maxPool2", () -> torch.max_pool2d(raw, 2), this);
    }

    /** Mean of each 2x2 square of {@code [B, C, H, W]}. */
    public Tensor averagePool2() {
        return call("averagePool2", () -> torch.avg_pool2d(raw, 2, 2), this);
    }

    /** Zeroes each element with probability {@code p}, drawn from libtorch's own generator, and rescales the others. */
    public Tensor dropout(double p) {
        return call("dropout", () -> torch.dropout(raw, p, true), this);
    }

    // ------------------------------------------------------------------ gradients

    /** Marks this tensor as a parameter whose gradient is wanted. */
    public Tensor requireGrad() {
        raw.set_requires_grad(true);
        return this;
    }

    /** No gradient is computed for this leaf until it is asked for again. */
    public void withoutGrad() {
        raw.set_requires_grad(false);
    }

    public boolean requiresGrad() {
        return raw.requires_grad();
    }

    /** Adds the gradients of this scalar to those of all parameters it depends on. */
    public void backward() {
        try {
            raw.backward();
        } catch (RuntimeException e) {
            throw TensorException.of("backward", new Tensor[] {this}, e);
        }
    }

    /** Gradient of this scalar with respect to {@code input} alone; the graph stays, and no {@link #grad} changes. */
    public Tensor gradientOf(Tensor input) {
        try (TensorVector outputs = new TensorVector(raw);
                TensorVector inputs = new TensorVector(input.raw);
                TensorVector ones = new TensorVector();
                BoolOptional retain = new BoolOptional(true);
                TensorVector gradients = torch.grad(outputs, inputs, ones, retain, false, false)) {
            return call("gradientOf", () -> new org.bytedeco.pytorch.Tensor(gradients.get(0)), this, input);
        }
    }

    /** The gradient collected so far, or nothing; owned by the current scope. */
    public @Nullable Tensor grad() {
        org.bytedeco.pytorch.Tensor gradient = raw.grad();
        return gradient.defined() ? call("grad", () -> new org.bytedeco.pytorch.Tensor(gradient), this) : null;
    }

    /** Forgets the gradient. */
    public void clearGrad() {
        raw.mutable_grad().reset();
    }

    // ------------------------------------------------------------------ in place

    public void copyInPlace(Tensor source) {
        try (NoGrad off = NoGrad.open()) {
            raw.copy_(source.raw);
        }
    }

    /** this += (end - this) * weight. */
    public void lerpInPlace(Tensor end, double weight) {
        try (NoGrad off = NoGrad.open();
                Scalar w = new Scalar(weight)) {
            raw.lerp_(end.raw, w);
        }
    }

    /** this *= factor. */
    public void timesInPlace(double factor) {
        try (NoGrad off = NoGrad.open();
                Scalar s = new Scalar(factor)) {
            raw.mul_(s);
        }
    }

    static TensorOptional optional(@Nullable Tensor t) {
        return t == null ? new TensorOptional() : new TensorOptional(t.raw);
    }
}
