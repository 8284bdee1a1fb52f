package org.ldm4j.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ldm4j.autoencoder.KlAutoencoder;
import org.ldm4j.checkpoint.ModelFiles;
import org.ldm4j.checkpoint.RenamedSource;
import org.ldm4j.conditioning.ClipTextEncoder;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.NoGrad;

/** Reads a model's files into networks; a failed load leaves nothing behind. */
public final class ModelLoader {
    private static final int DEFAULT_LATENT_SIDE = 64;

    private final ModelFiles files;
    private final DType type;
    private final List<Weights> weights = new ArrayList<>();

    private ModelLoader(ModelFiles files, DType type) {
        this.files = files;
        this.type = type;
    }

    public static LatentDiffusionModel load(Path path, LoadOptions options) {
        var loader = new ModelLoader(ModelFiles.open(path, options.files()), options.effectiveType());
        try (NoGrad off = NoGrad.open()) {
            return loader.load();
        } catch (RuntimeException e) {
            loader.close();
            throw e;
        }
    }

    private LatentDiffusionModel load() {
        int latentSide = files.sampleSize().orElse(DEFAULT_LATENT_SIDE);
        return new LatentDiffusionModel(
                files.name(),
                network(files.vae(), w -> new KlAutoencoder(w, files.vaeConfig())),
                files.vaeConfig(),
                network(files.unet(), w -> new UNet(w, files.unetConfig())),
                files.unetConfig(),
                network(files.textEncoder(), w -> new ClipTextEncoder(w, files.textConfig())),
                files.tokenizer(),
                files.scheduler(),
                files.defaults(),
                latentSide * files.vaeConfig().downsampling(),
                type,
                this::close);
    }

    private <N> N network(RenamedSource source, Function<Weights, N> constructor) {
        try (source) {
            Weights read = Weights.from(source, type);
            weights.add(read);
            return constructor.apply(read);
        }
    }

    private void close() {
        weights.forEach(Weights::close);
    }
}
