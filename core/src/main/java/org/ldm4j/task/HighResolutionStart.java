package org.ldm4j.task;

import java.util.List;
import java.util.function.UnaryOperator;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.PixelTensors;
import org.ldm4j.image.Resize;
import org.ldm4j.tensor.Interpolation;
import org.ldm4j.tensor.Tensor;

/** How a request of two passes begins, and how the second goes on from the first. */
final class HighResolutionStart {
    private final HighResolution request;
    private final Preparation preparation;
    private final PictureSize large;

    private HighResolutionStart(HighResolution request, Preparation preparation) {
        this.request = request;
        this.preparation = preparation;
        large = PictureSize.of(request, preparation.parts());
    }

    static Start of(HighResolution request, Preparation preparation) {
        var start = new HighResolutionStart(request, preparation);
        Start first = Starts.textToImage(request.text(), preparation);
        Pass second = preparation.pass(request.secondPass(), request.strength(), Beside.NOTHING);
        Pass entered = second.withEntry(latents -> start.enter(second, latents));
        return new Start(List.of(first.passes().get(0), entered), first.latents(), UnaryOperator.identity());
    }

    private Tensor enter(Pass second, Tensor latents) {
        long[] shape = preparation.shape(large);
        Tensor x0 = request.mode() == HighResolution.EnlargeMode.LATENT
                ? Interpolation.BILINEAR.apply(latents, shape[2], shape[3])
                : preparation
                        .codec()
                        .sample(pictures(latents), preparation.generators().noise());
        Tensor noise = preparation.generators().noise().next(shape);
        return second.sampler().entered(second.begin(), x0, noise);
    }

    /** The pictures of latents, enlarged: [B, 3, H, W]. */
    private Tensor pictures(Tensor latents) {
        List<Bitmap> enlarged = preparation.codec().bitmaps(latents).stream()
                .map(made -> made.resized(large.width(), large.height(), Resize.LANCZOS))
                .toList();
        return PixelTensors.tensor(enlarged);
    }
}
