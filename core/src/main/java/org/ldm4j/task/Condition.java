package org.ldm4j.task;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ldm4j.tensor.Tensor;

/**
 * What a denoiser is given beside noise and timestep. Rows belong to the pictures of a request; one row is for all.
 *
 * @param tokens what it attends to, [1 or B, N, width], or null
 * @param otherwise what stands for no condition in guidance, [1 or B, N, width], or null where there is nothing
 * @param channels what is concatenated to the latent, [1 or B, c, h, w], or null
 */
public record Condition(
        @Nullable Tensor tokens,
        @Nullable Tensor otherwise,
        @Nullable Tensor channels) {
    /** None at all. */
    public static final Condition NONE = new Condition(null, null, null);

    /** A condition to attend to, with what stands for none in guidance. */
    public static Condition attended(Tensor tokens, @Nullable Tensor otherwise) {
        return new Condition(tokens, otherwise, null);
    }

    /** A condition beside the latent. */
    public static Condition beside(Tensor channels) {
        return new Condition(null, null, channels);
    }

    /** The same with each tensor replaced. */
    Condition map(UnaryOperator<Tensor> change) {
        return new Condition(mapped(tokens, change), mapped(otherwise, change), mapped(channels, change));
    }

    private static @Nullable Tensor mapped(@Nullable Tensor tensor, UnaryOperator<Tensor> change) {
        return tensor == null ? null : change.apply(tensor);
    }

    /** Rows for the pictures {@code first} to {@code end}. */
    static Tensor rows(Tensor of, long first, long end) {
        long[] shape = of.shape();
        shape[0] = end - first;
        return of.size(0) == 1 ? of.expand(shape) : of.narrow(0, first, end - first);
    }

    /** Refuses rows that are neither one nor as many as there are pictures. */
    void requireRows(int pictures) {
        Stream.of("tokens", "otherwise", "channels").forEach(name -> {
            Tensor tensor = name.equals("tokens") ? tokens : name.equals("otherwise") ? otherwise : channels;
            if (tensor != null) {
                long rows = tensor.size(0);
                Rules.require(rows == 1 || rows == pictures, name, rows + " rows", "have 1 row or " + pictures);
            }
        });
    }
}
