package org.ldm4j.task;

import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.ModelDefaults;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.sampling.NoiseSource;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/** A loaded text-conditional latent diffusion model that serves requests. Immutable and safe for several threads. */
public final class LatentDiffusionModel implements Model {
    private final ModelParts parts;
    private final MemoryPolicy memory;
    private final Admission admission;
    private final LatentCodec codec;

    public LatentDiffusionModel(ModelParts parts) {
        this(parts, MemoryPolicy.DEFAULT);
    }

    public LatentDiffusionModel(ModelParts parts, MemoryPolicy memory) {
        this.parts = parts;
        this.memory = memory;
        admission = new Admission(parts.unet().config(), parts.firstStage().config(), parts.type(), memory);
        codec = new LatentCodec(parts, admission);
    }

    /** What it consists of. */
    public ModelParts parts() {
        return parts;
    }

    @Override
    public String name() {
        return parts.name();
    }

    @Override
    public SamplerConfig sampler() {
        return parts.sampler();
    }

    /** What it is best asked with. */
    public ModelDefaults defaults() {
        return parts.defaults();
    }

    @Override
    public int size() {
        return parts.size();
    }

    @Override
    public int downsampling() {
        return codec.downsampling();
    }

    @Override
    public DType type() {
        return parts.type();
    }

    /** The same networks sampled in another way; closing either frees them. */
    public LatentDiffusionModel withSampler(SamplerConfig config) {
        return new LatentDiffusionModel(parts.withSampler(config), memory);
    }

    /**
     * A new model with more in it: LoRA, words, another first stage, a small decoder. It shares every tensor that is not
     * changed, and each of the two is closed by itself; this one stays as it is, also when an addition is refused.
     *
     * @throws org.ldm4j.checkpoint.CheckpointException if an addition cannot be read or does not fit
     */
    public LatentDiffusionModel with(AddOns addOns) {
        return new LatentDiffusionModel(AddOnApplication.apply(parts, addOns), memory);
    }

    @Override
    public Run start(Request request) {
        return start(request, null, null);
    }

    @Override
    public Run startFrom(Request request, Tensor noise) {
        return start(request, null, noise);
    }

    @Override
    public Run start(Request request, NoiseSource stepNoise) {
        return start(request, stepNoise, null);
    }

    private Run start(Request request, @Nullable NoiseSource stepNoise, @Nullable Tensor firstNoise) {
        Abilities.require(request, parts);
        admission.require(size(request), request.text(), guidance(request));
        return Run.begin(
                codec,
                holdings ->
                        Starts.of(request, new Preparation(parts, codec, request, holdings, stepNoise, firstNoise)));
    }

    @Override
    public PictureSize size(Request request) {
        return PictureSize.of(request, parts);
    }

    @Override
    public Guidance guidance(Request request) {
        return Preparation.guidance(request.text(), parts);
    }

    @Override
    public void close() {
        parts.close();
    }
}
