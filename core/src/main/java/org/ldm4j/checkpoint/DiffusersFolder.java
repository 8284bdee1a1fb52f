package org.ldm4j.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.text.ClipTokenizer;
import tools.jackson.databind.JsonNode;

/**
 * A Stable Diffusion model in diffusers' folder form, opened for reading: {@code model_index.json} and one folder for
 * each part. All configurations are translated when it is opened; the weights are opened one by one, and compared with
 * the configuration before a tensor is read. Class names are looked up in fixed tables, and code in the folder is never
 * looked at.
 */
public final class DiffusersFolder implements ModelFiles {
    static final String INDEX = "model_index.json";

    /** What diffusers' training scripts call the weights beside the averages. */
    private static final String RAW_VARIANT = "non_ema";

    private static final Set<String> PIPELINES = Set.of(
            ModelKind.TEXT_TO_IMAGE.pipeline(),
            "StableDiffusionImg2ImgPipeline",
            ModelKind.INPAINT.pipeline(),
            ModelKind.DEPTH.pipeline(),
            ModelKind.UPSCALE.pipeline());
    private static final Set<String> TOKENIZERS = Set.of("CLIPTokenizer", "CLIPTokenizerFast");
    private static final int MAX_STEPS = 100_000;
    private static final int MAX_SIDE = 1 << 16;

    private final ModelFolder folder;
    private final @Nullable String variant;
    private final ConfigFile index;
    private final String pipeline;
    private final UNetConfig unetConfig;
    private final OptionalInt sampleSize;
    private final AutoencoderConfig vaeConfig;
    private final ClipTextConfig textConfig;
    private final SamplerConfig scheduler;
    private final @Nullable SamplerConfig lowResScheduler;

    private DiffusersFolder(ModelFolder folder, @Nullable String variant, @Nullable Prediction prediction) {
        this.folder = folder;
        this.variant = variant;
        index = folder.config(INDEX);
        pipeline = pipeline(index);
        requireClass("unet", Set.of(DiffusersUNetConfig.CLASS));
        requireClass("vae", Set.of(DiffusersAutoencoderConfig.CLASS));
        requireClass("text_encoder", Set.of(TransformersClipConfig.CLASS));
        requireClass("tokenizer", TOKENIZERS);
        ConfigFile unet = folder.config("unet/config.json");
        unetConfig = DiffusersUNetConfig.read(unet);
        sampleSize = sampleSize(unet);
        vaeConfig = DiffusersAutoencoderConfig.read(folder.config("vae/config.json"));
        textConfig = TransformersClipConfig.read(folder.config("text_encoder/config.json"));
        SamplerConfig own = scheduler("scheduler");
        scheduler = prediction == null ? own : own.with(prediction);
        lowResScheduler = pipeline.equals(ModelKind.UPSCALE.pipeline()) ? scheduler("low_res_scheduler") : null;
        requireVariant();
    }

    /** Opens the model in {@code root}, with its plain weights if it has them. */
    public static DiffusersFolder open(Path root) {
        return open(root, ModelChoices.DEFAULT);
    }

    /** The same with the weights of {@code variant}, such as {@code fp16}; a part that has none uses the plain ones. */
    public static DiffusersFolder open(Path root, @Nullable String variant) {
        return open(root, ModelChoices.DEFAULT.withVariant(variant));
    }

    /** The same with what a user says about it. */
    static DiffusersFolder open(Path root, ModelChoices choices) {
        if (choices.config() != null) {
            throw CheckpointException.of(Code.BAD_PATH, "config", "none beside a folder", "one", choices.config())
                    .hinting("a folder holds its own configuration");
        }
        String variant = choices.variant();
        boolean raw = variant == null && choices.average() == ModelChoices.Average.RAW;
        return new DiffusersFolder(ModelFolder.open(root), raw ? RAW_VARIANT : variant, choices.prediction());
    }

    private static String pipeline(ConfigFile index) {
        JsonNode name = index.fields().path("_class_name");
        if (!name.isString() || !PIPELINES.contains(name.stringValue())) {
            throw index.refuse(Code.UNKNOWN_CLASS, "_class_name", "one of " + sorted(PIPELINES));
        }
        return name.stringValue();
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private void requireClass(String component, Set<String> classes) {
        JsonNode entry = index.fields().path(component);
        if (!entry.isArray() || entry.size() != 2 || !entry.get(1).isString()) {
            throw index.refuse(Code.BAD_CONFIG, component, "a library and a class");
        }
        if (!classes.contains(entry.get(1).stringValue())) {
            throw index.refuse(Code.UNKNOWN_CLASS, component, "one of " + sorted(classes));
        }
    }

    private static OptionalInt sampleSize(ConfigFile unet) {
        if (unet.fields().path("sample_size").isArray()) {
            return OptionalInt.empty();
        }
        Integer size = unet.wholeOrNull("sample_size", MAX_SIDE);
        return size == null ? OptionalInt.empty() : OptionalInt.of(size);
    }

    private SamplerConfig scheduler(String name) {
        return schedule(folder.config(name + "/scheduler_config.json"));
    }

    /** A schedule that diffusers would take. */
    static SamplerConfig schedule(ConfigFile file) {
        file.whole("num_train_timesteps", 1000, MAX_STEPS);
        return file.translate(() -> {
            SamplerConfig config = SamplerConfig.of(Json.map(file.fields()));
            config.prediction();
            config.noiseSchedule();
            return config;
        });
    }

    private void requireVariant() {
        if (variant != null && Stream.of(unetFiles(), vaeFiles(), textFiles()).noneMatch(WeightFiles::hasVariant)) {
            throw CheckpointException.of(
                    Code.MISSING_FILE, "variant", "weights of " + Names.quoted(variant), "none", folder.root());
        }
    }

    private WeightFiles unetFiles() {
        return WeightFiles.ofDiffusers(folder, "unet", variant);
    }

    private WeightFiles vaeFiles() {
        return WeightFiles.ofDiffusers(folder, "vae", variant);
    }

    private WeightFiles textFiles() {
        return WeightFiles.ofTransformers(folder, "text_encoder", variant);
    }

    // ------------------------------------------------------------------ what it is

    @Override
    public Path path() {
        return folder.root();
    }

    /** The class that diffusers runs the model with, such as {@code StableDiffusionInpaintPipeline}. */
    public String pipeline() {
        return pipeline;
    }

    @Override
    public UNetConfig unetConfig() {
        return unetConfig;
    }

    @Override
    public AutoencoderConfig vaeConfig() {
        return vaeConfig;
    }

    @Override
    public ClipTextConfig textConfig() {
        return textConfig;
    }

    @Override
    public SamplerConfig scheduler() {
        return scheduler;
    }

    @Override
    public Optional<SamplerConfig> lowResScheduler() {
        return Optional.ofNullable(lowResScheduler);
    }

    @Override
    public int maxNoiseLevel() {
        return index.whole("max_noise_level", 350, MAX_STEPS);
    }

    @Override
    public OptionalInt sampleSize() {
        return sampleSize;
    }

    @Override
    public ModelDefaults defaults() {
        return ModelDefaults.read(folder);
    }

    @Override
    public ClipTokenizer tokenizer() {
        return ClipTokenizer.load(folder.folder("tokenizer"));
    }

    // ------------------------------------------------------------------ its tensors

    @Override
    public RenamedSource unet() {
        return fitting(unetFiles(), UNetKeys.of(unetConfig));
    }

    @Override
    public RenamedSource vae() {
        return fitting(vaeFiles(), AutoencoderKeys.of(vaeConfig));
    }

    @Override
    public RenamedSource textEncoder() {
        return fitting(textFiles(), ClipTextKeys.of(textConfig));
    }

    static RenamedSource fitting(WeightFiles files, KeyTable table) {
        return Fit.requireFitting(table, files.open(), files.component());
    }

    /** The parts with their tensors as they are, for a description even where they do not fit. */
    Map<String, Part> parts() {
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("unet", new Part(UNetKeys.of(unetConfig), unetFiles()));
        parts.put("vae", new Part(AutoencoderKeys.of(vaeConfig), vaeFiles()));
        parts.put("conditioner", new Part(ClipTextKeys.of(textConfig), textFiles()));
        return parts;
    }

    /** What a part needs, and where it is. */
    record Part(KeyTable table, WeightFiles files) {}
}
