package org.ldm4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.FirstStageConfig;
import org.ldm4j.conditioning.ConditionerConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.sampling.SamplerConfig;

/**
 * A model of the paper's own kinds in files, whatever their form. All configurations are translated and checked when it is
 * opened; each network's tensors are opened when asked for, and the caller closes them.
 */
public interface PaperFiles {
    /** Opens {@code path} if such a model lies there; nothing if it is something else, such as Stable Diffusion. */
    static Optional<PaperFiles> find(Path path, ModelChoices choices) {
        Path file = CompvisFolder.file(path);
        Optional<? extends PaperFiles> found =
                Files.isDirectory(file) ? PaperFolder.find(file, choices) : PaperFile.find(file, choices);
        return found.map(files -> files);
    }

    /** The folder or file. */
    Path path();

    /** The folder's or file's own name, for messages and metadata. */
    default String name() {
        return String.valueOf(path().toAbsolutePath().normalize().getFileName());
    }

    /** What its networks are. */
    PaperConfig config();

    /** The U-Net's tensors under the paper's names, all of them there and of the right shape. */
    RenamedSource unet();

    /** The first stage's tensors under the paper's names. */
    RenamedSource firstStage();

    /** The conditioner's tensors under the paper's names; asked of models that have one. */
    RenamedSource conditioner();

    /** The folder in which a text model's vocabulary lies, whether it is there or not. */
    Path tokenizer();

    /**
     * What such a model consists of.
     *
     * @param kind what it makes pictures from
     * @param unet the denoiser
     * @param firstStage the autoencoder
     * @param conditioner τ, or null where nothing with parameters stands between the condition and the denoiser
     * @param scheduler how it is sampled, and what it predicts
     * @param latentSide side of the latents that it was trained on
     */
    record PaperConfig(
            PaperKind kind,
            UNetConfig unet,
            FirstStageConfig firstStage,
            @Nullable ConditionerConfig conditioner,
            SamplerConfig scheduler,
            int latentSide) {
        PaperConfig with(SamplerConfig other) {
            return new PaperConfig(kind, unet, firstStage, conditioner, other, latentSide);
        }
    }
}
