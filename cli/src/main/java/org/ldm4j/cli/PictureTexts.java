package org.ldm4j.cli;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ldm4j.image.GenerationParameters;
import org.ldm4j.image.GenerationParameters.Setting;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.task.LatentDiffusionModel;
import org.ldm4j.task.SeedMode;
import org.ldm4j.task.TextToImage;

/** What a picture's file tells about how it was made. */
final class PictureTexts {
    private PictureTexts() {}

    static Map<String, String> of(LatentDiffusionModel model, TextToImage request, long seed) {
        SamplerConfig sampler = request.sampling().applyTo(model.sampler());
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(Setting.STEPS, String.valueOf(request.sampling().plan().count()));
        settings.put(Setting.SAMPLER, sampler.sampler().label());
        settings.put(Setting.SCHEDULE, sampler.scheduler().label());
        settings.put(Setting.CFG_SCALE, number(model.guidance(request).scale()));
        settings.put(Setting.SEED, String.valueOf(seed));
        settings.put(Setting.SIZE, model.size(request).toString());
        settings.put(Setting.MODEL, model.name());
        if (request.clipSkip() > 0) {
            settings.put(
                    Setting.CLIP_SKIP, String.valueOf(request.clipSkip() + 1)); // the web UI counts from the end, 1
        }
        Double eta = request.sampling().eta();
        if (eta != null) {
            settings.put(Setting.ETA, number(eta));
        }
        if (request.seedMode() == SeedMode.SINGLE) {
            settings.put("Seed mode", "single");
        }
        settings.put("Precision", model.type().label());
        settings.put(Setting.VERSION, Version.TEXT);
        String negative = request.negativePrompts().get(0);
        return new GenerationParameters(request.prompts().get(0), negative, settings).texts();
    }

    private static String number(double value) {
        return new BigDecimal(String.valueOf(value)).stripTrailingZeros().toPlainString();
    }
}
