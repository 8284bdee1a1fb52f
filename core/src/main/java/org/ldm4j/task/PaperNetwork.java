package org.ldm4j.task;

import org.jspecify.annotations.Nullable;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** The U-Net with the condition of some pictures of a request; computes in its own element type, speaks float32. */
final class PaperNetwork implements BatchDenoiser.GuidedNetwork {
    private final Careful<UNet, ?> unet;
    private final Guidance guidance;
    private final Condition condition;
    private final int first;
    private final int end;

    /** For the pictures {@code first} to {@code end}; the condition stays its owner's. */
    PaperNetwork(Careful<UNet, ?> unet, Guidance guidance, Condition condition, int first, int end) {
        this.unet = unet;
        this.guidance = guidance;
        this.condition = condition;
        this.first = first;
        this.end = end;
    }

    @Override
    public int size() {
        return end - first;
    }

    @Override
    public Tensor predict(int evaluation, Tensor x, double t) {
        return Scope.result(() -> {
            Tensor input = new Beside(condition.channels(), null).joined(x, first);
            Tensor tokens = condition.tokens(), otherwise = condition.otherwise();
            if (tokens == null || otherwise == null || guidance.scale() == 1) {
                return forward(input, t, tokens == null ? null : Condition.rows(tokens, first, end));
            }
            Tensor both = Tensor.cat(0, Condition.rows(otherwise, first, end), Condition.rows(tokens, first, end));
            Tensor output = forward(Tensor.cat(0, input, input), t, both);
            return guidance.combine(output.narrow(0, 0, size()), output.narrow(0, size(), size()));
        });
    }

    private Tensor forward(Tensor input, double t, @Nullable Tensor context) {
        return unet.apply((network, type) ->
                network.forward(input.to(type), Tensor.full(t, 1), context == null ? null : context.to(type)));
    }
}
