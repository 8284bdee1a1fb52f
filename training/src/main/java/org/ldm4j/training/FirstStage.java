package org.ldm4j.training;

import java.nio.file.Path;
import org.ldm4j.autoencoder.FirstStageConfig;
import org.ldm4j.autoencoder.IdentityConfig;
import org.ldm4j.checkpoint.FirstStageFolders;
import org.ldm4j.checkpoint.RenamedSource;
import org.ldm4j.checkpoint.TensorMap;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** A trained first stage of either kind, frozen, in float32. */
final class FirstStage implements AutoCloseable {
    private static final int RGB = 3;

    private final FirstStageConfig config;
    private final Weights weights;
    private final org.ldm4j.autoencoder.FirstStage network;

    private FirstStage(FirstStageConfig config, Weights weights) {
        this.config = config;
        this.weights = weights;
        network = org.ldm4j.autoencoder.FirstStage.of(weights, config);
    }

    /** From a model folder or file, complete or with a first stage alone. */
    static FirstStage load(Path path) {
        FirstStageFolders files = FirstStageFolders.open(path);
        try (RenamedSource tensors = files.tensors()) {
            return new FirstStage(files.config(), Weights.from(tensors, DType.FP32));
        }
    }

    FirstStageConfig config() {
        return config;
    }

    org.ldm4j.autoencoder.FirstStage network() {
        return network;
    }

    /** No first stage: RGB pictures as they are. */
    static FirstStage none() {
        return new FirstStage(new IdentityConfig(RGB, 1), Weights.create(0));
    }

    /** The likeliest latents of pictures [B, 3, H, W], not scaled. */
    Tensor likeliest(Tensor pictures) {
        return Scope.result(() -> network.latent(network.moments(pictures), shape -> Tensor.zeros(shape)));
    }

    /** Pictures [B, 3, H, W] by way of the likeliest latent and back. */
    Tensor reconstructed(Tensor pictures) {
        return Scope.result(() -> network.decode(likeliest(pictures)));
    }

    /** Its tensors under the paper's names. */
    TensorSource tensors() {
        return new TensorMap(weights.parameters(), "the first stage");
    }

    @Override
    public void close() {
        weights.close();
    }
}
