package org.ldm4j.tensor;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * torch's CPU generator (Mersenne Twister): the same seed gives the same numbers as {@code torch.Generator("cpu")} in
 * Python. Not safe for several threads at once.
 */
public final class Rng implements AutoCloseable {
    private final Generator raw;
    private final GeneratorOptional optional;

    private Rng(long seed) {
        Engine.load();
        raw = torch.make_generator_cpu(seed);
        optional = new GeneratorOptional(raw);
    }

    /** A generator as {@code torch.Generator("cpu").manual_seed(seed)}. */
    public static Rng seeded(long seed) {
        return new Rng(seed);
    }

    /** Standard normal numbers, float32. */
    public Tensor randn(long... shape) {
        return Tensor.call("randn", () -> torch.randn(shape, optional, Options.of(DType.FP32)));
    }

    /** Uniform numbers in [0, 1), float32. */
    public Tensor rand(long... shape) {
        return Tensor.call("rand", () -> torch.rand(shape, optional, Options.of(DType.FP32)));
    }

    /** Uniform whole numbers in [low, high), int64. */
    public Tensor randint(long low, long high, long... shape) {
        return Tensor.call("randint", () -> torch.randint(low, high, shape, optional, Options.of(DType.INT64)));
    }

    /** The numbers 0 to n-1 in random order, int64. */
    public Tensor randperm(long n) {
        return Tensor.call("randperm", () -> torch.randperm(n, optional, Options.of(DType.INT64)));
    }

    /** The generator's whole state, uint8; give it to {@link #restore}. */
    public Tensor state() {
        return Tensor.call("state", raw::get_state);
    }

    /** Goes on from a state that {@link #state} returned. */
    public void restore(Tensor state) {
        raw.set_state(state.raw);
    }

    @Override
    public void close() {
        optional.deallocate();
        raw.deallocate();
    }
}
