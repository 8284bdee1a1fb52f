package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.ldm4j.tensor.Tensor;

/** One kind of network that a {@link TrainingRun} trains. */
interface Trainer extends AutoCloseable {
    /** Every parameter that is trained, by name. */
    Map<String, Tensor> parameters();

    /** The loss of step {@code step} (from 1), with its graph of gradients; reports its parts to {@code metrics}. */
    Tensor loss(long step, Metrics metrics);

    /** Writes a model folder with these weights (the moving average) that the command line accepts as {@code -m}. */
    void writeModel(Path folder, Map<String, Tensor> weights) throws IOException;

    /** Writes a sheet of pictures that shows how far the model in {@code folder} is. */
    void writeSamples(Path folder, Path file);

    @Override
    void close();
}
