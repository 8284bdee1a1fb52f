package org.ldm4j.task;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.sampling.Samplers;

/**
 * Pictures from a text. Immutable; each method returns a changed copy.
 *
 * @param prompts what the pictures show; picture i takes prompt i modulo their number
 * @param negativePrompts what they should not show, in the place of guidance's empty text; given out as the prompts
 * @param width pixels, a multiple of 8, or 0 for the model's own
 * @param height pixels, a multiple of 8, or 0 for the model's own
 * @param seed of the first picture
 * @param count number of pictures
 * @param seedMode how seeds are given to pictures
 * @param batchSize pictures in one pass of the network; more than 1 may differ in the last bits
 * @param guidance classifier-free guidance, or null for what the model is best asked with
 * @param clipSkip last layers of the text encoder that are left out
 * @param sampling the way from noise to a latent
 */
public record TextToImage(
        List<String> prompts,
        List<String> negativePrompts,
        int width,
        int height,
        long seed,
        int count,
        SeedMode seedMode,
        int batchSize,
        @Nullable Guidance guidance,
        int clipSkip,
        SamplingOptions sampling) {
    private static final int DEFAULT_STEPS = 25;
    private static final long DEFAULT_SEED = 42;
    private static final int MAX_SIDE = 8192;

    public TextToImage {
        prompts = List.copyOf(prompts);
        negativePrompts = List.copyOf(negativePrompts);
        Rules.require(!prompts.isEmpty(), "prompts", prompts, "name at least one text");
        Rules.require(!negativePrompts.isEmpty(), "negativePrompts", negativePrompts, "name at least one text");
        requireSide("width", width);
        requireSide("height", height);
        Rules.require(count >= 1, "count", count, "be at least 1");
        Rules.require(batchSize >= 1, "batchSize", batchSize, "be at least 1");
        Rules.require(clipSkip >= 0, "clipSkip", clipSkip, "not be negative");
    }

    private static void requireSide(String name, int value) {
        Rules.require(
                value == 0 || value >= 8 && value <= MAX_SIDE && value % 8 == 0,
                name,
                value,
                "be a multiple of 8 from 8 to " + MAX_SIDE + ", or 0 for the model's own");
    }

    /** One picture of {@code prompt} in the model's size: 25 steps, the model's own guidance, seed 42. */
    public static TextToImage of(String prompt) {
        return new TextToImage(
                List.of(prompt),
                List.of(""),
                0,
                0,
                DEFAULT_SEED,
                1,
                SeedMode.PER_PICTURE,
                1,
                null,
                0,
                SamplingOptions.of(DEFAULT_STEPS));
    }

    public TextToImage prompts(List<String> texts) {
        return new TextToImage(
                texts, negativePrompts, width, height, seed, count, seedMode, batchSize, guidance, clipSkip, sampling);
    }

    public TextToImage negative(String text) {
        return new TextToImage(
                prompts, List.of(text), width, height, seed, count, seedMode, batchSize, guidance, clipSkip, sampling);
    }

    public TextToImage negatives(List<String> texts) {
        return new TextToImage(
                prompts, texts, width, height, seed, count, seedMode, batchSize, guidance, clipSkip, sampling);
    }

    public TextToImage size(int newWidth, int newHeight) {
        return new TextToImage(
                prompts,
                negativePrompts,
                newWidth,
                newHeight,
                seed,
                count,
                seedMode,
                batchSize,
                guidance,
                clipSkip,
                sampling);
    }

    public TextToImage seed(long value) {
        return new TextToImage(
                prompts,
                negativePrompts,
                width,
                height,
                value,
                count,
                seedMode,
                batchSize,
                guidance,
                clipSkip,
                sampling);
    }

    public TextToImage count(int pictures) {
        return new TextToImage(
                prompts,
                negativePrompts,
                width,
                height,
                seed,
                pictures,
                seedMode,
                batchSize,
                guidance,
                clipSkip,
                sampling);
    }

    public TextToImage seedMode(SeedMode mode) {
        return new TextToImage(
                prompts, negativePrompts, width, height, seed, count, mode, batchSize, guidance, clipSkip, sampling);
    }

    public TextToImage batchSize(int pictures) {
        return new TextToImage(
                prompts, negativePrompts, width, height, seed, count, seedMode, pictures, guidance, clipSkip, sampling);
    }

    /** @param scale how far to go towards the prompt; at most 1 for no guidance */
    public TextToImage guidance(double scale) {
        return guidance(new Guidance(scale, guidance == null ? 0 : guidance.rescale()));
    }

    public TextToImage guidance(@Nullable Guidance value) {
        return new TextToImage(
                prompts, negativePrompts, width, height, seed, count, seedMode, batchSize, value, clipSkip, sampling);
    }

    public TextToImage clipSkip(int layers) {
        return new TextToImage(
                prompts, negativePrompts, width, height, seed, count, seedMode, batchSize, guidance, layers, sampling);
    }

    public TextToImage steps(int steps) {
        return sampling(sampling.withSteps(steps));
    }

    public TextToImage sampler(Samplers sampler) {
        return sampling(sampling.withSampler(sampler));
    }

    public TextToImage sampling(SamplingOptions options) {
        return new TextToImage(
                prompts, negativePrompts, width, height, seed, count, seedMode, batchSize, guidance, clipSkip, options);
    }

    /** The request for picture {@code i} alone, whose bytes are the same. */
    TextToImage picture(int i) {
        return prompts(List.of(prompts.get(i % prompts.size())))
                .negative(negativePrompts.get(i % negativePrompts.size()))
                .seed(seed + i)
                .count(1);
    }
}
