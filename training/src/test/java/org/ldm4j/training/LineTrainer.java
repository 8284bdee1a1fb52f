package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Fits a line to points that are drawn: the smallest network that a run can train, with a second group when asked. */
final class LineTrainer implements Trainer {
    static final int PICTURES = 8;

    private final Map<String, Tensor> line = new LinkedHashMap<>();
    private final Map<String, Tensor> other = new LinkedHashMap<>();
    private final Draws draws = new Draws(42, PICTURES);
    private final int batch;
    private final int groups;
    /** Passes whose loss is spoilt. */
    LongPredicate isSpoilt = pass -> false;
    /** Whether a model can't be written now. */
    boolean isDiskFull;

    int tries;

    LineTrainer(int batch, int groups) {
        this.batch = batch;
        this.groups = groups;
        try (Scope scope = Scope.open()) {
            line.put("slope", Tensor.of(new float[] {1, -1, 0.5f}, 3).keep().requireGrad());
            line.put("height", Tensor.of(new float[] {0.1f}, 1).keep().requireGrad());
            other.put("judge", Tensor.of(new float[] {2, 3, 4}, 3).keep().requireGrad());
        }
    }

    @Override
    public List<Map<String, Tensor>> groups() {
        return groups == 1 ? List.of(line) : List.of(line, other);
    }

    @Override
    public Tensor loss(long pass, int group, Metrics metrics) {
        return Scope.result(() -> {
            try (Rng rng = draws.generator(pass, group)) {
                float[] numbers = new float[batch];
                long[] pictures = draws.batch(pass, batch);
                for (int i = 0; i < batch; i++) {
                    numbers[i] = pictures[i];
                }
                Tensor x = rng.randn(batch, 3).plus(Tensor.of(numbers, batch, 1).times(0.1));
                Tensor y = x.times(parameter(line, "slope")).sum(true, 1).plus(parameter(line, "height"));
                Tensor loss = groups == 1
                        ? y.plus(-1).square().mean()
                        : y.plus(-1)
                                .square()
                                .mean()
                                .plus(x.times(parameter(other, "judge"))
                                        .times(y)
                                        .mean());
                metrics.add("half", loss.item() / 2);
                return isSpoilt.test(pass) ? loss.times(Double.NaN) : loss;
            }
        });
    }

    private static Tensor parameter(Map<String, Tensor> from, String name) {
        Tensor parameter = from.get(name);
        if (parameter == null) {
            throw new AssertionError(name);
        }
        return parameter;
    }

    @Override
    public Drawn drawn(long pass) {
        return draws.drawn(pass, batch, number -> "picture-" + number + ".png");
    }

    @Override
    public void writeModel(Path folder, Map<String, Tensor> weights) throws IOException {
        tries++;
        Files.writeString(folder.resolve("half"), "half");
        if (isDiskFull) {
            throw new IOException("No space left on device");
        }
    }

    @Override
    public void writeSamples(Path folder, Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        line.values().forEach(Tensor::close);
        other.values().forEach(Tensor::close);
    }
}
