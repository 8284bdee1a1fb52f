package org.ldm4j.checkpoint;

import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.ModelChoices.Average;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.tensor.Scope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the paper's code keeps each network's tensors in one file; each method finds one network's, all of them there
 * and of the right shape. Closing what they return closes the file.
 */
final class CompvisTensors {
    static final String UNET = "model.diffusion_model.";
    static final String FIRST_STAGE = "first_stage_model.";
    static final String CONDITIONER = "cond_stage_model.";
    static final String CLIP = CONDITIONER + "transformer.";
    static final String OPEN_CLIP = CONDITIONER + "model.";

    private static final Logger LOG = LoggerFactory.getLogger(CompvisTensors.class);

    private static final String SCALE_FACTOR = "scale_factor";

    private CompvisTensors() {}

    /** The scaling factor that was measured in training, which lies among the tensors, or null. */
    static @Nullable Double measuredScale(TensorFile file) {
        if (!file.names().contains(SCALE_FACTOR) || file.shape(SCALE_FACTOR).length > 0) {
            return null;
        }
        try (Scope scope = Scope.open()) {
            return file.read(SCALE_FACTOR).item();
        }
    }

    /** The U-Net's: averages or trained weights. */
    static RenamedSource unet(TensorFile file, UNetConfig config, Average average) {
        KeyTable table = UNetKeys.of(config);
        RenamedSource tensors = useAverages(file, table, average)
                ? EmaKeys.toNative(table, file)
                : table.toNative(RenamedSource.below(UNET, file));
        Fit.of(table, tensors).require("unet");
        return tensors;
    }

    private static boolean useAverages(TensorFile file, KeyTable table, Average average) {
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

    /** The first stage's. */
    static RenamedSource vae(TensorFile file, AutoencoderConfig config) {
        KeyTable table = AutoencoderKeys.of(config);
        RenamedSource tensors = table.toNative(RenamedSource.below(FIRST_STAGE, file));
        Fit.of(table, tensors).require("vae");
        return tensors;
    }

    /** The text encoder's under transformers' names. */
    static RenamedSource text(TensorFile file, ClipTextConfig config) {
        RenamedSource tensors = TextForm.of(file).toNative(file, config);
        Fit.of(ClipTextKeys.of(config), tensors).require("text_encoder");
        return tensors;
    }
}
