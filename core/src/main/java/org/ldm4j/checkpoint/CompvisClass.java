package org.ldm4j.checkpoint;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.ldm4j.checkpoint.CheckpointException.Code;

/**
 * The classes that {@code target:} names in configurations of the paper's code and of its successors: all that are
 * known, so that a file can choose among them and never name another.
 */
enum CompvisClass {
    // the whole model
    LATENT_DIFFUSION("ldm.models.diffusion.ddpm.LatentDiffusion"),
    INPAINT_DIFFUSION("ldm.models.diffusion.ddpm.LatentInpaintDiffusion"),
    DEPTH_DIFFUSION("ldm.models.diffusion.ddpm.LatentDepth2ImageDiffusion"),
    UPSCALE_DIFFUSION("ldm.models.diffusion.ddpm.LatentUpscaleDiffusion"),
    // the denoiser
    UNET("ldm.modules.diffusionmodules.openaimodel.UNetModel"),
    // the first stage
    KL("ldm.models.autoencoder.AutoencoderKL"),
    VQ("ldm.models.autoencoder.VQModelInterface"),
    VQ_MODEL("ldm.models.autoencoder.VQModel"),
    IDENTITY_STAGE("ldm.models.autoencoder.IdentityFirstStage"),
    // what makes the condition
    CLIP("ldm.modules.encoders.modules.FrozenCLIPEmbedder"),
    OPEN_CLIP("ldm.modules.encoders.modules.FrozenOpenCLIPEmbedder"),
    BERT("ldm.modules.encoders.modules.BERTEmbedder"),
    TRANSFORMER("ldm.modules.encoders.modules.TransformerEmbedder"),
    CLASS("ldm.modules.encoders.modules.ClassEmbedder"),
    RESCALER("ldm.modules.encoders.modules.SpatialRescaler"),
    IDENTITY("torch.nn.Identity"),
    // how an upscaler noises its small picture
    NOISY_CONCAT("ldm.modules.diffusionmodules.upscaling.ImageConcatWithNoiseAugmentation");

    private final String target;

    CompvisClass(String target) {
        this.target = target;
    }

    /** The name in files. */
    String target() {
        return target;
    }

    /** What {@code section}'s {@code target} names. */
    static CompvisClass of(ConfigFile section) {
        String name = section.fields().path("target").asString("");
        return Arrays.stream(values())
                .filter(known -> known.target.equals(name))
                .findFirst()
                .orElseThrow(() -> section.refuse(Code.UNKNOWN_CLASS, "target", "one of " + all()));
    }

    private static String all() {
        return Arrays.stream(values()).map(known -> known.target).collect(Collectors.joining(", "));
    }
}
