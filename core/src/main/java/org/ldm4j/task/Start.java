package org.ldm4j.task;

import java.util.List;
import java.util.function.UnaryOperator;
import org.ldm4j.image.Bitmap;
import org.ldm4j.tensor.Tensor;

/**
 * Where the run of a request begins, and what is done at its end.
 *
 * @param passes through the samplers' steps, in order
 * @param latents what the first step is given, [B, C, h, w]
 * @param finish what is done to the decoded pictures
 */
record Start(List<Pass> passes, Tensor latents, UnaryOperator<List<Bitmap>> finish) {
    Start(Pass pass, Tensor latents) {
        this(List.of(pass), latents, UnaryOperator.identity());
    }
}
