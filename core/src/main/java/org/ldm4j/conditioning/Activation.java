package org.ldm4j.conditioning;

import java.util.function.UnaryOperator;
import org.ldm4j.tensor.Tensor;

/** Activation of a text encoder's feed-forward layers. */
public enum Activation implements UnaryOperator<Tensor> {
    /** x * sigmoid(1.702 x), OpenAI's CLIP. */
    QUICK_GELU(Tensor::quickGelu),
    /** x * Phi(x), open_clip's models. */
    GELU(Tensor::gelu);

    private final UnaryOperator<Tensor> function;

    Activation(UnaryOperator<Tensor> function) {
        this.function = function;
    }

    @Override
    public Tensor apply(Tensor x) {
        return function.apply(x);
    }
}
