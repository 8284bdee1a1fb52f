package org.ldm4j.cli;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.ldm4j.image.GenerationParameters;
import org.ldm4j.image.GenerationParameters.Setting;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.task.ClassToImage;
import org.ldm4j.task.DepthToImage;
import org.ldm4j.task.HighResolution;
import org.ldm4j.task.HighResolution.EnlargeMode;
import org.ldm4j.task.ImageToImage;
import org.ldm4j.task.Inpainting;
import org.ldm4j.task.Model;
import org.ldm4j.task.PromptStyle;
import org.ldm4j.task.Request;
import org.ldm4j.task.SamplingOptions;
import org.ldm4j.task.SeedMode;
import org.ldm4j.task.SuperResolution;
import org.ldm4j.task.TextToImage;

/** What a picture's file tells about how it was made: all that {@link Recipe} needs to make it again. */
final class PictureTexts {
    private final Map<String, String> settings = new LinkedHashMap<>();

    private PictureTexts() {}

    /** The texts of picture {@code i} of a batch; {@code more} is what the model does not know about itself. */
    static Map<String, String> of(Model model, Batch batch, int i, Map<String, String> more) {
        var texts = new PictureTexts();
        TextToImage text = batch.request().text();
        texts.usual(model, batch.request(), batch.seed(i));
        texts.task(batch.request());
        texts.sampling(text.sampling(), model.sampler());
        if (text.seedMode() == SeedMode.SINGLE) {
            texts.put(Setting.SEED_MODE, "single");
            texts.put(Setting.PICTURE, (i + 1) + " of " + batch.count());
        }
        if (text.promptStyle() != PromptStyle.A1111) {
            texts.put(Setting.PROMPT_STYLE, text.promptStyle().label());
        }
        texts.settings.putAll(more);
        texts.put(Setting.PRECISION, model.type().label());
        texts.put(Setting.VERSION, Version.TEXT);
        String negative = text.negativePrompts().get(0);
        return new GenerationParameters(text.prompts().get(0), negative, texts.settings).texts();
    }

    private void usual(Model model, Request request, long seed) {
        TextToImage text = request.text();
        SamplerConfig sampler = text.sampling().applyTo(model.sampler());
        Request sized = request instanceof HighResolution ? text : request; // as the web UI: the first pass's size
        put(Setting.STEPS, String.valueOf(text.sampling().plan().count()));
        put(Setting.SAMPLER, sampler.sampler().label());
        put(Setting.SCHEDULE, sampler.scheduler().label());
        put(Setting.CFG_SCALE, number(model.guidance(request).scale()));
        put(Setting.SEED, String.valueOf(seed));
        put(Setting.SIZE, model.size(sized).toString());
        put(Setting.MODEL, model.name());
        if (text.clipSkip() > 0) {
            put(Setting.CLIP_SKIP, String.valueOf(text.clipSkip() + 1)); // the web UI counts from the end, 1
        }
        if (model.guidance(request).rescale() > 0) {
            put(Setting.GUIDANCE_RESCALE, number(model.guidance(request).rescale()));
        }
    }

    private void task(Request request) {
        if (request instanceof ImageToImage task) {
            put(Setting.STRENGTH, number(task.strength()));
        } else if (request instanceof Inpainting task) {
            put(Setting.STRENGTH, number(task.strength()));
            if (task.padding() != null) {
                put("Inpaint area", "Only masked");
                put("Masked area padding", String.valueOf(task.padding()));
            }
        } else if (request instanceof DepthToImage task) {
            put(Setting.STRENGTH, number(task.strength()));
        } else if (request instanceof ClassToImage task) {
            put("Class", String.valueOf(task.label()));
        } else if (request instanceof SuperResolution task) {
            put(Setting.NOISE_LEVEL, String.valueOf(task.noiseLevel()));
        } else if (request instanceof HighResolution task) {
            put(Setting.STRENGTH, number(task.strength()));
            put(Setting.HIRES_UPSCALE, number(task.scale()));
            put(Setting.HIRES_UPSCALER, task.mode() == EnlargeMode.LATENT ? "Latent" : "Lanczos");
            if (task.steps() > 0) {
                put(Setting.HIRES_STEPS, String.valueOf(task.steps()));
            }
        }
    }

    /** What was chosen against the model's own way of sampling. */
    private void sampling(SamplingOptions sampling, SamplerConfig own) {
        if (sampling.sampler() == null && !own.with(own.sampler()).fields().equals(own.fields())) {
            put(Setting.SAMPLER_FROM, "model"); // its name alone would mean another variant of the algorithm
        }
        if (sampling.eta() != null) {
            put(Setting.ETA, number(sampling.eta()));
        }
        if (sampling.spacing() != null) {
            put(Setting.SPACING, sampling.spacing().label());
        }
        if (sampling.prediction() != null) {
            put(Setting.PREDICTION, sampling.prediction().name().toLowerCase(Locale.ROOT));
        }
        if (sampling.zeroTerminalSnr() != null) {
            put(Setting.ZERO_TERMINAL_SNR, String.valueOf(sampling.zeroTerminalSnr()));
        }
        numbers(Setting.TIMESTEPS, sampling.timesteps());
        numbers(Setting.SIGMAS, sampling.sigmas());
    }

    private void numbers(String name, List<Double> values) {
        if (!values.isEmpty()) {
            put(name, values.stream().map(PictureTexts::number).collect(Collectors.joining(",")));
        }
    }

    private void put(String name, String value) {
        settings.put(name, value);
    }

    private static String number(double value) {
        return new BigDecimal(String.valueOf(value)).stripTrailingZeros().toPlainString();
    }
}
