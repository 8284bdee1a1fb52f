package org.ldm4j.task;

import org.jspecify.annotations.Nullable;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.sampling.NoiseSource;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/** A loaded model of the paper's own kinds (section 4): from nothing, classes, texts, layouts, maps, pictures, vectors. */
public final class PaperModel implements Model {
    private final PaperParts parts;
    private final MemoryPolicy memory;
    private final Admission admission;
    private final LatentCodec codec;

    public PaperModel(PaperParts parts) {
        this(parts, MemoryPolicy.DEFAULT);
    }

    public PaperModel(PaperParts parts, MemoryPolicy memory) {
        this.parts = parts;
        this.memory = memory;
        admission =
                new Admission(parts.unet().config(), parts.firstStage().config().layers(), parts.type(), memory);
        codec = new LatentCodec(parts.firstStage(), parts.type(), admission);
    }

    /** What it consists of. */
    public PaperParts parts() {
        return parts;
    }

    /** The same networks sampled in another way; closing either frees them. */
    public PaperModel withSampler(SamplerConfig config) {
        return new PaperModel(
                new PaperParts(
                        parts.name(),
                        parts.kind(),
                        parts.firstStage(),
                        parts.unet(),
                        parts.conditioner(),
                        parts.tokenizer(),
                        config,
                        parts.size(),
                        parts.type()),
                memory);
    }

    /** Makes conditions for {@link Conditioned} requests. */
    public Conditions conditions() {
        return new Conditions(parts, codec);
    }

    @Override
    public String name() {
        return parts.name();
    }

    @Override
    public SamplerConfig sampler() {
        return parts.sampler();
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

    @Override
    public Run start(Request request) {
        return start(request, Steering.NONE, null, null);
    }

    @Override
    public Run startFrom(Request request, Tensor noise) {
        return start(request, Steering.NONE, null, noise);
    }

    @Override
    public Run start(Request request, NoiseSource stepNoise) {
        return start(request, Steering.NONE, stepNoise, null);
    }

    /**
     * The same with what the paper's samplers can do on the way.
     *
     * @param firstNoise standard normal, [count, C, h, w], which stays the caller's; null to draw it
     */
    public Run start(Request request, Steering steering, @Nullable Tensor firstNoise) {
        return start(request, steering, null, firstNoise);
    }

    private Run start(
            Request request, Steering steering, @Nullable NoiseSource stepNoise, @Nullable Tensor firstNoise) {
        admission.require(size(request), request.text(), guidance(request));
        return Run.begin(codec, holdings -> new PaperStart(parts, codec, request, holdings, stepNoise, firstNoise)
                .start(steering));
    }

    @Override
    public PictureSize size(Request request) {
        return PaperStart.size(request, parts);
    }

    @Override
    public Guidance guidance(Request request) {
        return PaperStart.guidance(request, parts);
    }

    @Override
    public void close() {
        parts.close();
    }
}
