package org.ldm4j.training;

import java.util.Random;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.data.PictureSet;
import org.ldm4j.data.degradation.LargeMasks;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.PixelTensors;
import org.ldm4j.task.Inpainting;
import org.ldm4j.task.Request;
import org.ldm4j.task.TextToImage;
import org.ldm4j.tensor.Interpolation;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Tensor;

/**
 * The latent of the picture with a hole in it, and the hole, beside the latent (section 4.5): black in the hole, the mask
 * -1 outside and 1 inside, the latent likeliest and not scaled, as the paper's script gives them.
 */
final class MaskedConditioning implements Conditioning {
    private static final double HALF = 0.5;

    private final PictureSet pictures;
    private final LargeMasks masks;
    private final FirstStage firstStage;

    MaskedConditioning(LdmRunConfig run, PictureSet pictures, FirstStage firstStage) {
        this.pictures = pictures;
        masks = LargeMasks.of(run.condition().masks());
        this.firstStage = firstStage;
    }

    @Override
    public int channels() {
        return firstStage.config().latentChannels() + 1;
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public Given given(Seen seen) {
        Tensor x = seen.batch().pictures();
        Random[] randoms = Still.randoms(seen.draws(), seen.batch().size());
        Tensor[] holes = new Tensor[randoms.length];
        for (int i = 0; i < holes.length; i++) {
            holes[i] = hole((int) x.size(3), (int) x.size(2), randoms[i]);
        }
        return new Given(null, beside(x, Tensor.cat(0, holes)));
    }

    /** [1, 1, H, W]: 1 in the hole, 0 outside. */
    private Tensor hole(int width, int height, Random random) {
        return PixelTensors.mask(masks.mask(width, height, random));
    }

    /** x [B, 3, H, W] in [-1, 1] and holes [B, 1, H, W] to [B, C + 1, h, w]. */
    private Tensor beside(Tensor x, Tensor holes) {
        try (NoGrad off = NoGrad.open()) {
            Tensor kept = holes.times(-1).plus(1);
            Tensor left = x.plus(1).times(HALF).times(kept).times(2).plus(-1);
            Tensor z = firstStage.likeliest(left);
            Tensor small = Interpolation.NEAREST.apply(holes.times(2).plus(-1), z.size(2), z.size(3));
            return Tensor.cat(1, z, small);
        }
    }

    @Override
    public PaperKind kind() {
        return PaperKind.INPAINTING;
    }

    @Override
    public Request request(int number) {
        Bitmap picture = Still.of(pictures, number).picture();
        Bitmap mask = masks.mask(picture.width(), picture.height(), Still.random(number));
        return Inpainting.of(picture, mask, TextToImage.of("").seed(0));
    }
}
