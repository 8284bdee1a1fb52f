package org.ldm4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.text.ClipTokenizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Stable Diffusion model in one file, safetensors or a torch pickle, with the names of the paper's code. What no
 * tensor shows comes from the YAML beside it (the same name with {@code .yaml}), from the file's metadata, or from
 * what the published models of its kind have. A single file has no vocabulary: CLIP's is taken.
 */
final class SingleFile implements ModelFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SingleFile.class);
    private static final String METADATA_PREDICTION = "modelspec.prediction_type";
    private static final int USUAL_SIDE = 64;
    private static final int V_SIDE = 96;
    private static final int UPSCALER_SIDE = 128;
    private static final int USUAL_MAX_NOISE = 350;
    private static final int MAX_STEPS = 100_000;

    private final Path path;
    private final ModelChoices choices;
    private final @Nullable CompvisConfig config;
    private final UNetConfig unetConfig;
    private final AutoencoderConfig vaeConfig;
    private final ClipTextConfig textConfig;
    private final TextForm textForm;
    private final Prediction prediction;

    private SingleFile(Path path, ModelChoices choices, @Nullable CompvisConfig config, TensorFile file) {
        this.path = path;
        this.choices = choices;
        this.config = config;
        CompvisCheckpoint checkpoint = new CompvisCheckpoint(file, config);
        unetConfig = checkpoint.unetConfig();
        vaeConfig = checkpoint.vaeConfig();
        textConfig = checkpoint.textConfig();
        textForm = checkpoint.textForm();
        prediction = prediction(file);
    }

    /** Opens the model in {@code path}; the file is closed again, and opened for each network. */
    static SingleFile open(Path path, ModelChoices choices) {
        if (choices.variant() != null) {
            throw CheckpointException.of(
                    Code.MISSING_FILE, "variant", "a folder that has several", "a single file", path);
        }
        try (TensorFile file = TensorFiles.open(path)) {
            return new SingleFile(path, choices, config(path, choices), file);
        }
    }

    private static @Nullable CompvisConfig config(Path path, ModelChoices choices) {
        Path chosen = choices.config();
        Path beside = yamlBeside(path);
        return chosen != null
                ? CompvisConfig.read(chosen)
                : Files.exists(beside) ? CompvisConfig.read(beside) : null;
    }

    /** Where the configuration of a single file lies: the same name, other ending. */
    static Path yamlBeside(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return file.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".yaml");
    }

    // ------------------------------------------------------------------ what it predicts

    private Prediction prediction(TensorFile file) {
        Prediction chosen = choices.prediction();
        if (chosen != null) {
            return chosen;
        }
        if (config != null) {
            return config.prediction();
        }
        Optional<Prediction> said = said(file);
        return said.orElseGet(this::usualPrediction);
    }

    /** What the file itself says; other tools write it there (Stability AI's model specification). */
    private static Optional<Prediction> said(TensorFile file) {
        if (file.names().contains("v_pred")) {
            return Optional.of(Prediction.V);
        }
        return switch (file.metadata().getOrDefault(METADATA_PREDICTION, "")) {
            case "epsilon", "eps" -> Optional.of(Prediction.EPS);
            case "v", "v_prediction" -> Optional.of(Prediction.V);
            default -> Optional.empty();
        };
    }

    /** Weights do not show it; Stable Diffusion 2 alone was published with both (trap 52). */
    private Prediction usualPrediction() {
        if (kind() == ModelKind.UPSCALE) {
            return Prediction.V;
        }
        if (kind() != ModelKind.TEXT_TO_IMAGE || textForm == TextForm.CLIP) {
            return Prediction.EPS;
        }
        LOG.warn(
                "{}: nothing says what this Stable Diffusion 2 model predicts; v is assumed, as in those for 768 pixels."
                        + " If its pictures are noise, say --prediction eps",
                path);
        return Prediction.V;
    }

    // ------------------------------------------------------------------ what it is

    @Override
    public Path path() {
        return path;
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

    /** In which form the text encoder is stored. */
    TextForm textForm() {
        return textForm;
    }

    @Override
    public ClipTokenizer tokenizer() {
        return textForm.tokenizer();
    }

    @Override
    public SamplerConfig scheduler() {
        SamplerConfig usual = kind() == ModelKind.UPSCALE
                ? PublishedSchedules.upscaler()
                : prediction == Prediction.EPS ? PublishedSchedules.plms() : PublishedSchedules.ddim();
        SamplerConfig schedule = config == null ? usual : config.schedule(usual);
        return schedule.with(prediction);
    }

    @Override
    public Optional<SamplerConfig> lowResScheduler() {
        if (kind() != ModelKind.UPSCALE) {
            return Optional.empty();
        }
        SamplerConfig usual = PublishedSchedules.lowRes();
        return Optional.of(
                lowScale().map(part -> CompvisConfig.lowScaleSchedule(part, usual)).orElse(usual));
    }

    @Override
    public int maxNoiseLevel() {
        return lowScale().map(part -> part.whole("max_noise_level", USUAL_MAX_NOISE, MAX_STEPS)).orElse(USUAL_MAX_NOISE);
    }

    private Optional<ConfigFile> lowScale() {
        return config == null ? Optional.empty() : config.lowScale();
    }

    @Override
    public OptionalInt sampleSize() {
        OptionalInt said = config == null ? OptionalInt.empty() : config.imageSize();
        return said.isPresent() ? said : OptionalInt.of(usualSide());
    }

    private int usualSide() {
        return switch (kind()) {
            case UPSCALE -> UPSCALER_SIDE;
            case TEXT_TO_IMAGE -> prediction == Prediction.V && textForm == TextForm.OPEN_CLIP ? V_SIDE : USUAL_SIDE;
            default -> USUAL_SIDE;
        };
    }

    @Override
    public ModelDefaults defaults() {
        return ModelDefaults.USUAL;
    }

    // ------------------------------------------------------------------ its tensors

    @Override
    public RenamedSource unet() {
        return open(checkpoint -> checkpoint.unet(choices.average()));
    }

    @Override
    public RenamedSource vae() {
        return open(CompvisCheckpoint::vae);
    }

    @Override
    public RenamedSource textEncoder() {
        return open(CompvisCheckpoint::textEncoder);
    }

    private RenamedSource open(Function<CompvisCheckpoint, RenamedSource> network) {
        TensorFile file = TensorFiles.open(path);
        try {
            return network.apply(new CompvisCheckpoint(file, config));
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }
}
