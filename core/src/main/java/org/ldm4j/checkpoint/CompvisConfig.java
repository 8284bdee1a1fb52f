package org.ldm4j.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.sampling.SamplerConfig;
import tools.jackson.databind.JsonNode;

/**
 * The configuration of a latent diffusion model in the form of the paper's own code: YAML in which {@code target} names
 * the class of each part and {@code params} its arguments. What a file leaves out has the default of that class.
 */
final class CompvisConfig {
    private static final int MAX_SIDE = 1 << 16;
    private static final int MAX_STEPS = 100_000;

    /** Names of noise schedules there, and diffusers' for the same; "linear" is linear in the square root (trap 46). */
    private static final Map<String, String> SCHEDULES =
            Map.of("linear", "scaled_linear", "sqrt_linear", "linear", "cosine", "squaredcos_cap_v2");

    private static final Map<String, Prediction> PREDICTIONS =
            Map.of("eps", Prediction.EPS, "v", Prediction.V, "x0", Prediction.X0);

    /** A section of our own beside {@code model}, which the paper's code passes over. */
    private static final String OWN = "ldm4j";

    private static final String SCHEDULER = "scheduler";

    private final ConfigFile params;
    private final ConfigFile whole;

    private CompvisConfig(ConfigFile params, ConfigFile whole) {
        this.params = params;
        this.whole = whole;
    }

    /** One part: what it is and the arguments that it is made with. */
    record Part(CompvisClass target, ConfigFile params) {}

    static CompvisConfig read(Path path) {
        return of(Yaml.read(path), path);
    }

    static CompvisConfig of(JsonNode tree, Object where) {
        ConfigFile whole = ConfigFile.of(tree, where);
        return new CompvisConfig(whole.section("model").section("params"), whole);
    }

    /** Arguments of the whole model. */
    ConfigFile params() {
        return params;
    }

    Part unet() {
        return part("unet_config");
    }

    Part firstStage() {
        return part("first_stage_config");
    }

    /** What makes the condition; nothing where that is a word such as {@code __is_unconditional__}. */
    Optional<Part> conditioner() {
        JsonNode entry = params.fields().path("cond_stage_config");
        return entry.isObject() ? Optional.of(part("cond_stage_config")) : Optional.empty();
    }

    private Part part(String field) {
        ConfigFile section = params.section(field);
        boolean bare = section.fields().path("params").isMissingNode()
                || section.fields().path("params").isNull();
        ConfigFile arguments = bare ? section.empty("params") : section.section("params");
        return new Part(CompvisClass.of(section), arguments);
    }

    /** What the denoiser predicts. */
    Prediction prediction() {
        return params.choice("parameterization", "eps", PREDICTIONS);
    }

    /** What latents are multiplied by, if the file says; where it is measured, it lies among the weights. */
    @Nullable
    Double scaleFactor() {
        return params.positiveOrNull("scale_factor");
    }

    /** Side of the latents; some files give height and width, which say nothing here. */
    OptionalInt imageSize() {
        if (params.fields().path("image_size").isArray()) {
            return OptionalInt.empty();
        }
        Integer side = params.wholeOrNull("image_size", MAX_SIDE);
        return side == null ? OptionalInt.empty() : OptionalInt.of(side);
    }

    /** The model's noise schedule and what it predicts, over the other fields of {@code base}. */
    SamplerConfig schedule(SamplerConfig base) {
        return withNoise(params, base).with(prediction());
    }

    /** How the model is sampled, in all that this library knows of it, if it wrote the file. */
    Optional<SamplerConfig> ownSchedule() {
        return whole.fields().path(OWN).path(SCHEDULER).isObject()
                ? Optional.of(DiffusersFolder.schedule(whole.section(OWN).section(SCHEDULER)))
                : Optional.empty();
    }

    /** A whole tree from its arguments and how it is sampled. */
    static Map<String, Object> tree(Map<String, Object> arguments, SamplerConfig scheduler) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("model", CompvisFolder.part(CompvisClass.LATENT_DIFFUSION, arguments));
        tree.put(OWN, Map.of(SCHEDULER, scheduler.fields()));
        return tree;
    }

    /** The fields of a noise schedule there. */
    static Map<String, Object> noise(SamplerConfig config) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Object schedule = config.fields().getOrDefault("beta_schedule", "linear");
        fields.put("timesteps", config.fields().getOrDefault("num_train_timesteps", 1000));
        fields.put("linear_start", config.fields().getOrDefault("beta_start", 1e-4));
        fields.put("linear_end", config.fields().getOrDefault("beta_end", 2e-2));
        fields.put("beta_schedule", name(SCHEDULES, schedule));
        fields.put("parameterization", name(PREDICTIONS, config.prediction()));
        return fields;
    }

    private static <V> String name(Map<String, V> names, Object value) {
        return names.entrySet().stream()
                .filter(entry -> entry.getValue().equals(value))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("schedule (" + value + ") must be one of " + names));
    }

    private static SamplerConfig withNoise(ConfigFile arguments, SamplerConfig base) {
        Map<String, Object> fields = new LinkedHashMap<>(base.fields());
        fields.put("num_train_timesteps", arguments.whole("timesteps", 1000, MAX_STEPS));
        fields.put("beta_start", arguments.positive("linear_start", 1e-4));
        fields.put("beta_end", arguments.positive("linear_end", 2e-2));
        fields.put("beta_schedule", arguments.choice("beta_schedule", "linear", SCHEDULES));
        return arguments.translate(() -> {
            SamplerConfig config = SamplerConfig.of(fields);
            config.noiseSchedule();
            return config;
        });
    }

    /** How an upscaler noises its small picture. */
    Optional<ConfigFile> lowScale() {
        if (!params.fields().path("low_scale_config").isObject()) {
            return Optional.empty();
        }
        Part part = part("low_scale_config");
        if (part.target() != CompvisClass.NOISY_CONCAT) {
            throw params.section("low_scale_config")
                    .refuse(Code.UNSUPPORTED, "target", CompvisClass.NOISY_CONCAT.target());
        }
        return Optional.of(part.params());
    }

    /** The noise schedule in the part {@link #lowScale}, over the other fields of {@code base}. */
    static SamplerConfig lowScaleSchedule(ConfigFile part, SamplerConfig base) {
        String field = "noise_schedule_config";
        return part.fields().path(field).isObject() ? withNoise(part.section(field), base) : base;
    }
}
