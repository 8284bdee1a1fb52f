package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ldm4j.tensor.Tensor;

/** One kind of network that a {@link TrainingRun} trains. */
interface Trainer extends AutoCloseable {
    /**
     * Parameters by name that an optimiser of their own moves, group after group in each step. The first group is the
     * model, whose moving average is saved; a discriminator is a second one.
     */
    List<Map<String, Tensor>> groups();

    /** What changes in training without an optimiser, such as running statistics; saved, and restored on resuming. */
    default Map<String, Tensor> buffers() {
        return Map.of();
    }

    /**
     * What group {@code group} should make smaller in forward pass {@code pass} (from 1), with its graph of gradients;
     * reports its parts to {@code metrics}. A pass is a step unless gradients are accumulated over several; the
     * parameters of other groups ask for no gradient meanwhile.
     */
    Tensor loss(long pass, int group, Metrics metrics);

    /** Called when group {@code group} has been moved, for what a parameter must not become. */
    default void updated(int group) {}

    /** What pass {@code pass} draws, so that it can be looked at and repeated. */
    default Drawn drawn(long pass) {
        return Drawn.NOTHING;
    }

    /** Writes a model folder with these weights (the moving average) that the command line accepts as {@code -m}. */
    void writeModel(Path folder, Map<String, Tensor> weights) throws IOException;

    /** Writes a sheet of pictures that shows how far the model in {@code folder} is. */
    void writeSamples(Path folder, Path file);

    @Override
    void close();
}
