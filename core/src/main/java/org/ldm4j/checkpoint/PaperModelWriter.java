package org.ldm4j.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.FirstStageConfig;
import org.ldm4j.autoencoder.IdentityConfig;
import org.ldm4j.autoencoder.VqConfig;
import org.ldm4j.checkpoint.PaperFiles.PaperConfig;
import org.ldm4j.conditioning.BertConfig;
import org.ldm4j.conditioning.ClassConfig;
import org.ldm4j.conditioning.ConditionerConfig;
import org.ldm4j.conditioning.RescalerConfig;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;

/** Writes a model of the paper's own kinds as its code keeps them: one file with all tensors, and its YAML. */
public final class PaperModelWriter {
    private static final int BERT_HEADS = 8;
    private static final int BERT_HEAD_CHANNELS = 64;

    private final PaperConfig config;

    private PaperModelWriter(PaperConfig config) {
        this.config = config;
    }

    /**
     * The tensors of each network under the paper's names.
     *
     * @param conditioner none where nothing with parameters stands between condition and denoiser
     * @param beside further ones under their full names, such as {@code logvar}
     */
    public record Tensors(
            TensorSource unet,
            TensorSource firstStage,
            @Nullable TensorSource conditioner,
            TensorSource beside) {}

    /** Writes into an existing folder; {@code type} is the element type of the file. */
    public static void writeInto(Path folder, PaperConfig config, Tensors tensors, DType type) throws IOException {
        Map<String, TensorSource> byPrefix = new LinkedHashMap<>();
        byPrefix.put(CompvisTensors.UNET, tensors.unet());
        byPrefix.put(CompvisTensors.FIRST_STAGE, tensors.firstStage());
        if (tensors.conditioner() != null) {
            byPrefix.put(CompvisTensors.CONDITIONER, tensors.conditioner());
        }
        byPrefix.put("", tensors.beside());
        Map<String, Object> arguments = new PaperModelWriter(config).arguments();
        CompvisFolder.writeInto(
                folder,
                CompvisConfig.tree(arguments, config.scheduler()),
                new CombinedSource(byPrefix, "the model to be written"),
                type);
    }

    private Map<String, Object> arguments() {
        Map<String, Object> arguments = new LinkedHashMap<>(CompvisConfig.noise(config.scheduler()));
        arguments.put("first_stage_key", "image");
        arguments.put("cond_stage_key", conditionKey());
        arguments.put("cond_stage_trainable", config.conditioner() != null);
        arguments.put("image_size", config.latentSide());
        arguments.put("channels", config.firstStage().latentChannels());
        if (config.kind() != PaperKind.UNCONDITIONAL) {
            arguments.put("conditioning_key", config.unet().transformer() == null ? "concat" : "crossattn");
        }
        arguments.put("scale_factor", config.firstStage().scalingFactor());
        arguments.put("use_ema", false);
        arguments.put(
                "unet_config",
                CompvisFolder.part(CompvisClass.UNET, CompvisUNetConfig.arguments(config.unet(), config.latentSide())));
        arguments.put("first_stage_config", firstStage(config.firstStage()));
        arguments.put("cond_stage_config", condition());
        return arguments;
    }

    private String conditionKey() {
        return switch (config.kind()) {
            case UNCONDITIONAL -> "image";
            case CLASS -> "class_label";
            case TEXT -> "caption";
            case LAYOUT -> "coordinates_bbox";
            case SEMANTIC -> "segmentation";
            case SUPER_RESOLUTION -> "LR_image";
            case INPAINTING -> "masked_image";
            case RETRIEVAL -> "nix";
        };
    }

    private static Map<String, Object> firstStage(FirstStageConfig config) {
        if (config instanceof IdentityConfig) {
            return CompvisFolder.part(CompvisClass.IDENTITY_STAGE, Map.of());
        }
        CompvisClass target = config instanceof VqConfig ? CompvisClass.VQ : CompvisClass.KL;
        return CompvisFolder.part(target, CompvisAutoencoderConfig.arguments(config));
    }

    private Object condition() {
        ConditionerConfig conditioner = config.conditioner();
        return switch (config.kind()) {
            case UNCONDITIONAL -> PaperYaml.UNCONDITIONAL;
            case INPAINTING -> PaperYaml.FIRST_STAGE;
            case SUPER_RESOLUTION, RETRIEVAL -> CompvisFolder.part(CompvisClass.IDENTITY, Map.of());
            case CLASS -> classes((ClassConfig) Objects.requireNonNull(conditioner));
            case SEMANTIC -> rescaler((RescalerConfig) Objects.requireNonNull(conditioner));
            case TEXT, LAYOUT -> bert((BertConfig) Objects.requireNonNull(conditioner));
        };
    }

    private static Map<String, Object> classes(ClassConfig config) {
        return CompvisFolder.part(
                CompvisClass.CLASS,
                Map.of("n_classes", config.classes(), "embed_dim", config.width(), "key", "class_label"));
    }

    private static Map<String, Object> rescaler(RescalerConfig config) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("n_stages", config.stages());
        arguments.put("method", config.method().name().toLowerCase(Locale.ROOT));
        arguments.put("multiplier", config.multiplier());
        arguments.put("in_channels", config.inChannels());
        arguments.put("out_channels", config.outChannels());
        arguments.put("bias", config.bias());
        return CompvisFolder.part(CompvisClass.RESCALER, arguments);
    }

    private Map<String, Object> bert(BertConfig config) {
        if (!config.equals(BertConfig.of(config.vocabulary(), config.positions(), config.width(), config.layers()))) {
            throw new IllegalArgumentException("conditioner (" + config + ") must have " + BERT_HEADS + " heads of "
                    + BERT_HEAD_CHANNELS + " channels, as the paper's code always does");
        }
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("n_embed", config.width());
        arguments.put("n_layer", config.layers());
        arguments.put("vocab_size", config.vocabulary());
        arguments.put("max_seq_len", config.positions());
        boolean layout = this.config.kind() == PaperKind.LAYOUT;
        arguments.put("use_tokenizer", !layout);
        return CompvisFolder.part(CompvisClass.BERT, arguments);
    }
}
