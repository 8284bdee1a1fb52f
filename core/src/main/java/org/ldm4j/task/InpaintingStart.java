package org.ldm4j.task;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.ModelKind;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.Fit;
import org.ldm4j.image.PixelTensors;
import org.ldm4j.image.Resize;
import org.ldm4j.tensor.Interpolation;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** How inpainting begins: with a network that sees mask and surroundings, or with one that knows nothing of them. */
final class InpaintingStart {
    private final Inpainting request;
    private final Preparation preparation;
    private final PictureSize size;
    private final Bitmap ownMask;
    private final @Nullable MaskedRegion region;
    private final Tensor picture;
    private final Tensor mask;

    private InpaintingStart(Inpainting request, Preparation preparation) {
        this.request = request;
        this.preparation = preparation;
        size = PictureSize.of(request, preparation.parts());
        ownMask = resized(request.mask(), PictureSize.of(request.image()));
        region = request.padding() == null ? null : MaskedRegion.around(ownMask, request.padding(), size);
        picture = PixelTensors.tensor(shown(request.image()).rgb());
        mask = PixelTensors.mask(shown(region == null ? request.mask() : ownMask));
    }

    /** What the model is shown of picture or mask, in the size that it works in. */
    private Bitmap shown(Bitmap whole) {
        return region == null
                ? resized(whole, size)
                : Fit.FILL.apply(region.of(whole), size.width(), size.height(), Resize.LANCZOS);
    }

    static Start of(Inpainting request, Preparation preparation) {
        var start = new InpaintingStart(request, preparation);
        Start begun = preparation.parts().kind() == ModelKind.INPAINT ? start.seeing() : start.blending();
        return new Start(begun.passes(), begun.latents(), start.finish());
    }

    /** Mask and masked latent are further channels of the network's input. */
    private Start seeing() {
        Tensor x0 = request.strength() < 1 ? drawn(picture) : null;
        Tensor noise = preparation.firstNoise(size);
        Tensor masked = drawn(maskedPicture());
        Tensor channels = preparation.keep(Scope.result(() -> {
            long[] shape = masked.shape();
            return Tensor.cat(1, latentMask().expand(shape[0], 1, shape[2], shape[3]), masked);
        }));
        Pass pass = pass(new Beside(channels, null));
        return new Start(
                pass,
                x0 == null
                        ? noise.times(pass.sampler().initialScale())
                        : pass.sampler().entered(pass.begin(), x0, noise));
    }

    /** What is outside the mask is put back after each step, with the noise of the level that was reached. */
    private Start blending() {
        Tensor x0 = preparation.keep(drawn(picture));
        Tensor noise = preparation.keep(preparation.firstNoise(size));
        preparation.generators().surroundings().next(x0.shape()); // the masked picture's, which no one needs
        Tensor inside = preparation.keep(latentMask());
        Tensor outside = preparation.keep(inside.times(-1).plus(1));
        Pass pass = pass(Beside.NOTHING);
        Tensor latents = request.strength() < 1
                ? pass.sampler().entered(pass.begin(), x0, noise)
                : noise.times(pass.sampler().initialScale());
        return new Start(
                pass.withCorrection((level, x) -> {
                    boolean clean = level == pass.sampler().count();
                    Tensor kept = clean ? x0 : pass.sampler().noised(level, x0, noise);
                    return kept.times(outside).plus(x.times(inside));
                }),
                latents);
    }

    private Pass pass(Beside beside) {
        return preparation.pass(request.text().sampling(), request.strength(), beside);
    }

    private Tensor drawn(Tensor pixels) {
        return preparation.codec().sample(pixels, preparation.generators().surroundings());
    }

    private Tensor maskedPicture() {
        return picture.times(mask.times(-1).plus(1));
    }

    /** The mask in the latent's size, [1, 1, h, w]. */
    private Tensor latentMask() {
        long[] shape = preparation.shape(size);
        return Interpolation.NEAREST.apply(mask, shape[2], shape[3]);
    }

    private UnaryOperator<List<Bitmap>> finish() {
        return request.keepsOutside()
                ? made -> made.stream().map(this::withSurroundings).toList()
                : UnaryOperator.identity();
    }

    /** What was made inside the mask, the picture's own pixels outside it; in the picture's size unless one was asked for. */
    private Bitmap withSurroundings(Bitmap made) {
        if (region == null) {
            return withSurroundings(made, request, size);
        }
        Bitmap own = request.image().rgb();
        Bitmap part = Fit.CROP.apply(made, region.width(), region.height(), Resize.LANCZOS);
        return own.covered(own.pasted(part, region.left(), region.top()), ownMask);
    }

    /** The same where the whole picture was the model's. */
    static Bitmap withSurroundings(Bitmap made, Inpainting request, PictureSize size) {
        Bitmap own = request.image().rgb();
        boolean inOwnSize = request.text().width() == 0 && request.text().height() == 0;
        PictureSize full = inOwnSize ? PictureSize.of(own) : size;
        return resized(own, full).covered(resized(made, full), resized(request.mask(), full));
    }

    private static Bitmap resized(Bitmap bitmap, PictureSize to) {
        return bitmap.resized(to.width(), to.height(), Resize.LANCZOS);
    }
}
