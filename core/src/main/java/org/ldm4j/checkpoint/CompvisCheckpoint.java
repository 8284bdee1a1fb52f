package org.ldm4j.checkpoint;

import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.ModelChoices.Average;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.TransformerConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.tensor.Scope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open file that holds all networks of a Stable Diffusion model under the names of the paper's code: what is in it,
 * told from names and shapes and, where it is given, a configuration; and each network's tensors. Closing a network's
 * tensors closes the file.
 */
final class CompvisCheckpoint {
    static final String UNET = "model.diffusion_model.";
    static final String FIRST_STAGE = "first_stage_model.";
    static final String CONDITIONER = "cond_stage_model.";
    static final String CLIP = CONDITIONER + "transformer.";
    static final String OPEN_CLIP = CONDITIONER + "model.";

    private static final Logger LOG = LoggerFactory.getLogger(CompvisCheckpoint.class);
    private static final String SCALE_FACTOR = "scale_factor";
    private static final double USUAL_SCALE = 0.18215;
    private static final double UPSCALER_SCALE = 0.08333;
    private static final int SD1_HEADS = 8;
    private static final int SD2_HEAD_WIDTH = 64;

    private final TensorFile file;
    private final @Nullable CompvisConfig config;
    private final UNetConfig unet;
    private final AutoencoderConfig firstStage;
    private final TextForm textForm;
    private final ClipTextConfig text;

    /** Recognises what is in {@code file}, or refuses it with what it seems to be. */
    CompvisCheckpoint(TensorFile file, @Nullable CompvisConfig config) {
        this.file = file;
        this.config = config;
        unet = findUNet();
        firstStage = findFirstStage();
        textForm = TextForm.of(file);
        requireTarget(config);
        text = textForm.config(file, config);
    }

    UNetConfig unetConfig() {
        return unet;
    }

    AutoencoderConfig vaeConfig() {
        return firstStage;
    }

    ClipTextConfig textConfig() {
        return text;
    }

    TextForm textForm() {
        return textForm;
    }

    // ------------------------------------------------------------------ recognition

    private UNetConfig findUNet() {
        RenamedSource tensors = RenamedSource.below(UNET, file);
        UNetConfig shaped = CompvisShapes.unet(tensors, new Heads.Count(1)); // shapes do not depend on heads
        if (shaped == null) {
            throw Strangers.refuse(file);
        }
        if (config != null) {
            requireTarget("unet_config", config.unet(), CompvisClass.UNET);
            return CompvisUNetConfig.read(config.unet().params());
        }
        try {
            return shaped.withHeads(usualHeads(shaped));
        } catch (IllegalArgumentException e) {
            throw CheckpointException.of(
                            Code.BAD_CONFIG,
                            "number of attention heads",
                            "a configuration that says it",
                            "none beside a file whose widths are not those of a published model",
                            file.description())
                    .hinting("put the model's YAML beside it under the same name, or name it with --config");
        }
    }

    /** Not to be seen in shapes: Stable Diffusion 1 and the upscaler have 8 everywhere, 2 has heads of 64 channels. */
    private static Heads usualHeads(UNetConfig shaped) {
        TransformerConfig transformer = shaped.transformer();
        boolean second = transformer != null && transformer.linearProjections() && shaped.classes() == null;
        return second ? new Heads.Width(SD2_HEAD_WIDTH) : new Heads.Count(SD1_HEADS);
    }

    private AutoencoderConfig findFirstStage() {
        AutoencoderConfig shaped = CompvisShapes.autoencoder(RenamedSource.below(FIRST_STAGE, file));
        if (config != null) {
            requireTarget("first_stage_config", config.firstStage(), CompvisClass.KL);
            return CompvisAutoencoderConfig.read(config.firstStage().params(), scale());
        }
        if (shaped == null) {
            throw CheckpointException.of(
                    Code.MISSING_TENSOR,
                    "first stage",
                    "tensors of a KL autoencoder below " + FIRST_STAGE,
                    "none",
                    file.description());
        }
        return shaped.withScalingFactor(scale());
    }

    /** Measured in training it lies among the tensors, else it is said in the configuration. */
    private double scale() {
        if (file.names().contains(SCALE_FACTOR) && file.shape(SCALE_FACTOR).length == 0) {
            try (Scope scope = Scope.open()) {
                return file.read(SCALE_FACTOR).item();
            }
        }
        Double said = config == null ? null : config.scaleFactor();
        return said != null ? said : unet.classes() == null ? USUAL_SCALE : UPSCALER_SCALE;
    }

    private void requireTarget(@Nullable CompvisConfig config) {
        if (config != null) {
            CompvisConfig.Part part = config.conditioner()
                    .orElseThrow(() -> config.params()
                            .refuse(Code.UNSUPPORTED, "cond_stage_config", textForm.target().target()));
            requireTarget("cond_stage_config", part, textForm.target());
        }
    }

    private void requireTarget(String field, CompvisConfig.Part part, CompvisClass wanted) {
        if (part.target() != wanted) {
            throw CheckpointException.of(
                    Code.MODEL_MISMATCH,
                    field,
                    "a configuration of what is in the file, " + wanted.target(),
                    part.target().target(),
                    part.params().where());
        }
    }

    // ------------------------------------------------------------------ tensors

    /** The U-Net's tensors under its own names: averages or trained weights. */
    RenamedSource unet(Average average) {
        KeyTable table = UNetKeys.of(unet);
        RenamedSource tensors = useAverages(average, table)
                ? EmaKeys.toNative(table, file)
                : table.toNative(RenamedSource.below(UNET, file));
        Fit.of(table, tensors).require("unet");
        return tensors;
    }

    private boolean useAverages(Average average, KeyTable table) {
        boolean complete = EmaKeys.complete(table, file);
        if (average == Average.EMA && !complete) {
            throw CheckpointException.of(
                    Code.MISSING_TENSOR, "averaged weights", EmaKeys.PREFIX + "…", "none", file.description());
        }
        if (average == Average.AUTO && !complete && EmaKeys.any(file)) {
            LOG.warn("{}: not all averaged weights are there; the trained ones are used", file.description());
        }
        return average != Average.RAW && complete;
    }

    /** The first stage's tensors under its own names. */
    RenamedSource vae() {
        KeyTable table = AutoencoderKeys.of(firstStage);
        RenamedSource tensors = table.toNative(RenamedSource.below(FIRST_STAGE, file));
        Fit.of(table, tensors).require("vae");
        return tensors;
    }

    /** The text encoder's tensors under transformers' names. */
    RenamedSource textEncoder() {
        RenamedSource tensors = textForm.toNative(file, text);
        Fit.of(ClipTextKeys.of(text), tensors).require("text_encoder");
        return tensors;
    }
}
