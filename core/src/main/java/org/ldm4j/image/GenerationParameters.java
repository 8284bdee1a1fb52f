package org.ldm4j.image;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What made a picture, as its file tells: prompt, negative prompt and settings. Written in two forms: the text of
 * Stable Diffusion web UI (AUTOMATIC1111), which other programs read, and a JSON document of our own, which loses
 * nothing.
 *
 * @param settings name to value in their order; the names of {@link Setting} where one fits
 */
public record GenerationParameters(String prompt, String negativePrompt, Map<String, String> settings) {
    /** The names that the web UI gives to settings. */
    public static final class Setting {
        public static final String STEPS = "Steps";
        public static final String SAMPLER = "Sampler";
        public static final String SCHEDULE = "Schedule type";
        public static final String CFG_SCALE = "CFG scale";
        public static final String SEED = "Seed";
        /** Width x height, such as {@code 512x768}. */
        public static final String SIZE = "Size";

        public static final String MODEL_HASH = "Model hash";
        public static final String MODEL = "Model";
        public static final String STRENGTH = "Denoising strength";
        /** Counted from the end: 1 is the last layer, nothing left out. */
        public static final String CLIP_SKIP = "Clip skip";

        public static final String ETA = "Eta";
        /** Times that a second pass enlarges. */
        public static final String HIRES_UPSCALE = "Hires upscale";
        /** Width x height that a second pass enlarges to, in place of times. */
        public static final String HIRES_RESIZE = "Hires resize";
        /** Steps of the second pass; none for as many as the first has. */
        public static final String HIRES_STEPS = "Hires steps";
        /** What enlarges; names that begin with Latent enlarge the latent. */
        public static final String HIRES_UPSCALER = "Hires upscaler";

        // what the web UI has no name for
        public static final String GUIDANCE_RESCALE = "Guidance rescale";
        public static final String SPACING = "Spacing";
        public static final String TIMESTEPS = "Timesteps";
        public static final String SIGMAS = "Sigmas";
        public static final String PREDICTION = "Prediction";
        public static final String ZERO_TERMINAL_SNR = "Zero terminal SNR";
        /** {@code model} if the sampler is the variant of its algorithm that the model's configuration names. */
        public static final String SAMPLER_FROM = "Sampler from";

        /** Which picture of how many that one generator drew. */
        public static final String PICTURE = "Picture";

        public static final String SEED_MODE = "Seed mode";
        public static final String PRECISION = "Precision";
        public static final String PROMPT_STYLE = "Prompt style";
        public static final String NOISE_LEVEL = "Noise level";
        public static final String VERSION = "Version";

        private Setting() {}
    }

    /** The keyword of the web UI's text in a PNG. */
    public static final String A1111_KEYWORD = "parameters";
    /** The keyword of our document. */
    public static final String OWN_KEYWORD = "ldm4j";

    public GenerationParameters {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** The value of a setting, if it is there. */
    public Optional<String> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    /** The texts that a PNG of this picture carries. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(A1111_KEYWORD, A1111Text.write(this));
        texts.put(OWN_KEYWORD, OwnDocument.write(this));
        return texts;
    }

    /** What a PNG's texts tell, by whichever program; empty if they tell nothing that we understand. */
    public static Optional<GenerationParameters> of(Map<String, String> texts) {
        return GenerationSource.of(texts).flatMap(source -> source.read(texts));
    }
}
