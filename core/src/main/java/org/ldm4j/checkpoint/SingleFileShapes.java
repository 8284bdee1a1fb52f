package org.ldm4j.checkpoint;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.UNetConfig;

/**
 * A file recognised as a Stable Diffusion model by the names and shapes of its tensors.
 *
 * @param file the file, to be closed by its owner
 * @param unet the denoiser with a number of heads that says nothing
 * @param vae the first stage with a scaling factor that says nothing
 * @param textForm in which form the text encoder is stored
 */
record SingleFileShapes(TensorFile file, UNetConfig unet, AutoencoderConfig vae, TextForm textForm) {
    /** Recognises what is in {@code file}, or refuses it with what it seems to be. */
    static SingleFileShapes of(TensorFile file) {
        UNetConfig unet = CompvisShapes.unet(RenamedSource.below(CompvisTensors.UNET, file), new Heads.Count(1));
        if (unet == null || Strangers.isOtherModel(file)) {
            throw Strangers.refuse(file);
        }
        AutoencoderConfig vae = CompvisShapes.autoencoder(RenamedSource.below(CompvisTensors.FIRST_STAGE, file));
        if (vae == null) {
            throw CheckpointException.of(
                            Code.MISSING_TENSOR,
                            "first stage",
                            "tensors of a KL autoencoder below " + CompvisTensors.FIRST_STAGE,
                            "none",
                            file.description())
                    .hinting(
                            "one of the paper's other models needs its YAML beside it under the same name, or --config");
        }
        return new SingleFileShapes(file, unet, vae, TextForm.of(file));
    }

    ModelKind kind() {
        return ModelKind.of(unet, vae);
    }

    String where() {
        return file.description();
    }

    Map<String, String> metadata() {
        return file.metadata();
    }

    /** The scaling factor that was measured in training, which lies among the tensors, or null. */
    @Nullable
    Double measuredScale() {
        return CompvisTensors.measuredScale(file);
    }
}
