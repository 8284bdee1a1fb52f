package org.ldm4j.cli.bench;

import java.util.Objects;
import java.util.function.Supplier;
import org.ldm4j.autoencoder.FirstStage;
import org.ldm4j.autoencoder.FirstStageConfig;
import org.ldm4j.checkpoint.ModelPreset;
import org.ldm4j.conditioning.BertConfig;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.conditioning.ClipTextEncoder;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.nn.Weights;
import org.ldm4j.task.LatentDiffusionModel;
import org.ldm4j.task.ModelParts;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** One forward pass of one network, with random weights or a model's. */
public final class NetworkWorkload implements Workload {
    private static final long SEED = 0;
    private static final double TIMESTEP = 500;

    private final Supplier<Tensor> forward;
    private final AutoCloseable weights;
    private final Tensor[] inputs;

    private NetworkWorkload(Supplier<Tensor> forward, AutoCloseable weights, Tensor... inputs) {
        this.forward = forward;
        this.weights = weights;
        this.inputs = inputs;
    }

    // ------------------------------------------------------------------ random weights

    /** The denoiser of {@code preset}, which must have one. */
    public static Workload unet(ModelPreset preset, Job job) {
        UNetConfig config = Objects.requireNonNull(preset.unet());
        Weights weights = Weights.random(SEED, job.type());
        return unet(new UNet(weights, config), config, preset.firstStage(), tokens(preset), job, weights);
    }

    /** How many tokens the condition has. */
    private static int tokens(ModelPreset preset) {
        return preset.conditioner() instanceof ClipTextConfig text
                ? text.positions()
                : preset.conditioner() instanceof BertConfig bert ? bert.positions() : 1;
    }

    public static Workload decoder(FirstStageConfig config, Job job) {
        Weights weights = Weights.random(SEED, job.type());
        return decoder(FirstStage.of(weights, config), config, job, weights);
    }

    public static Workload text(ClipTextConfig config, Job job) {
        Weights weights = Weights.random(SEED, job.type());
        return text(new ClipTextEncoder(weights, config), config.positions(), job, weights);
    }

    // ------------------------------------------------------------------ a model's weights

    public static Workload unet(LatentDiffusionModel model, Job job) {
        ModelParts parts = model.parts();
        int tokens = parts.tokenizer().encode("").ids().length;
        return unet(
                parts.unet().network(),
                parts.unet().config(),
                parts.firstStage().config(),
                tokens,
                job,
                model);
    }

    public static Workload decoder(LatentDiffusionModel model, Job job) {
        var firstStage = model.parts().firstStage();
        return decoder(firstStage.network(), firstStage.config(), job, model);
    }

    public static Workload text(LatentDiffusionModel model, Job job) {
        ModelParts parts = model.parts();
        return text(parts.textEncoder().network(), parts.tokenizer().encode("").ids().length, job, model);
    }

    // ------------------------------------------------------------------ the three passes

    private static Workload unet(
            UNet unet, UNetConfig config, FirstStageConfig firstStage, int tokens, Job job, AutoCloseable weights) {
        int f = firstStage.downsampling();
        int contextChannels =
                config.transformer() == null ? 1 : config.transformer().contextChannels();
        Tensor x = noise(job.type(), job.batch(), config.inChannels(), job.height() / f, job.width() / f);
        Tensor context = noise(job.type(), job.batch(), tokens, contextChannels);
        return new NetworkWorkload(
                () -> unet.forward(
                        x,
                        Tensor.full(TIMESTEP, 1),
                        config.transformer() == null ? null : context,
                        config.classes() == null ? null : Tensor.of(new long[job.batch()], job.batch())),
                weights,
                x,
                context);
    }

    private static Workload decoder(FirstStage firstStage, FirstStageConfig config, Job job, AutoCloseable weights) {
        int f = config.downsampling();
        Tensor z = noise(job.type(), job.batch(), config.latentChannels(), job.height() / f, job.width() / f);
        return new NetworkWorkload(() -> firstStage.decode(z), weights, z);
    }

    private static Workload text(ClipTextEncoder encoder, int tokens, Job job, AutoCloseable weights) {
        try (Scope scope = Scope.open()) {
            Tensor ids = Tensor.arange((long) job.batch() * tokens)
                    .reshape(job.batch(), tokens)
                    .keep();
            return new NetworkWorkload(() -> encoder.encode(ids, 0), weights, ids);
        }
    }

    private static Tensor noise(DType type, long... shape) {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(SEED)) {
            return rng.randn(shape).to(type).share().keep();
        }
    }

    // ------------------------------------------------------------------ running

    @Override
    public void run() {
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open()) {
            Tensor unused = forward.get();
        }
    }

    @Override
    public void close() {
        for (Tensor input : inputs) {
            input.close();
        }
        try {
            weights.close();
        } catch (Exception e) {
            throw new IllegalStateException("freeing weights does not fail", e);
        }
    }
}
