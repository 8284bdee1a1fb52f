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

/** What the networks in a single file are and how they are used, whoever says it. */
interface SingleFileConfig {
    /**
     * The first that there is of: a YAML that the user names, what this library wrote into the file, the YAML beside it,
     * what the published models of its kind have.
     */
    static SingleFileConfig of(Path path, TensorFile file, ModelChoices choices) {
        Path chosen = choices.config();
        if (chosen == null && EmbeddedConfig.isIn(file)) {
            return EmbeddedConfig.read(file);
        }
        SingleFileShapes shapes = SingleFileShapes.of(file);
        if (chosen != null) {
            return new YamlConfig(CompvisConfig.read(chosen), shapes);
        }
        Path beside = yamlBeside(path);
        return Files.exists(beside)
                ? new YamlConfig(CompvisConfig.read(beside), shapes)
                : new PublishedConfig(shapes, choices.prediction());
    }

    /** Where the configuration of a single file lies: the same name, other ending. */
    static Path yamlBeside(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return file.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".yaml");
    }

    UNetConfig unet();

    AutoencoderConfig vae();

    /** The text encoder, as far as it is used. */
    ClipTextConfig text();

    ClipTokenizer tokenizer();

    /** How the model is sampled, and what it predicts. */
    SamplerConfig scheduler();

    /** How an upscaler noises its small picture. */
    Optional<SamplerConfig> lowResScheduler();

    int maxNoiseLevel();

    /** Side of the latents. */
    OptionalInt sampleSize();

    ModelDefaults defaults();
}
