package org.ldm4j.training;

import java.nio.file.Path;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.KlAutoencoder;
import org.ldm4j.checkpoint.AutoencoderFolder;
import org.ldm4j.checkpoint.RenamedSource;
import org.ldm4j.checkpoint.TensorMap;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;

/** A trained first stage, frozen, in float32. */
final class FirstStage implements AutoCloseable {
    private final AutoencoderConfig config;
    private final Weights weights;
    private final KlAutoencoder autoencoder;

    private FirstStage(AutoencoderConfig config, Weights weights) {
        this.config = config;
        this.weights = weights;
        autoencoder = new KlAutoencoder(weights, config);
    }

    /** From a model folder, complete or with a first stage alone. */
    static FirstStage load(Path folder) {
        AutoencoderFolder files = AutoencoderFolder.open(folder);
        try (RenamedSource tensors = files.tensors()) {
            return new FirstStage(files.config(), Weights.from(tensors, DType.FP32));
        }
    }

    AutoencoderConfig config() {
        return config;
    }

    KlAutoencoder autoencoder() {
        return autoencoder;
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
