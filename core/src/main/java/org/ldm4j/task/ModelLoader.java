package org.ldm4j.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.ldm4j.autoencoder.KlAutoencoder;
import org.ldm4j.checkpoint.ModelFiles;
import org.ldm4j.checkpoint.PaperFiles;
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
    private final MemoryPolicy memory;
    private final List<Component<?, ?>> components = new ArrayList<>();

    private ModelLoader(ModelFiles files, LoadOptions options) {
        this.files = files;
        type = options.effectiveType();
        memory = options.memory();
    }

    /** Loads a model of whatever kind. */
    public static Model open(Path path, LoadOptions options) {
        Optional<PaperFiles> paper = PaperFiles.find(path, options.files());
        return paper.isPresent() ? PaperLoader.load(paper.get(), options) : load(path, options);
    }

    /** Loads a Stable Diffusion model. */
    public static LatentDiffusionModel load(Path path, LoadOptions options) {
        var loader = new ModelLoader(ModelFiles.open(path, options.files()), options);
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
                new ModelParts(
                        files.name(),
                        component(files::vae, files.vaeConfig(), KlAutoencoder::new),
                        component(files::unet, files.unetConfig(), UNet::new),
                        component(files::textEncoder, files.textConfig(), ClipTextEncoder::new),
                        files.tokenizer(),
                        files.scheduler(),
                        files.lowResScheduler()
                                .map(scheduler -> new LowResolution(scheduler, files.maxNoiseLevel()))
                                .orElse(null),
                        files.defaults(),
                        latentSide * files.vaeConfig().downsampling(),
                        type,
                        Extras.NONE),
                memory);
    }

    private <N, C> Component<N, C> component(
            Supplier<RenamedSource> source, C config, BiFunction<Weights, C, N> constructor) {
        Component<N, C> component = Component.read(source, type, memory, config, constructor);
        components.add(component);
        return component;
    }

    private void close() {
        components.forEach(Component::close);
    }
}
