package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.DiagonalGaussian;
import org.ldm4j.autoencoder.KlAutoencoder;
import org.ldm4j.data.PictureSource;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Trains a KL first stage on absolute error and KL divergence: the objective of section 3.1 before its adversarial part
 * starts. Sums over each picture, mean over the batch, as the paper's code.
 */
final class AutoencoderTrainer implements Trainer {
    private final AutoencoderRunConfig config;
    private final AutoencoderConfig shape;
    private final PictureSource pictures;
    private final Draws draws;
    private final Weights weights;
    private final KlAutoencoder autoencoder;
    private final FirstStageFolder output;

    AutoencoderTrainer(AutoencoderRunConfig config, PictureSource pictures) {
        this.config = config;
        this.pictures = pictures;
        shape = config.model().toConfig();
        draws = new Draws(config.seed(), pictures.count());
        weights = Weights.create(config.seed());
        autoencoder = new KlAutoencoder(weights, shape);
        weights.parameters().values().forEach(Tensor::requireGrad);
        output = new FirstStageFolder(shape, pictures);
    }

    @Override
    public List<Map<String, Tensor>> groups() {
        return List.of(weights.parameters());
    }

    @Override
    public Tensor loss(long step, int group, Metrics metrics) {
        return Scope.result(() -> {
            try (Rng rng = draws.generator(step)) {
                Tensor x = pictures.pictures(draws.batch(step, config.training().batch()));
                DType type = config.training().activations();
                DiagonalGaussian q = autoencoder.encode(x.to(type));
                Tensor noise = rng.randn(q.mean().shape()).to(type);
                Tensor reconstruction = autoencoder.decode(q.sample(noise)).to(DType.FP32);
                Tensor l1 = reconstruction.minus(x).abs().sum(false, 1, 2, 3).mean();
                Tensor kl = q.kl().to(DType.FP32).mean();
                metrics.add("l1", l1.item() * x.size(0) / x.count());
                metrics.add("kl", kl.item());
                return l1.plus(kl.times(config.loss().klWeight()));
            }
        });
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
    }
}
