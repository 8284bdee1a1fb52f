package org.ldm4j.task;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.ModelDefaults;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.image.Bitmap;
import org.ldm4j.sampling.NoiseSource;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** A loaded text-conditional latent diffusion model that serves requests. Immutable and safe for several threads. */
public final class LatentDiffusionModel implements AutoCloseable {
    private final ModelParts parts;
    private final LatentCodec codec;

    public LatentDiffusionModel(ModelParts parts) {
        this.parts = parts;
        codec = new LatentCodec(parts);
    }

    /** What it consists of. */
    public ModelParts parts() {
        return parts;
    }

    /** Where it came from. */
    public String name() {
        return parts.name();
    }

    /** The model's own sampling configuration. */
    public SamplerConfig sampler() {
        return parts.sampler();
    }

    /** What it is best asked with. */
    public ModelDefaults defaults() {
        return parts.defaults();
    }

    /** Side of the pictures it was trained on, in pixels. */
    public int size() {
        return parts.size();
    }

    /** Element type that the networks compute in. */
    public DType type() {
        return parts.type();
    }

    /** The same networks sampled in another way; closing either frees them. */
    public LatentDiffusionModel withSampler(SamplerConfig config) {
        return new LatentDiffusionModel(parts.withSampler(config));
    }

    /**
     * A new model with more in it: LoRA, words, another first stage, a small decoder. It shares every tensor that is not
     * changed, and each of the two is closed by itself; this one stays as it is, also when an addition is refused.
     *
     * @throws org.ldm4j.checkpoint.CheckpointException if an addition cannot be read or does not fit
     */
    public LatentDiffusionModel with(AddOns addOns) {
        return new LatentDiffusionModel(AddOnApplication.apply(parts, addOns));
    }

    /** Starts a request: encodes its texts and pictures and draws its first noise; its pictures run in step. */
    public Run start(Request request) {
        return start(request, null, null);
    }

    /** The same from a first noise of the caller's [count, C, h, w], standard normal; it stays the caller's. */
    public Run startFrom(Request request, Tensor noise) {
        return start(request, null, noise);
    }

    /** The same with the samplers' noise from elsewhere, such as a recording; what comes before is drawn as ever. */
    public Run start(Request request, NoiseSource stepNoise) {
        return start(request, stepNoise, null);
    }

    private Run start(Request request, @Nullable NoiseSource stepNoise, @Nullable Tensor firstNoise) {
        Abilities.require(request, parts);
        var holdings = new Holdings();
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open()) {
            var preparation = new Preparation(parts, codec, request, holdings, stepNoise, firstNoise);
            return new Run(codec, Starts.of(request, preparation), holdings);
        } catch (RuntimeException e) {
            holdings.close();
            throw e;
        }
    }

    /** All pictures of a request. With a seed for each, they are made one after the other. */
    public List<Bitmap> generate(Request request) {
        TextToImage text = request.text();
        if (text.seedMode() == SeedMode.PER_PICTURE && text.batchSize() == 1) {
            List<Bitmap> pictures = new ArrayList<>();
            for (int i = 0; i < text.count(); i++) {
                pictures.addAll(together(request.withText(text.picture(i))));
            }
            return pictures;
        }
        return together(request);
    }

    private List<Bitmap> together(Request request) {
        try (Run run = start(request)) {
            return run.finish().bitmaps();
        }
    }

    /** Size of the pictures that the model makes for a request. */
    public PictureSize size(Request request) {
        return PictureSize.of(request, parts);
    }

    /** Guidance of a request. */
    public Guidance guidance(Request request) {
        return Preparation.guidance(request.text(), parts);
    }

    @Override
    public void close() {
        parts.close();
    }
}
