package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.conditioning.ConditionerConfig;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.task.Request;
import org.ldm4j.tensor.Tensor;

/** What a denoiser in training is told beside noise and timestep (section 3.3), from the data to its own input. */
interface Conditioning extends AutoCloseable {
    /** What is trained together with the denoiser, by the names of checkpoints. */
    default Map<String, Tensor> parameters() {
        return Map.of();
    }

    /** Width of the tokens that the denoiser attends to; 0 where there are none. */
    default int width() {
        return 0;
    }

    /** Channels beside the latent. */
    default int channels() {
        return 0;
    }

    /** Whether {@link #given} looks at pictures, boxes or maps. */
    default boolean looks() {
        return false;
    }

    /** What the denoiser is given in a step. */
    Given given(Seen seen);

    /**
     * What stands beside noise and timestep.
     *
     * @param tokens to attend to [B, N, width], or null
     * @param channels beside the latent [B, c, h, w], or null
     */
    record Given(@Nullable Tensor tokens, @Nullable Tensor channels) {
        static final Given NOTHING = new Given(null, null);
    }

    /** What such a model makes pictures from. */
    PaperKind kind();

    /** The shape of what has parameters. */
    default @Nullable ConditionerConfig config() {
        return null;
    }

    /** The conditioner's tensors, if it has any, where {@code weights} are those of {@link #parameters}. */
    default @Nullable TensorSource tensors(Map<String, Tensor> weights) {
        return null;
    }

    /** Writes what a model folder needs beside tensors, such as a vocabulary. */
    default void writeInto(Path folder) throws IOException {}

    /** Asks a model for a picture like training picture {@code number}. */
    Request request(int number);

    @Override
    default void close() {}
}
