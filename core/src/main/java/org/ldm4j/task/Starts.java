package org.ldm4j.task;

import org.ldm4j.image.Resize;
import org.ldm4j.tensor.Interpolation;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** How each kind of request begins. The order in which noise is drawn is that of diffusers' pipelines. */
final class Starts {
    private Starts() {}

    static Start of(Request request, Preparation preparation) {
        if (request instanceof ImageToImage from) {
            return imageToImage(from, preparation);
        }
        if (request instanceof Inpainting from) {
            return InpaintingStart.of(from, preparation);
        }
        if (request instanceof DepthToImage from) {
            return depthToImage(from, preparation);
        }
        if (request instanceof SuperResolution from) {
            return superResolution(from, preparation);
        }
        if (request instanceof HighResolution from) {
            return HighResolutionStart.of(from, preparation);
        }
        return textToImage(request.text(), preparation);
    }

    static Start textToImage(TextToImage request, Preparation preparation) {
        Pass pass = preparation.pass(request.sampling(), Beside.NOTHING);
        return fromNoise(pass, PictureSize.of(request, preparation.parts()), preparation);
    }

    private static Start fromNoise(Pass pass, PictureSize size, Preparation preparation) {
        Tensor noise = preparation.firstNoise(size);
        return new Start(pass, noise.times(pass.sampler().initialScale()));
    }

    private static Start imageToImage(ImageToImage request, Preparation preparation) {
        Pass pass = preparation.pass(request.text().sampling(), request.strength(), Beside.NOTHING);
        PictureSize size = PictureSize.of(request, preparation.parts());
        return fromPicture(pass, Preparation.picture(request.image(), size, Resize.LANCZOS), size, preparation);
    }

    private static Start depthToImage(DepthToImage request, Preparation preparation) {
        PictureSize size = PictureSize.of(request, preparation.parts());
        long[] shape = preparation.shape(size);
        Tensor depth = preparation.keep(Scope.result(() -> depth(request.depth(), shape[2], shape[3])));
        Pass pass = preparation.pass(request.text().sampling(), request.strength(), new Beside(depth, null));
        return fromPicture(pass, Preparation.picture(request.image(), size, Resize.LANCZOS), size, preparation);
    }

    /** The map in the latent's size, between -1 and 1: [1, 1, h, w]; a flat one is 0. */
    private static Tensor depth(DepthMap map, long height, long width) {
        Tensor depth = Interpolation.BICUBIC.apply(map.tensor(), height, width);
        double low = Double.POSITIVE_INFINITY, high = Double.NEGATIVE_INFINITY;
        for (float value : depth.toFloats()) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        double range = high - low;
        return range == 0
                ? depth.times(0)
                : depth.plus(-low).times(2).dividedBy(range).plus(-1);
    }

    /** A picture [1, 3, H, W] with the noise of the pass's first level. */
    private static Start fromPicture(Pass pass, Tensor picture, PictureSize size, Preparation preparation) {
        Tensor x0 = preparation.codec().sample(picture, preparation.generators().start());
        Tensor noise = preparation.firstNoise(size);
        return new Start(pass, pass.sampler().entered(pass.begin(), x0, noise));
    }

    private static Start superResolution(SuperResolution request, Preparation preparation) {
        LowResolution low = preparation.parts().lowResolution();
        if (low == null) {
            throw new IllegalStateException("an upscaler knows how to put noise on small pictures");
        }
        Rules.require(
                request.noiseLevel() <= low.maxLevel(),
                "noiseLevel",
                request.noiseLevel(),
                "be from 0 to " + low.maxLevel());
        PictureSize size = PictureSize.of(request, preparation.parts());
        int f = preparation.codec().downsampling();
        var small = new PictureSize(size.width() / f, size.height() / f);
        Tensor picture = Preparation.picture(request.image(), small, Resize.BICUBIC);
        Tensor noise = preparation.generators().surroundings().next(picture.shape());
        Tensor noisy = preparation.keep(low.noised(picture, noise, request.noiseLevel()));
        Tensor label = preparation.keep(Tensor.of(new long[] {request.noiseLevel()}, 1));
        return fromNoise(preparation.pass(request.text().sampling(), new Beside(noisy, label)), size, preparation);
    }
}
