package org.ldm4j.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.PixelTensors;
import org.ldm4j.image.Resize;
import org.ldm4j.sampling.NoiseSource;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.sampling.SamplerRun;
import org.ldm4j.tensor.Tensor;

/** What every task needs to begin: the texts encoded, generators seeded, networks and samplers put together. */
final class Preparation {
    private final ModelParts parts;
    private final LatentCodec codec;
    private final Request request;
    private final Holdings holdings;
    private final Generators generators;
    private final NoiseSource stepNoise;
    private final @Nullable Tensor firstNoise;
    private final TextEncodings encodings;
    private int scheduleSteps;
    private int stepsBefore;

    /**
     * @param holdings what is to live as long as the run goes here
     * @param stepNoise the samplers' noise, or null for the generators'
     * @param firstNoise standard normal noise [B, C, h, w] that the first pass begins with, or null for the generators'
     */
    Preparation(
            ModelParts parts,
            LatentCodec codec,
            Request request,
            Holdings holdings,
            @Nullable NoiseSource stepNoise,
            @Nullable Tensor firstNoise) {
        this.parts = parts;
        this.codec = codec;
        this.request = request;
        this.holdings = holdings;
        this.firstNoise = firstNoise;
        var seeded = new Generators(request.text());
        generators = holdings.hold(seeded, seeded::close);
        this.stepNoise = stepNoise == null ? generators.noise() : stepNoise;
        var encoded = new TextEncodings(parts, request.text());
        encodings = holdings.hold(encoded, encoded::close);
    }

    ModelParts parts() {
        return parts;
    }

    LatentCodec codec() {
        return codec;
    }

    Generators generators() {
        return generators;
    }

    Tensor keep(Tensor tensor) {
        return holdings.keep(tensor);
    }

    /** The noise that the first pass begins with: [B, C, h, w], standard normal. */
    Tensor firstNoise(PictureSize size) {
        long[] shape = shape(size);
        if (firstNoise == null) {
            return generators.noise().next(shape);
        }
        Rules.require(
                Arrays.equals(firstNoise.shape(), shape),
                "first noise",
                Arrays.toString(firstNoise.shape()),
                "have the shape " + Arrays.toString(shape));
        return firstNoise.share();
    }

    long[] shape(PictureSize size) {
        return codec.shape(request.text().count(), size);
    }

    /** A picture in another size as a tensor [1, 3, H, W] in [-1, 1]. */
    static Tensor picture(Bitmap bitmap, PictureSize size, Resize filter) {
        return PixelTensors.tensor(bitmap.rgb().resized(size.width(), size.height(), filter));
    }

    /** All steps of a sampler. */
    Pass pass(SamplingOptions sampling, Beside beside) {
        return pass(sampling, 1, beside);
    }

    /** The steps that {@code strength} leaves of a sampler's, as diffusers counts them. */
    Pass pass(SamplingOptions sampling, double strength, Beside beside) {
        SamplerConfig asked = sampling.applyTo(parts.sampler());
        int steps = sampling.plan().count(), left = (int) (steps * strength);
        SamplerConfig config = left < steps ? asked.forLateStart() : asked;
        SamplerRun run = config.start(sampling.plan());
        holdings.hold(run, run::close);
        int all = run.steps(steps), taken = left < steps ? left : all;
        int begin = (all - taken) * run.evaluationsPerStep();
        TextConditions conditions = conditions(taken, begin, run.evaluationsPerStep());
        var denoiser = new BatchDenoiser(groups(conditions, beside), config.prediction());
        return new Pass(run, begin, denoiser, stepNoise, Pass.Entry.NONE, Pass.Correction.NONE);
    }

    /** The texts of the next pass, which takes {@code taken} steps; the first one's are those of schedules. */
    private TextConditions conditions(int taken, int begin, int perStep) {
        if (stepsBefore == 0) {
            scheduleSteps = taken;
        }
        var timeline = new Timeline(scheduleSteps, stepsBefore, taken, begin, perStep);
        stepsBefore += taken;
        TextToImage text = request.text();
        return new TextConditions(text, guidance(text, parts), encodings, timeline);
    }

    /** Up to as many pictures as the request wants together; those whose texts differ in form are parted. */
    private List<BatchDenoiser.GuidedNetwork> groups(TextConditions conditions, Beside beside) {
        int count = request.text().count();
        var unet = new Careful<>("denoiser", parts.unet(), UNet::new, parts.type());
        holdings.hold(unet, unet::close);
        List<BatchDenoiser.GuidedNetwork> groups = new ArrayList<>();
        for (int start = 0, end; start < count; start = end) {
            end = start + 1;
            while (end < Math.min(count, start + request.text().batchSize()) && conditions.areAlike(start, end)) {
                end++;
            }
            groups.add(new TextGuidedNetwork(unet, conditions, beside, start, end));
        }
        return groups;
    }

    static Guidance guidance(TextToImage text, ModelParts parts) {
        Guidance asked = text.guidance();
        return asked == null ? new Guidance(parts.defaults().guidanceScale(), 0) : asked;
    }
}
