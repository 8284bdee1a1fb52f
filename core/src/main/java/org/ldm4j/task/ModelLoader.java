package org.ldm4j.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ldm4j.autoencoder.KlAutoencoder;
import org.ldm4j.checkpoint.DiffusersFolder;
import org.ldm4j.checkpoint.RenamedSource;
import org.ldm4j.conditioning.ClipTextEncoder;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.text.ClipTokenizer;

/** Reads a model folder into networks; a failed load leaves nothing behind. */
public final class ModelLoader {
    private static final int DEFAULT_LATENT_SIDE = 64;

    private final DiffusersFolder folder;
    private final DType type;
    private final List<Weights> weights = new ArrayList<>();

    private ModelLoader(DiffusersFolder folder, DType type) {
        this.folder = folder;
        this.type = type;
    }

    public static LatentDiffusionModel load(Path path, LoadOptions options) {
        var loader = new ModelLoader(DiffusersFolder.open(path, options.variant()), options.effectiveType());
        try (NoGrad off = NoGrad.open()) {
            return loader.load();
        } catch (RuntimeException e) {
            loader.close();
            throw e;
        }
    }

    private LatentDiffusionModel load() {
        int latentSide = folder.sampleSize().orElse(DEFAULT_LATENT_SIDE);
        return new LatentDiffusionModel(
                String.valueOf(folder.root().toAbsolutePath().normalize().getFileName()),
                network(folder.vae(), w -> new KlAutoencoder(w, folder.vaeConfig())),
                folder.vaeConfig(),
                network(folder.unet(), w -> new UNet(w, folder.unetConfig())),
                folder.unetConfig(),
                network(folder.textEncoder(), w -> new ClipTextEncoder(w, folder.textConfig())),
                ClipTokenizer.load(folder.tokenizer()),
                folder.scheduler(),
                folder.defaults(),
                latentSide * folder.vaeConfig().downsampling(),
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
