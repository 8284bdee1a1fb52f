package org.ldm4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.text.ClipTokenizer;

/**
 * A Stable Diffusion model in files, whatever their form. All configurations are translated and checked when it is
 * opened; each network's tensors are opened when asked for, and the caller closes them.
 */
public interface ModelFiles {
    /** Opens the folder or single file {@code path}. */
    static ModelFiles open(Path path, ModelChoices choices) {
        Path file = CompvisFolder.file(path);
        if (Files.exists(file) && !Files.isDirectory(file)) {
            return SingleFile.open(file, choices);
        }
        return DiffusersFolder.open(path, choices);
    }

    /** The folder or file. */
    Path path();

    /** The folder's or file's own name, for messages and metadata. */
    default String name() {
        return String.valueOf(path().toAbsolutePath().normalize().getFileName());
    }

    UNetConfig unetConfig();

    AutoencoderConfig vaeConfig();

    ClipTextConfig textConfig();

    /** The U-Net's tensors under the paper's names, all of them there and of the right shape. */
    RenamedSource unet();

    /** The first stage's tensors under the paper's names. */
    RenamedSource vae();

    /** The text encoder's tensors under transformers' names with {@code text_model.}. */
    RenamedSource textEncoder();

    ClipTokenizer tokenizer();

    /** How the model is sampled when nobody asks for something else, and what it predicts. */
    SamplerConfig scheduler();

    /** How an upscaler noises its small picture; nothing for other models. */
    Optional<SamplerConfig> lowResScheduler();

    /** The largest noise level that an upscaler takes. */
    int maxNoiseLevel();

    /** Height and width of the latents that the model was made for, if it says. */
    OptionalInt sampleSize();

    /** What the model is best asked with. */
    ModelDefaults defaults();

    /** What the model makes, told from what is concatenated to its latent. */
    default ModelKind kind() {
        return ModelKind.of(unetConfig(), vaeConfig());
    }
}
