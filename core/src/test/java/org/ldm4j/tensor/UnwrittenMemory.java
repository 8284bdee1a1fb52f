package org.ldm4j.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the operations of all presets forward and backward and tells which results are not finite. It is started with an
 * allocator that fills memory with NaN, by {@link UnwrittenMemoryTest}.
 */
final class UnwrittenMemory {
    /** Channels of pictures, latents, masks and their moments: where networks begin and end. */
    private static final int[] ENDS = {3, 4, 5, 6, 7, 8, 9, 16};

    /** Channels beside the ends. */
    private static final int[] OUTER = {32, 64, 96, 128, 192, 224, 256, 320, 512};

    /** Channels of the levels in between, each with that of the level below. */
    private static final int[][] INNER = {
        {32, 64},
        {128, 256},
        {192, 384},
        {224, 448},
        {256, 512},
        {320, 640},
        {448, 672},
        {576, 960},
        {672, 896},
        {1280, 640}
    };

    private static final long BATCH = 16;

    private final List<String> faults = new ArrayList<>();
    private int cases;

    private UnwrittenMemory() {}

    public static void main(String[] arguments) {
        UnwrittenMemory run = new UnwrittenMemory();
        try (Scope scope = Scope.open()) {
            if (Tensor.filled(DType.FP32, new long[] {64}, piece -> {}).isFinite()) {
                run.faults.add("the allocator does not fill memory with NaN: expected to be started with it preloaded");
            }
        }
        run.convolutions(DType.FP32);
        if (Engine.hasFastBfloat16()) {
            run.convolutions(DType.BF16);
        }
        run.others(DType.FP32);
        run.others(DType.BF16);
        run.faults.forEach(System.out::println);
        System.out.println(run.cases + " cases, " + run.faults.size() + " faults");
        System.exit(run.faults.isEmpty() ? 0 : 1);
    }

    // ------------------------------------------------------------------ convolutions

    private void convolutions(DType type) {
        for (int end : ENDS) {
            for (int other : ENDS) {
                convolution(type, end, other, 1, 1);
            }
            for (int outer : OUTER) {
                convolution(type, end, outer, 3, 1);
                convolution(type, outer, end, 3, 1);
            }
        }
        for (int[] pair : INNER) {
            convolution(type, pair[0], pair[0], 3, 1);
            convolution(type, pair[0], pair[0], 3, 2);
            convolution(type, pair[0], pair[1], 3, 1);
            convolution(type, pair[0] + pair[1], pair[0], 1, 1);
        }
    }

    private void convolution(DType type, int in, int out, int kernel, int stride) {
        long batch = in * out > 200_000 ? 2 : BATCH, size = in * out > 20_000 ? 4 : 8; // wide layers are slow
        String name = type.label() + " convolution " + in + " to " + out + ", kernel " + kernel + ", stride " + stride;
        check(name, inputs -> {
            Tensor x = inputs.add(type, batch, in, size, size);
            Tensor weight = inputs.add(type, out, in, kernel, kernel), bias = inputs.add(type, out);
            return x.conv2d(weight, bias, stride, kernel / 2);
        });
    }

    // ------------------------------------------------------------------ everything else

    private void others(DType type) {
        for (int width : new int[] {40, 77, 320, 512, 768}) {
            check(type.label() + " linear " + width, inputs -> inputs.add(type, 3, 77, width)
                    .linear(inputs.add(type, 2 * width, width), inputs.add(type, 2 * width)));
            check(type.label() + " layer norm " + width, inputs -> inputs.add(type, 3, 77, width)
                    .layerNorm(inputs.add(type, width), inputs.add(type, width), 1e-5));
        }
        for (int width : new int[] {32, 64, 224, 320}) {
            check(type.label() + " group norm " + width, inputs -> inputs.add(type, 2, width, 7, 5)
                    .groupNorm(32, inputs.add(type, width), inputs.add(type, width), 1e-6));
        }
        for (int d : new int[] {8, 32, 40, 64, 80, 160}) {
            attention(type, d, 64, 64);
            attention(type, d, 63, 77);
        }
        attention(type, 8, 2100, 2100);
        check(type.label() + " upsampling", inputs -> inputs.add(type, 2, 5, 3, 3)
                .upsampleNearest(6, 6));
        check(
                type.label() + " SiLU and GELU",
                inputs -> inputs.add(type, 2, 77).silu().gelu());
    }

    private void attention(DType type, int d, int queries, int keys) {
        String name = type.label() + " attention of " + queries + " to " + keys + " tokens, width " + d;
        check(
                name,
                inputs -> Tensor.attention(
                        inputs.add(type, 2, 2, queries, d),
                        inputs.add(type, 2, 2, keys, d),
                        inputs.add(type, 2, 2, keys, d)));
    }

    // ------------------------------------------------------------------ running

    /** The random tensors that one case starts from. */
    private static final class Inputs {
        private final List<Tensor> all = new ArrayList<>();
        private final Rng rng;
        private final boolean training;

        private Inputs(Rng rng, boolean training) {
            this.rng = rng;
            this.training = training;
        }

        private Tensor add(DType type, long... shape) {
            Tensor made = rng.randn(shape).to(type);
            all.add(training ? made.requireGrad() : made);
            return made;
        }
    }

    /** One case. */
    private interface Operation {
        Tensor apply(Inputs inputs);
    }

    private void check(String name, Operation operation) {
        cases++;
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open();
                Rng rng = Rng.seeded(cases)) {
            report(name + ": result without gradients", () -> operation.apply(new Inputs(rng, false)));
        }
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(cases)) {
            Inputs inputs = new Inputs(rng, true);
            Tensor result = operation.apply(inputs);
            report(name + ": result", () -> result);
            result.square().sum().backward();
            for (int i = 0; i < inputs.all.size(); i++) {
                Tensor input = inputs.all.get(i);
                report(name + ": gradient of input " + i, input::grad);
            }
        }
    }

    private void report(String what, Supplier<@Nullable Tensor> result) {
        Tensor tensor = result.get();
        if (tensor == null || !tensor.isFinite()) {
            faults.add(what + (tensor == null ? " is missing" : " is not finite"));
        }
    }
}
