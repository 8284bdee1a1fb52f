package org.ldm4j.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.text.ClipTokenizer;

/**
 * What this library writes into the metadata of a single file so that nothing of a folder is lost in it: the folder's
 * configurations, and its vocabulary where that is not CLIP's. Beside them it writes what other tools look for (the
 * model specification of Stability AI).
 */
final class EmbeddedConfig implements SingleFileConfig {
    private static final String CONFIG = "ldm4j.config";
    private static final String TOKENIZER = "ldm4j.tokenizer";
    private static final int MAX_NOISE = 350;
    private static final int MAX_STEPS = 100_000;
    private static final int MAX_SIDE = 1 << 16;

    private final ConfigFile config;
    private final ClipTokenizer tokenizer;

    private EmbeddedConfig(ConfigFile config, ClipTokenizer tokenizer) {
        this.config = config;
        this.tokenizer = tokenizer;
    }

    static boolean isIn(TensorFile file) {
        return file.metadata().containsKey(CONFIG);
    }

    static EmbeddedConfig read(TensorFile file) {
        ConfigFile config = config(file, CONFIG);
        return new EmbeddedConfig(config, tokenizer(file));
    }

    private static ConfigFile config(TensorFile file, String key) {
        String where = file.description() + ": " + key;
        byte[] text = file.metadata().getOrDefault(key, "").getBytes(StandardCharsets.UTF_8);
        return ConfigFile.of(Json.tree(text, where), where);
    }

    private static ClipTokenizer tokenizer(TensorFile file) {
        if (!file.metadata().containsKey(TOKENIZER)) {
            return TextForm.of(file).tokenizer();
        }
        ConfigFile texts = config(file, TOKENIZER);
        Map<String, String> files = new LinkedHashMap<>();
        texts.fields()
                .properties()
                .forEach(entry -> files.put(entry.getKey(), entry.getValue().asString("")));
        return ClipTokenizer.of(files, texts.where().toString());
    }

    // ------------------------------------------------------------------ writing

    /** The metadata of a file that holds {@code model}. */
    static Map<String, String> metadata(ModelFiles model, TextForm form) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.putAll(ModelSpec.of(model, form));
        metadata.put(CONFIG, text(configs(model)));
        if (!model.tokenizer().files().equals(form.tokenizer().files())) {
            metadata.put(TOKENIZER, text(model.tokenizer().files()));
        }
        return metadata;
    }

    private static String text(Object value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }

    private static Map<String, Object> configs(ModelFiles model) {
        Integer side =
                model.sampleSize().isPresent() ? (Integer) model.sampleSize().getAsInt() : null;
        Map<String, Object> configs = new LinkedHashMap<>();
        configs.put("unet", DiffusersUNetConfig.write(model.unetConfig(), side));
        configs.put("vae", DiffusersAutoencoderConfig.write(model.vaeConfig(), null));
        configs.put("text_encoder", TransformersClipConfig.write(model.textConfig(), model.tokenizer()));
        configs.put("scheduler", model.scheduler().fields());
        model.lowResScheduler().ifPresent(schedule -> {
            configs.put("low_res_scheduler", schedule.fields());
            configs.put("max_noise_level", model.maxNoiseLevel());
        });
        configs.put("guidance_scale", model.defaults().guidanceScale());
        return configs;
    }

    // ------------------------------------------------------------------ reading

    @Override
    public UNetConfig unet() {
        return DiffusersUNetConfig.read(config.section("unet"));
    }

    @Override
    public AutoencoderConfig vae() {
        return DiffusersAutoencoderConfig.read(config.section("vae"));
    }

    @Override
    public ClipTextConfig text() {
        return TransformersClipConfig.read(config.section("text_encoder"));
    }

    @Override
    public ClipTokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public SamplerConfig scheduler() {
        return DiffusersFolder.schedule(config.section("scheduler"));
    }

    @Override
    public Optional<SamplerConfig> lowResScheduler() {
        String field = "low_res_scheduler";
        return config.fields().has(field)
                ? Optional.of(DiffusersFolder.schedule(config.section(field)))
                : Optional.empty();
    }

    @Override
    public int maxNoiseLevel() {
        return config.whole("max_noise_level", MAX_NOISE, MAX_STEPS);
    }

    @Override
    public OptionalInt sampleSize() {
        Integer side = config.section("unet").wholeOrNull("sample_size", MAX_SIDE);
        return side == null ? OptionalInt.empty() : OptionalInt.of(side);
    }

    @Override
    public ModelDefaults defaults() {
        return ModelDefaults.of(config);
    }
}
