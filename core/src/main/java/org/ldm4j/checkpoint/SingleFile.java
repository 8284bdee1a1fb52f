package org.ldm4j.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.text.ClipTokenizer;

/**
 * A Stable Diffusion model in one file, safetensors or a torch pickle, with the names of the paper's code. What no
 * tensor shows comes from a {@link SingleFileConfig}. The file is closed after it is recognised, and opened again for
 * each network.
 */
final class SingleFile implements ModelFiles {
    private final Path path;
    private final ModelChoices choices;
    private final Stamp stamp;
    private final UNetConfig unetConfig;
    private final AutoencoderConfig vaeConfig;
    private final ClipTextConfig textConfig;
    private final ClipTokenizer tokenizer;
    private final SamplerConfig scheduler;
    private final Optional<SamplerConfig> lowResScheduler;
    private final int maxNoiseLevel;
    private final OptionalInt sampleSize;
    private final ModelDefaults defaults;

    private SingleFile(Path path, ModelChoices choices, SingleFileConfig config) {
        this.path = path;
        this.choices = choices;
        stamp = Stamp.of(path);
        unetConfig = config.unet();
        vaeConfig = config.vae();
        textConfig = config.text();
        tokenizer = config.tokenizer();
        Prediction chosen = choices.prediction();
        scheduler = chosen == null ? config.scheduler() : config.scheduler().with(chosen);
        lowResScheduler = config.lowResScheduler();
        maxNoiseLevel = config.maxNoiseLevel();
        sampleSize = config.sampleSize();
        defaults = config.defaults();
    }

    /** What shows that a file is still the same one. */
    private record Stamp(long bytes, FileTime changed) {
        static Stamp of(Path path) {
            try {
                return new Stamp(Files.size(path), Files.getLastModifiedTime(path));
            } catch (IOException e) {
                throw CheckpointException.reading(path, e);
            }
        }
    }

    static SingleFile open(Path path, ModelChoices choices) {
        if (choices.variant() != null) {
            throw CheckpointException.of(
                    Code.MISSING_FILE, "variant", "a folder that has several", "a single file", path);
        }
        try (TensorFile file = TensorFiles.open(path)) {
            return new SingleFile(path, choices, SingleFileConfig.of(path, file, choices));
        }
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

    @Override
    public ClipTokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public SamplerConfig scheduler() {
        return scheduler;
    }

    @Override
    public Optional<SamplerConfig> lowResScheduler() {
        return lowResScheduler;
    }

    @Override
    public int maxNoiseLevel() {
        return maxNoiseLevel;
    }

    @Override
    public OptionalInt sampleSize() {
        return sampleSize;
    }

    @Override
    public ModelDefaults defaults() {
        return defaults;
    }

    // ------------------------------------------------------------------ its tensors

    @Override
    public RenamedSource unet() {
        return open(file -> CompvisTensors.unet(file, unetConfig, choices.average()));
    }

    @Override
    public RenamedSource vae() {
        return open(file -> CompvisTensors.vae(file, vaeConfig));
    }

    @Override
    public RenamedSource textEncoder() {
        return open(file -> CompvisTensors.text(file, textConfig));
    }

    private RenamedSource open(Function<TensorFile, RenamedSource> network) {
        TensorFile file = TensorFiles.open(path);
        try {
            if (!Stamp.of(path).equals(stamp)) {
                throw CheckpointException.of(
                        Code.SIZE_MISMATCH, "file", "the one that was opened", "one that has been written since", path);
            }
            return network.apply(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }
}
