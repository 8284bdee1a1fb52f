package org.ldm4j.checkpoint;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.FirstStageConfig;

/** Every published model of the paper, of its repository and of Stable Diffusion 1 and 2, by name and in full size. */
public final class Presets {
    private static final int NEAREST = 3;
    private static final Map<String, ModelPreset> ALL = new LinkedHashMap<>();

    static {
        firstStage("kl-f4", PaperFirstStages.KL_F4);
        firstStage("kl-f8", PaperFirstStages.KL_F8);
        firstStage("kl-f16", PaperFirstStages.KL_F16);
        firstStage("kl-f32", PaperFirstStages.KL_F32);
        firstStage("vq-f4", PaperFirstStages.VQ_F4);
        firstStage("vq-f4-noattn", PaperFirstStages.VQ_F4_NO_ATTENTION);
        firstStage("vq-f8", PaperFirstStages.VQ_F8);
        firstStage("vq-f8-n256", PaperFirstStages.VQ_F8_N256);
        firstStage("vq-f16", PaperFirstStages.VQ_F16);
        ALL.put("celeba256", PaperModels.CELEBA);
        ALL.put("ffhq256", PaperModels.CELEBA);
        ALL.put("lsun_beds256", PaperModels.CELEBA);
        ALL.put("lsun_churches256", PaperModels.CHURCHES);
        ALL.put("cin256", PaperModels.CIN);
        ALL.put("cin256-v2", PaperModels.CIN_V2);
        ALL.put("txt2img-1p4B", PaperModels.TEXT_LARGE);
        ALL.put("text2img256", PaperModels.TEXT);
        ALL.put("layout2img-openimages256", PaperModels.LAYOUT);
        ALL.put("semantic_synthesis256", PaperModels.SEMANTIC);
        ALL.put("semantic_synthesis512", PaperModels.SEMANTIC_512);
        ALL.put("bsr_sr", PaperModels.SUPER_RESOLUTION);
        ALL.put("inpainting_big", PaperModels.INPAINTING);
        ALL.put("rdm768x768", PaperModels.RETRIEVAL);
        ALL.put("sd15", StableDiffusionModels.SD1);
        ALL.put("sd15-inpaint", StableDiffusionModels.SD1_INPAINT);
        ALL.put("sd20", StableDiffusionModels.SD2);
        ALL.put("sd21-base", StableDiffusionModels.SD2_BASE);
        ALL.put("sd21", StableDiffusionModels.SD2);
        ALL.put("sd2-inpaint", StableDiffusionModels.SD2_INPAINT);
        ALL.put("sd2-depth", StableDiffusionModels.SD2_DEPTH);
        ALL.put("sd-x4-upscaler", StableDiffusionModels.UPSCALER);
    }

    private Presets() {}

    private static void firstStage(String name, FirstStageConfig config) {
        ALL.put(name, new ModelPreset("autoencoder", ModelDescription.UNKNOWN, 256, null, config, null, null));
    }

    /** All names, related models side by side. */
    public static Set<String> names() {
        return Collections.unmodifiableSet(ALL.keySet());
    }

    /** The names that are spelled most like {@code name}, the likest first. */
    public static List<String> nearest(String name) {
        return ALL.keySet().stream()
                .sorted(Comparator.comparingInt(known -> Strangers.distance(key(name), key(known))))
                .limit(NEAREST)
                .toList();
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** The model of that name, or null if there is none. */
    public static @Nullable ModelPreset find(String name) {
        return ALL.get(name);
    }
}
