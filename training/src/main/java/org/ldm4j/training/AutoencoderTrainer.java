package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.DiagonalGaussian;
import org.ldm4j.autoencoder.KlAutoencoder;
import org.ldm4j.data.PictureSource;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;
import org.ldm4j.training.loss.FirstStageLoss;
import org.ldm4j.training.loss.Lpips;
import org.ldm4j.training.loss.LpipsFiles;
import org.ldm4j.training.loss.PatchDiscriminator;

/**
 * Trains a KL first stage with the objective of section 3.1: absolute error, perceptual distance, KL divergence and, from
 * its start on, a discriminator with an optimiser of its own. As in the paper's code the discriminator judges a
 * reconstruction made anew, after the autoencoder's update and from a draw of its own.
 */
final class AutoencoderTrainer implements Trainer {
    private static final int MODEL = 0;

    private final AutoencoderRunConfig config;
    private final AutoencoderConfig shape;
    private final PictureSource pictures;
    private final Draws draws;
    private final Weights weights;
    private final @Nullable Perceptual perceptual;
    private final Weights discriminatorWeights;
    private final KlAutoencoder autoencoder;
    private final @Nullable PatchDiscriminator discriminator;
    private final Tensor logVariance;
    private final FirstStageLoss withoutJudge;
    private final FirstStageLoss loss;
    private final FirstStageFolder output;

    AutoencoderTrainer(AutoencoderRunConfig config, PictureSource pictures, Progress progress) {
        this.config = config;
        this.pictures = pictures;
        shape = config.model().toConfig();
        draws = new Draws(config.seed(), pictures.count());
        weights = Weights.create(config.seed());
        autoencoder = new KlAutoencoder(weights, shape);
        weights.parameters().values().forEach(Tensor::requireGrad);
        perceptual = perceptual(config.loss(), progress);
        Lpips lpips = perceptual == null ? null : perceptual.lpips();
        discriminatorWeights = Weights.create(config.seed());
        discriminator = discriminator(config.loss().discriminator());
        logVariance = Tensor.full(0).keep();
        FirstStageLoss.Settings settings = config.loss().toSettings();
        withoutJudge = new FirstStageLoss(settings, lpips, null, logVariance);
        loss = new FirstStageLoss(settings, lpips, discriminator, logVariance);
        output = new FirstStageFolder(shape, pictures);
    }

    /** LPIPS and what frees it. */
    private record Perceptual(Lpips lpips, Weights weights) {}

    private static @Nullable Perceptual perceptual(AutoencoderRunConfig.Loss loss, Progress progress) {
        if (loss.perceptual().isEmpty()) {
            progress.message("warning: no perceptual loss, which makes pictures blurred: its weights are not part of"
                    + " ldm4j; docs/training.md says where to get them, loss.perceptual names their file");
            return null;
        }
        try (LpipsFiles files = LpipsFiles.open(Path.of(loss.perceptual()))) {
            Weights weights = Weights.from(files, DType.FP32);
            return new Perceptual(new Lpips(weights, Lpips.WIDTHS), weights);
        }
    }

    private @Nullable PatchDiscriminator discriminator(AutoencoderRunConfig.Discriminator judge) {
        if (!judge.isThere()) {
            return null;
        }
        var made = new PatchDiscriminator(
                discriminatorWeights.at("discriminator"), shape.imageChannels(), judge.width(), judge.layers());
        made.parameters().values().forEach(Tensor::requireGrad);
        return made;
    }

    @Override
    public List<Map<String, Tensor>> groups() {
        List<Map<String, Tensor>> groups = new ArrayList<>(List.of(weights.parameters()));
        if (discriminator != null) {
            groups.add(discriminator.parameters());
        }
        return groups;
    }

    @Override
    public Map<String, Tensor> buffers() {
        return discriminator == null ? Map.of() : discriminator.buffers();
    }

    @Override
    public Tensor loss(long step, int group, Metrics metrics) {
        return group == MODEL ? ofAutoencoder(step, metrics) : ofDiscriminator(step, metrics);
    }

    @Override
    public Drawn drawn(long pass) {
        return draws.drawn(pass, config.training().batch(), pictures::name);
    }

    /** A reconstruction of pictures x, and the KL divergence of their latents. */
    private record Pass(Tensor x, Tensor reconstruction, Tensor kl) {}

    private Pass pass(long step, int group) {
        try (Rng rng = draws.generator(step, group)) {
            Tensor x =
                    pictures.pictures(rng, draws.batch(step, config.training().batch()));
            DType type = config.training().activations();
            DiagonalGaussian q = autoencoder.encode(x.to(type));
            Tensor noise = rng.randn(q.mean().shape()).to(type);
            Tensor reconstruction = autoencoder.decode(q.sample(noise)).to(DType.FP32);
            return new Pass(x, reconstruction, q.kl().to(DType.FP32).mean());
        }
    }

    private Tensor ofAutoencoder(long step, Metrics metrics) {
        return Scope.result(() -> {
            Pass pass = pass(step, MODEL);
            Tensor lastLayer = Objects.requireNonNull(weights.parameters().get("decoder.conv_out.weight"));
            return (isJudged(step) ? loss : withoutJudge)
                    .ofAutoencoder(
                            pass.x(), pass.reconstruction(), pass.kl(), lastLayer, step - 1, named(metrics, "kl"));
        });
    }

    private Tensor ofDiscriminator(long step, Metrics metrics) {
        PatchDiscriminator judge = Objects.requireNonNull(discriminator);
        return Scope.result(() -> {
            if (!isJudged(step)) { // nothing to learn yet: a gradient of zero, so that the optimiser counts the step
                return judge.parameters().values().iterator().next().sum().times(0);
            }
            Pass pass;
            try (NoGrad off = NoGrad.open()) {
                pass = pass(step, 1);
            }
            return loss.ofDiscriminator(pass.x(), pass.reconstruction(), step - 1, metrics::add);
        });
    }

    private static FirstStageLoss.Parts named(Metrics metrics, String regularisation) {
        return (name, value) -> metrics.add(name.equals("regularisation") ? regularisation : name, value);
    }

    /** Whether the discriminator, if there is one, has begun. */
    private boolean isJudged(long step) {
        return discriminator != null && step > config.loss().discriminator().start();
    }

    @Override
    public void writeModel(Path folder, Map<String, Tensor> average) throws IOException {
        output.write(folder, average);
    }

    @Override
    public void writeSamples(Path folder, Path file) {
        output.writeReconstructions(folder, file);
    }

    @Override
    public void close() {
        weights.close();
        if (perceptual != null) {
            perceptual.weights().close();
        }
        discriminatorWeights.close();
        logVariance.close();
    }
}
