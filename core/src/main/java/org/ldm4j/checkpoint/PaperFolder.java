package org.ldm4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.FirstStageConfig;
import org.ldm4j.autoencoder.VqConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.conditioning.BertConfig;
import org.ldm4j.conditioning.ConditionerConfig;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.sampling.SamplerConfig;
import tools.jackson.databind.JsonNode;

/**
 * One of the paper's models as diffusers exports it: a folder with {@code vqvae}, {@code unet}, {@code scheduler} and, for
 * texts, {@code bert} and {@code tokenizer}.
 */
final class PaperFolder implements PaperFiles {
    private static final Map<String, PaperKind> PIPELINES = Map.of(
            "LDMPipeline", PaperKind.UNCONDITIONAL,
            "LDMTextToImagePipeline", PaperKind.TEXT,
            "LDMSuperResolutionPipeline", PaperKind.SUPER_RESOLUTION);
    private static final String UNET = "unet";
    private static final String FIRST_STAGE = "vqvae";
    private static final String TEXT = "bert";
    private static final int MAX = 1 << 20;
    private static final int USUAL_SIDE = 64;

    private final ModelFolder folder;
    private final ConfigFile index;
    private final @Nullable String variant;
    private final PaperConfig config;

    private PaperFolder(ModelFolder folder, ConfigFile index, PaperKind kind, ModelChoices choices) {
        this.folder = folder;
        this.index = index;
        variant = choices.variant();
        ConfigFile unet = folder.config("unet/config.json");
        Integer side = unet.wholeOrNull("sample_size", MAX);
        SamplerConfig own = DiffusersFolder.schedule(folder.config("scheduler/scheduler_config.json"));
        Prediction chosen = choices.prediction();
        config = new PaperConfig(
                kind,
                isPictureUNet() ? DiffusersPictureUNetConfig.read(unet) : DiffusersUNetConfig.read(unet),
                firstStage(kind),
                kind == PaperKind.TEXT ? bert(folder.config(TEXT + "/config.json")) : null,
                chosen == null ? own : own.with(chosen),
                side == null ? USUAL_SIDE : side);
        requireChannels(unet);
    }

    /** Such a model if {@code path} is a folder whose index names one of its pipelines. */
    static Optional<PaperFolder> find(Path path, ModelChoices choices) {
        if (!Files.isRegularFile(path.resolve(DiffusersFolder.INDEX))) {
            return Optional.empty();
        }
        ModelFolder folder = ModelFolder.open(path);
        ConfigFile index = folder.config(DiffusersFolder.INDEX);
        PaperKind kind = PIPELINES.get(index.fields().path("_class_name").asString(""));
        return kind == null ? Optional.empty() : Optional.of(new PaperFolder(folder, index, kind, choices));
    }

    private boolean isPictureUNet() {
        return isClass(UNET, DiffusersPictureUNetConfig.CLASS, DiffusersUNetConfig.CLASS);
    }

    /** Whether a component is of class {@code one}; it must be of one or the other. */
    private boolean isClass(String component, String one, String other) {
        JsonNode entry = index.fields().path(component).path(1);
        if (!entry.asString("").equals(one) && !entry.asString("").equals(other)) {
            throw index.refuse(Code.UNKNOWN_CLASS, component, one + " or " + other);
        }
        return entry.asString("").equals(one);
    }

    private FirstStageConfig firstStage(PaperKind kind) {
        ConfigFile file = folder.config(FIRST_STAGE + "/config.json");
        boolean vq = isClass(FIRST_STAGE, DiffusersAutoencoderConfig.VQ_CLASS, DiffusersAutoencoderConfig.CLASS);
        boolean unscaled = kind == PaperKind.SUPER_RESOLUTION; // its pipeline decodes latents as they are
        if (!vq) {
            AutoencoderConfig read = DiffusersAutoencoderConfig.read(file);
            return unscaled ? read.withScalingFactor(1) : read;
        }
        VqConfig read = DiffusersAutoencoderConfig.readVq(file);
        return unscaled ? read.withScalingFactor(1) : read;
    }

    private static ConditionerConfig bert(ConfigFile file) {
        file.requireOnly("activation_function", "gelu");
        file.requireOnly("scale_embedding", false);
        return file.translate(() -> new BertConfig(
                file.whole("vocab_size", 30522, MAX),
                file.whole("max_position_embeddings", 77, MAX),
                file.whole("d_model", 1280, MAX),
                file.whole("encoder_layers", 32, MAX),
                file.whole("encoder_attention_heads", 8, MAX),
                file.whole("head_dim", 64, MAX),
                file.whole("encoder_ffn_dim", 5120, MAX)));
    }

    private void requireChannels(ConfigFile unet) {
        FirstStageConfig firstStage = config.firstStage();
        int beside = config.kind() == PaperKind.SUPER_RESOLUTION ? firstStage.imageChannels() : 0;
        if (config.unet().inChannels() != firstStage.latentChannels() + beside) {
            throw unet.refuse(
                    Code.BAD_CONFIG,
                    "in_channels",
                    firstStage.latentChannels() + beside + ", as first stage and condition ask for");
        }
    }

    @Override
    public Path path() {
        return folder.root();
    }

    @Override
    public PaperConfig config() {
        return config;
    }

    @Override
    public Path tokenizer() {
        return folder.folder("tokenizer");
    }

    /**
     * A part with its tensors as they are.
     *
     * @param component its folder
     * @param table what it needs
     * @param tensors to be closed by whoever asked for the parts
     */
    record Part(String component, KeyTable table, TensorFile tensors) {
        RenamedSource fitting() {
            return Fit.requireFitting(table, tensors, component);
        }
    }

    /** The parts for a description, by the names that descriptions have; each opens its file. */
    Map<String, Part> parts() {
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("unet", unetPart());
        parts.put("vae", firstStagePart());
        if (config.conditioner() != null) {
            parts.put("conditioner", conditionerPart());
        }
        return parts;
    }

    private Part unetPart() {
        KeyTable table = UNetKeys.of(config.unet());
        TensorFile file = WeightFiles.ofDiffusers(folder, UNET, variant).open();
        try {
            boolean alone = config.unet().transformer() == null;
            return new Part(UNET, table, alone ? DiffusersPictureUNetConfig.joined(table, file) : file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private Part firstStagePart() {
        TensorFile file = WeightFiles.ofDiffusers(folder, FIRST_STAGE, variant).open();
        return new Part(FIRST_STAGE, AutoencoderKeys.of(config.firstStage()), file);
    }

    private Part conditionerPart() {
        KeyTable table = ConditionerKeys.of(Objects.requireNonNull(config.conditioner()));
        return new Part(
                TEXT, table, WeightFiles.ofTransformers(folder, TEXT, variant).open());
    }

    @Override
    public RenamedSource unet() {
        return unetPart().fitting();
    }

    @Override
    public RenamedSource firstStage() {
        return firstStagePart().fitting();
    }

    @Override
    public RenamedSource conditioner() {
        return conditionerPart().fitting();
    }
}
