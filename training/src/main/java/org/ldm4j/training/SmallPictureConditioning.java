package org.ldm4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.data.PictureSet;
import org.ldm4j.data.degradation.Degradation;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.PixelTensors;
import org.ldm4j.task.Request;
import org.ldm4j.task.SuperResolution;
import org.ldm4j.task.TextToImage;

/** The picture itself made small, beside its latent, which is as large (section 4.4). */
final class SmallPictureConditioning implements Conditioning {
    private static final int RGB = 3;

    private final PictureSet pictures;
    private final Degradation degradation;
    private final int factor;

    /** @param factor the first stage's f */
    SmallPictureConditioning(LdmRunConfig run, PictureSet pictures, int factor) {
        Settings.require(factor > 1, "first_stage", run.firstStage(), "make pictures smaller for this condition");
        this.pictures = pictures;
        degradation = Degradation.of(run.condition().degradation());
        this.factor = factor;
    }

    @Override
    public int channels() {
        return RGB;
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public Given given(Seen seen) {
        Random[] randoms = Still.randoms(seen.draws(), seen.batch().size());
        List<Bitmap> small = new ArrayList<>();
        for (int i = 0; i < randoms.length; i++) {
            small.add(degradation.apply(seen.batch().shown().get(i).picture(), factor, randoms[i]));
        }
        return new Given(null, PixelTensors.tensor(small));
    }

    @Override
    public PaperKind kind() {
        return PaperKind.SUPER_RESOLUTION;
    }

    @Override
    public Request request(int number) {
        Bitmap small = degradation.apply(Still.of(pictures, number).picture(), factor, Still.random(number));
        return SuperResolution.of(small, TextToImage.of("").seed(0));
    }
}
