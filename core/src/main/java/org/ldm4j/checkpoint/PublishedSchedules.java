package org.ldm4j.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ldm4j.sampling.SamplerConfig;

/** How Stable Diffusion is sampled where no file says it: the scheduler files of the published folders. */
final class PublishedSchedules {
    private PublishedSchedules() {}

    private static Map<String, Object> base(String name, double start, double end) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("_class_name", name);
        fields.put("num_train_timesteps", 1000);
        fields.put("beta_schedule", "scaled_linear");
        fields.put("beta_start", start);
        fields.put("beta_end", end);
        return fields;
    }

    private static SamplerConfig stable(String name, double start, double end, Map<String, Object> more) {
        Map<String, Object> fields = base(name, start, end);
        fields.put("set_alpha_to_one", false);
        fields.put("steps_offset", 1);
        fields.putAll(more);
        return SamplerConfig.of(fields);
    }

    /** Stable Diffusion 1, and 2 for 512 pixels. */
    static SamplerConfig plms() {
        return stable("PNDMScheduler", 0.00085, 0.012, Map.of("skip_prk_steps", true));
    }

    /** Stable Diffusion 2 for 768 pixels. */
    static SamplerConfig ddim() {
        return stable("DDIMScheduler", 0.00085, 0.012, Map.of("clip_sample", false));
    }

    /** The upscaler. */
    static SamplerConfig upscaler() {
        return stable("DDIMScheduler", 1e-4, 0.02, Map.of("clip_sample", false));
    }

    /** The noise that the upscaler puts on its small picture. */
    static SamplerConfig lowRes() {
        return SamplerConfig.of(base("DDPMScheduler", 1e-4, 0.02));
    }
}
