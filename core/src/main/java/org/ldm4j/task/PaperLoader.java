package org.ldm4j.task;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.FirstStage;
import org.ldm4j.checkpoint.PaperFiles;
import org.ldm4j.checkpoint.PaperFiles.PaperConfig;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.checkpoint.RenamedSource;
import org.ldm4j.conditioning.Conditioner;
import org.ldm4j.conditioning.ConditionerConfig;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.text.WordPieceTokenizer;

/** Reads one of the paper's models into networks; a failed load leaves nothing behind. */
final class PaperLoader {
    private final PaperFiles files;
    private final DType type;
    private final MemoryPolicy memory;
    private final List<Component<?, ?>> components = new ArrayList<>();

    private PaperLoader(PaperFiles files, LoadOptions options) {
        this.files = files;
        type = options.effectiveType();
        memory = options.memory();
    }

    static PaperModel load(PaperFiles files, LoadOptions options) {
        var loader = new PaperLoader(files, options);
        try (NoGrad off = NoGrad.open()) {
            return new PaperModel(loader.parts(), loader.memory);
        } catch (RuntimeException e) {
            loader.components.forEach(Component::close);
            throw e;
        }
    }

    private PaperParts parts() {
        PaperConfig config = files.config();
        return new PaperParts(
                files.name(),
                config.kind(),
                component(files::firstStage, config.firstStage(), FirstStage::of),
                component(files::unet, config.unet(), UNet::new),
                conditioner(config.conditioner()),
                config.kind() == PaperKind.TEXT ? tokenizer() : null,
                config.scheduler(),
                config.latentSide() * config.firstStage().downsampling(),
                type);
    }

    private @Nullable Component<Conditioner, ConditionerConfig> conditioner(@Nullable ConditionerConfig config) {
        return config == null ? null : component(files::conditioner, config, Conditioner::of);
    }

    /** Token ids may be given without it. */
    private @Nullable WordPieceTokenizer tokenizer() {
        Path folder = files.tokenizer();
        boolean there = Files.exists(folder.resolve("vocab.txt")) || Files.exists(folder.resolve("tokenizer.json"));
        return there ? WordPieceTokenizer.load(folder) : null;
    }

    private <N, C> Component<N, C> component(
            Supplier<RenamedSource> source, C config, BiFunction<Weights, C, N> constructor) {
        Component<N, C> component = Component.read(source, type, memory, config, constructor);
        components.add(component);
        return component;
    }
}
