package org.ldm4j.task;

import org.ldm4j.denoiser.UNet;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** The U-Net with the texts of some pictures of a request; computes in its own element type, speaks float32. */
final class TextGuidedNetwork implements BatchDenoiser.GuidedNetwork {
    private final Careful<UNet, ?> unet;
    private final Guidance guidance;
    private final TextConditions conditions;
    private final Beside beside;
    private final int first;
    private final int end;

    /** For the pictures {@code first} to {@code end}; the conditions stay their owner's. */
    TextGuidedNetwork(
            Careful<UNet, ?> unet,
            Guidance guidance,
            TextConditions conditions,
            Beside beside,
            int first,
            int end) {
        this.unet = unet;
        this.guidance = guidance;
        this.conditions = conditions;
        this.beside = beside;
        this.first = first;
        this.end = end;
    }

    @Override
    public int size() {
        return end - first;
    }

    @Override
    public Tensor predict(int step, Tensor x, double t) {
        return Scope.result(() -> {
            Tensor input = beside.joined(x, first);
            Tensor prompts = conditions.prompts(step, first, end);
            if (!guidance.isActive()) {
                return forward(input, t, prompts);
            }
            Tensor both = Tensor.cat(0, conditions.negatives(step, first, end), prompts);
            Tensor output = forward(Tensor.cat(0, input, input), t, both);
            return guidance.combine(output.narrow(0, 0, size()), output.narrow(0, size(), size()));
        });
    }

    private Tensor forward(Tensor input, double t, Tensor context) {
        return unet.apply((network, type) ->
                network.forward(input.to(type), Tensor.full(t, 1), context.to(type), beside.label()));
    }
}
