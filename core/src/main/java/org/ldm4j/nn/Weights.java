package org.ldm4j.nn;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * A network's named parameters seen from one point of the checkpoint's tree, and the seam where layers are asked for:
 * {@code weights.at("input_blocks.0").conv2d("0", 4, 320, 3)}. A missing or misshapen tensor fails here, with its full
 * name. Closing any view frees all parameters.
 */
public final class Weights implements AutoCloseable {
    /** Where a parameter comes from. */
    private interface Origin {
        Tensor get(String name, Init init, long[] shape);
    }

    private final Origin origin;
    private final Map<String, Tensor> parameters;
    private final String prefix;
    private final @Nullable Init override;
    private final boolean zeroInit;

    private Weights(
            Origin origin, Map<String, Tensor> parameters, String prefix, @Nullable Init override, boolean zeroInit) {
        this.zeroInit = zeroInit;
        this.origin = origin;
        this.parameters = parameters;
        this.prefix = prefix;
        this.override = override;
    }

    /** Weights read from a checkpoint, each converted to {@code type} as it is asked for. */
    public static Weights from(TensorSource source, DType type) {
        return root((name, init, shape) -> {
            requireShape(source, name, shape);
            return forSpeed(source.read(name).to(type));
        });
    }

    /**
     * These parameters, shared and not copied, with some replaced. Both may be closed in any order.
     *
     * @param others what stands for the parameters of those names, perhaps of other shapes; their owner's as before
     */
    public Weights with(Map<String, Tensor> others) {
        for (String name : others.keySet()) {
            if (!parameters.containsKey(name)) {
                throw new WeightsException("tensor '" + name + "': expected one of " + parameters.size()
                        + " parameters, found no such name (what replaces them)");
            }
        }
        return root((name, init, shape) -> {
            Tensor other = others.get(name);
            return other == null ? shared(name, shape) : replacing(name, other, shape);
        });
    }

    /** These parameters in another element type; copies, which these need not outlive. */
    public Weights converted(DType type) {
        return root((name, init, shape) -> shared(name, shape).to(type).copy());
    }

    private Tensor shared(String name, long[] shape) {
        Tensor known = parameters.get(name);
        if (known == null) {
            throw new WeightsException("tensor '" + name + "': expected " + Arrays.toString(shape)
                    + ", found no such tensor (weights to share)");
        }
        requireShape(name, shape, known.shape(), "weights to share");
        return known.share();
    }

    private static Tensor replacing(String name, Tensor other, long[] shape) {
        requireShape(name, shape, other.shape(), "what replaces it");
        return forSpeed(other.share());
    }

    /** Convolutions run fastest on pictures stored channels last; kernels stored so make them so (docs/performance.md). */
    private static Tensor forSpeed(Tensor parameter) {
        return parameter.rank() == 4 ? parameter.channelsLast() : parameter;
    }

    /** New float32 weights; the draw of each depends on {@code seed} and its own name alone. */
    public static Weights create(long seed) {
        return create(seed, true);
    }

    /**
     * The same; with {@code zeroInit} false the last layers of residual branches begin at random like all others, as in
     * diffusers, which on small data sets learns several times faster.
     */
    public static Weights create(long seed, boolean zeroInit) {
        Weights random = root((name, init, shape) -> {
            try (Rng rng = Rng.seeded(Seeds.of(seed, name))) {
                return init.draw(rng, shape);
            }
        });
        return zeroInit ? random : new Weights(random.origin, random.parameters, "", null, false);
    }

    /** Random weights in {@code type}, laid out as if they had been read: to time a network without its checkpoint. */
    public static Weights random(long seed, DType type) {
        Weights random = create(seed, false);
        return new Weights(
                (name, init, shape) ->
                        forSpeed(random.origin.get(name, init, shape).to(type)),
                random.parameters,
                "",
                null,
                false);
    }

    private static Weights root(Origin origin) {
        return new Weights(origin, new LinkedHashMap<>(), "", null, true);
    }

    private static void requireShape(TensorSource source, String name, long[] shape) {
        if (!source.names().contains(name)) {
            throw new WeightsException("tensor '" + name + "': expected " + Arrays.toString(shape)
                    + ", found no such tensor (" + source.description() + ")");
        }
        requireShape(name, shape, source.shape(name), source.description());
    }

    private static void requireShape(String name, long[] expected, long[] found, String where) {
        if (!Arrays.equals(expected, found)) {
            throw new WeightsException("tensor '" + name + "': expected " + Arrays.toString(expected) + ", found "
                    + Arrays.toString(found) + " (" + where + ")");
        }
    }

    /** The part of the tree below {@code name}. */
    public Weights at(String name) {
        return new Weights(origin, parameters, prefix + name + ".", override, zeroInit);
    }

    public Weights at(int index) {
        return at(Integer.toString(index));
    }

    /** The same point; parameters that are made here begin at zero, as the last layer of a residual branch does. */
    public Weights zeroed() {
        return zeroInit ? new Weights(origin, parameters, prefix, Init.ZEROS, true) : this;
    }

    /** The parameter {@code name}; owned by these weights. */
    public Tensor get(String name, Init init, long... shape) {
        String key = prefix + name;
        Tensor known = parameters.get(key);
        if (known != null) {
            requireShape(key, shape, known.shape(), "asked for a second time");
            return known;
        }
        Tensor made = Scope.result(() -> origin.get(key, override == null ? init : override, shape));
        parameters.put(key, made.keep());
        return made;
    }

    /** All parameters asked for so far, by full name, in the order of asking. */
    public Map<String, Tensor> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    /** Names of {@code source} that no layer has asked for. */
    public SortedSet<String> unused(TensorSource source) {
        SortedSet<String> names = new TreeSet<>(source.names());
        names.removeAll(parameters.keySet());
        return names;
    }

    // ------------------------------------------------------------------ layers

    /** A convolution that keeps height and width. */
    public Layer conv2d(String name, int in, int out, int kernel) {
        return conv2d(name, in, out, kernel, 1, kernel / 2);
    }

    public Layer conv2d(String name, int in, int out, int kernel, int stride, int padding) {
        Weights here = at(name);
        Init init = Init.fanIn((long) in * kernel * kernel);
        return new Conv2d(
                here.get("weight", init, out, in, kernel, kernel), here.get("bias", init, out), stride, padding);
    }

    /** A convolution that keeps height and width, or divides them by {@code stride}. */
    public Layer conv2dWithoutBias(String name, int in, int out, int kernel, int stride) {
        Init init = Init.fanIn((long) in * kernel * kernel);
        return new Conv2d(at(name).get("weight", init, out, in, kernel, kernel), null, stride, kernel / 2);
    }

    public Layer linear(String name, int in, int out) {
        Weights here = at(name);
        Init init = Init.fanIn(in);
        return new Linear(here.get("weight", init, out, in), here.get("bias", init, out));
    }

    /** A linear layer that begins as N(0, deviation²) without an offset when it is made here. */
    public Layer linear(String name, int in, int out, double deviation) {
        Weights here = at(name);
        return new Linear(here.get("weight", Init.normal(deviation), out, in), here.get("bias", Init.ZEROS, out));
    }

    public Layer linearWithoutBias(String name, int in, int out) {
        return new Linear(at(name).get("weight", Init.fanIn(in), out, in), null);
    }

    /** The same, beginning as N(0, deviation²) when it is made here. */
    public Layer linearWithoutBias(String name, int in, int out, double deviation) {
        return new Linear(at(name).get("weight", Init.normal(deviation), out, in), null);
    }

    public Norm groupNorm(String name, int groups, int channels, double eps) {
        Weights here = at(name);
        return new GroupNorm(
                groups, here.get("weight", Init.ONES, channels), here.get("bias", Init.ZEROS, channels), eps);
    }

    /** Layer norm with the eps 1e-5 that every transformer here uses. */
    public Layer layerNorm(String name, int channels) {
        Weights here = at(name);
        return new LayerNorm(here.get("weight", Init.ONES, channels), here.get("bias", Init.ZEROS, channels), 1e-5);
    }

    /** The parameter in the element type of {@code x}: masters stay float32 while a step computes in bfloat16. */
    static Tensor as(Tensor parameter, Tensor x) {
        return parameter.dtype() == x.dtype() ? parameter : parameter.to(x.dtype());
    }

    @Override
    public void close() {
        parameters.values().forEach(Tensor::close);
        parameters.clear();
    }
}
