package org.ldm4j.task;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.sampling.Samplers;

/**
 * Pictures from a text. Immutable; each method returns a changed copy.
 *
 * @param prompts what the pictures show; picture i takes prompt i modulo their number
 * @param negativePrompts what they should not show, in the place of guidance's empty text; given out as the prompts
 * @param promptStyle how both are read
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
        PromptStyle promptStyle,
        int width,
        int height,
        long seed,
        int count,
        SeedMode seedMode,
        int batchSize,
        @Nullable Guidance guidance,
        int clipSkip,
        SamplingOptions sampling)
        implements Request {
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
                PromptStyle.A1111,
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

    /** The same pictures {@code scale} times as large, made in two passes. */
    public HighResolution highResolution(double scale) {
        return HighResolution.of(this, scale);
    }

    private TextToImage with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.finished();
    }

    public TextToImage prompts(List<String> texts) {
        return with(draft -> draft.prompts = texts);
    }

    public TextToImage negative(String text) {
        return negatives(List.of(text));
    }

    public TextToImage negatives(List<String> texts) {
        return with(draft -> draft.negativePrompts = texts);
    }

    public TextToImage promptStyle(PromptStyle style) {
        return with(draft -> draft.promptStyle = style);
    }

    public TextToImage size(int newWidth, int newHeight) {
        return with(draft -> {
            draft.width = newWidth;
            draft.height = newHeight;
        });
    }

    public TextToImage seed(long value) {
        return with(draft -> draft.seed = value);
    }

    public TextToImage count(int pictures) {
        return with(draft -> draft.count = pictures);
    }

    public TextToImage seedMode(SeedMode mode) {
        return with(draft -> draft.seedMode = mode);
    }

    public TextToImage batchSize(int pictures) {
        return with(draft -> draft.batchSize = pictures);
    }

    /** @param scale how far to go towards the prompt; at most 1 for no guidance */
    public TextToImage guidance(double scale) {
        return guidance(new Guidance(scale, guidance == null ? 0 : guidance.rescale()));
    }

    public TextToImage guidance(@Nullable Guidance value) {
        return with(draft -> draft.guidance = value);
    }

    public TextToImage clipSkip(int layers) {
        return with(draft -> draft.clipSkip = layers);
    }

    public TextToImage steps(int steps) {
        return sampling(sampling.withSteps(steps));
    }

    public TextToImage sampler(Samplers sampler) {
        return sampling(sampling.withSampler(sampler));
    }

    public TextToImage sampling(SamplingOptions options) {
        return with(draft -> draft.sampling = options);
    }

    /** The request for picture {@code i} alone, whose bytes are the same. */
    TextToImage picture(int i) {
        return prompts(List.of(prompts.get(i % prompts.size())))
                .negative(negativePrompts.get(i % negativePrompts.size()))
                .seed(seed + i)
                .count(1);
    }

    @Override
    public TextToImage text() {
        return this;
    }

    @Override
    public TextToImage withText(TextToImage other) {
        return other;
    }

    /** A copy that can be changed before it becomes a request. */
    private static final class Draft {
        private List<String> prompts;
        private List<String> negativePrompts;
        private PromptStyle promptStyle;
        private int width;
        private int height;
        private long seed;
        private int count;
        private SeedMode seedMode;
        private int batchSize;
        private @Nullable Guidance guidance;
        private int clipSkip;
        private SamplingOptions sampling;

        Draft(TextToImage request) {
            prompts = request.prompts;
            negativePrompts = request.negativePrompts;
            promptStyle = request.promptStyle;
            width = request.width;
            height = request.height;
            seed = request.seed;
            count = request.count;
            seedMode = request.seedMode;
            batchSize = request.batchSize;
            guidance = request.guidance;
            clipSkip = request.clipSkip;
            sampling = request.sampling;
        }

        TextToImage finished() {
            return new TextToImage(
                    prompts,
                    negativePrompts,
                    promptStyle,
                    width,
                    height,
                    seed,
                    count,
                    seedMode,
                    batchSize,
                    guidance,
                    clipSkip,
                    sampling);
        }
    }
}
