package org.ldm4j.task;

import java.util.ArrayList;
import java.util.List;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.image.Bitmap;
import org.ldm4j.sampling.NoiseSource;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/** A loaded latent diffusion model that serves requests. Immutable and safe for several threads. */
public sealed interface Model extends AutoCloseable permits LatentDiffusionModel, PaperModel {
    /** Where it came from. */
    String name();

    /** The model's own sampling configuration. */
    SamplerConfig sampler();

    /** Side of the pictures it was trained on, in pixels. */
    int size();

    /** f: how many pixels a latent position stands for in each direction. */
    int downsampling();

    /** Element type that the networks compute in. */
    DType type();

    /**
     * Starts a request: encodes what it gives and draws its first noise; its pictures run in step.
     *
     * @throws RequestException if the model was not made for it
     */
    Run start(Request request);

    /** The same from a first noise of the caller's [count, C, h, w], standard normal; it stays the caller's. */
    Run startFrom(Request request, Tensor noise);

    /** The same with the samplers' noise from elsewhere, such as a recording; what comes before is drawn as ever. */
    Run start(Request request, NoiseSource stepNoise);

    /** Size of the pictures that the model makes for a request. */
    PictureSize size(Request request);

    /** Guidance of a request. */
    Guidance guidance(Request request);

    /** All pictures of a request. With a seed for each, they are made one after the other. */
    default List<Bitmap> generate(Request request) {
        TextToImage text = request.text();
        boolean together = request instanceof Conditioned; // its rows belong to pictures
        if (text.seedMode() == SeedMode.PER_PICTURE && text.batchSize() == 1 && !together) {
            List<Bitmap> pictures = new ArrayList<>();
            for (int i = 0; i < text.count(); i++) {
                pictures.addAll(finished(request.withText(text.picture(i))));
            }
            return pictures;
        }
        return finished(request);
    }

    private List<Bitmap> finished(Request request) {
        try (Run run = start(request)) {
            return run.finish().bitmaps();
        }
    }

    /** This model as one of Stable Diffusion, or a refusal that says what it is. */
    default LatentDiffusionModel stable() {
        if (this instanceof PaperModel other) {
            throw new RequestException("model: expected one of Stable Diffusion, found one that makes pictures from "
                    + other.parts().kind().words() + " (" + name() + ")");
        }
        return (LatentDiffusionModel) this;
    }

    @Override
    void close();
}
