package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.IdentityConfig;
import org.ldm4j.data.Batch;
import org.ldm4j.data.PictureSet;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Trains the denoiser, and what encodes its condition, on the latents of a frozen first stage (equations 1 to 3): each step
 * takes pictures, draws a timestep and noise for each, and compares what the network says with what it should have said.
 *
 * <p>Draws of a step, in this order: crops and the order of boxes, where they are drawn; the posterior's noise; u of the
 * timesteps; the noise; which conditions are left out; what the condition itself draws.
 */
final class LdmTrainer implements Trainer {
    static final String UNET = "model.diffusion_model.";
    static final String CONDITIONER = "cond_stage_model.";

    private final LdmRunConfig config;
    private final FirstStage firstStage;
    private final PictureSet pictures;
    private final Conditioning conditioning;
    private final Objective objective;
    private final Draws draws;
    private final @Nullable LatentCache latents;
    private final Part<UNet> unet;
    private final LdmModelFolder output;
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final DType type;
    private final double scale;

    /** The first stage is closed with the trainer. */
    LdmTrainer(LdmRunConfig config, FirstStage firstStage, PictureSet pictures, TensorCache cache, Progress progress) {
        this.config = config;
        this.firstStage = firstStage;
        this.pictures = pictures;
        type = config.training().activations();
        draws = new Draws(config.seed(), pictures.count());
        objective = new Objective(config.diffusion(), type);
        conditioning = Conditionings.of(config, pictures, firstStage, cache, progress);
        latents = isCached() ? LatentCache.of(cache, firstStage.network(), firstStage.tensors(), pictures) : null;
        UNetConfig shape = config.unet()
                .toConfig(firstStage.config().latentChannels(), conditioning.channels(), conditioning.width());
        unet = Part.created(
                Weights.create(config.seed(), config.unet().zeroInit()), type, weights -> new UNet(weights, shape));
        scale = scale();
        output = new LdmModelFolder(
                config, shape, firstStage, firstStage.config().withScalingFactor(scale), conditioning);
        parameters.putAll(unet.trained(UNET));
        parameters.putAll(conditioning.parameters());
        parameters.putAll(objective.parameters(config.diffusion().learnLogvar()));
    }

    /** Latents can be kept where every picture is always seen in the same way. */
    private boolean isCached() {
        return !config.data().preprocessing().draws() && !(firstStage.config() instanceof IdentityConfig);
    }

    private double scale() {
        String said = config.diffusion().scaleFactor();
        boolean measured =
                said.equals("std") || said.equals("auto") && firstStage.config() instanceof AutoencoderConfig;
        return measured ? 1 / deviation() : said.equals("auto") ? 1 : Double.parseDouble(said);
    }

    /** Of the first batch's latents over all elements (section D.1, {@code scale_by_std}). */
    private double deviation() {
        try (Scope scope = Scope.open();
                Rng rng = draws.generator(1)) {
            return clean(rng, shown(rng, 1), numbers(1)).std().item();
        }
    }

    private long[] numbers(long pass) {
        return draws.batch(pass, config.training().batch());
    }

    /** The pictures of a pass if anyone looks at them. */
    private @Nullable Batch shown(Rng rng, long pass) {
        return latents == null || conditioning.looks() ? pictures.batch(rng, numbers(pass)) : null;
    }

    /** Latents [B, C, h, w], drawn where the first stage gives a distribution; not yet scaled. */
    private Tensor clean(Rng rng, @Nullable Batch shown, long... numbers) {
        long[] present = shown == null ? numbers : shown.numbers();
        try (NoGrad off = NoGrad.open()) {
            Tensor moments = latents != null || shown == null
                    ? Objects.requireNonNull(latents).moments(present)
                    : firstStage.network().moments(shown.pictures());
            return firstStage.network().latent(moments, rng::randn);
        }
    }

    @Override
    public List<Map<String, Tensor>> groups() {
        return List.of(parameters);
    }

    @Override
    public Tensor loss(long pass, int group, Metrics metrics) {
        return Scope.result(() -> {
            try (Rng rng = draws.generator(pass)) {
                Batch shown = shown(rng, pass);
                long[] numbers = shown == null ? numbers(pass) : shown.numbers();
                Tensor z = wide(clean(rng, shown, numbers)).times(scale);
                Tensor t = timesteps(rng.rand(numbers.length));
                Tensor eps = wide(rng.randn(z.shape()));
                Tensor u = rng.rand(numbers.length);
                double dropout = config.diffusion().conditionDropout();
                var given = conditioning.given(new Seen(numbers, shown, u, dropout, rng, type));
                Tensor output = denoised(objective.schedule().noised(z, eps, t), t, given);
                return objective.of(output, z, eps, t, metrics);
            }
        });
    }

    private Tensor denoised(Tensor x, Tensor t, Conditioning.Given given) {
        Tensor beside = given.channels();
        Tensor input = beside == null ? x.to(type) : Tensor.cat(1, x.to(type), beside.to(type));
        DType exact = type == DType.FP64 ? type : DType.FP32;
        return unet.network().forward(input, t.to(exact), given.tokens()).to(exact);
    }

    private Tensor wide(Tensor drawn) {
        return type == DType.FP64 ? drawn.to(type) : drawn;
    }

    /** u in [0, 1), [B], to whole timesteps: T s u / (1 + (s - 1) u), rounded down. */
    private Tensor timesteps(Tensor u) {
        double s = config.diffusion().timestepShift();
        int length = objective.schedule().length();
        Tensor shifted = u.times(s).dividedBy(u.times(s - 1).plus(1));
        return shifted.times(length).clamp(0, length - 1).to(DType.INT64);
    }

    @Override
    public void writeModel(Path folder, Map<String, Tensor> average) throws IOException {
        output.write(folder, average);
    }

    @Override
    public void writeSamples(Path folder, Path file) {
        output.writeSamples(folder, file, pictures.count());
    }

    @Override
    public void close() {
        if (latents != null) {
            latents.close();
        }
        unet.close();
        conditioning.close();
        objective.close();
        firstStage.close();
    }
}
