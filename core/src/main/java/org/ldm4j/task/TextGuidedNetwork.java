package org.ldm4j.task;

import org.ldm4j.denoiser.UNet;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** The U-Net with the texts of a group of pictures; computes in its own element type, speaks float32. */
final class TextGuidedNetwork implements BatchDenoiser.GuidedNetwork {
    private final UNet unet;
    private final Guidance guidance;
    private final DType type;
    private final Tensor context;
    private final int size;

    /**
     * The conditions stay their owner's.
     *
     * @param unconditional [b, N, width] of the negative prompt
     * @param conditional [b, N, width] of the prompts
     */
    TextGuidedNetwork(UNet unet, Guidance guidance, DType type, Tensor unconditional, Tensor conditional) {
        this.unet = unet;
        this.guidance = guidance;
        this.type = type;
        size = Math.toIntExact(conditional.size(0));
        context = guidance.isActive()
                ? Scope.result(() -> Tensor.cat(0, unconditional, conditional)).keep()
                : conditional.share().keep();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Tensor predict(Tensor x, double t) {
        return Scope.result(() -> {
            Tensor input = guidance.isActive() ? Tensor.cat(0, x, x) : x;
            Tensor output =
                    unet.forward(input.to(type), Tensor.full(t, 1), context).to(DType.FP32);
            return guidance.isActive()
                    ? guidance.combine(output.narrow(0, 0, size), output.narrow(0, size, size))
                    : output;
        });
    }

    @Override
    public void close() {
        context.close();
    }
}
