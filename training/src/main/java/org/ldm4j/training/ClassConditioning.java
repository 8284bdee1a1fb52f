package org.ldm4j.training;

import java.util.Arrays;
import java.util.Map;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.conditioning.ClassConfig;
import org.ldm4j.conditioning.ClassEmbedder;
import org.ldm4j.data.PictureSet;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.nn.Weights;
import org.ldm4j.task.ClassToImage;
import org.ldm4j.task.Request;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/** The picture's class as one token; the last class stands for none. */
final class ClassConditioning implements Conditioning {
    /** As many as ImageNet has are understood as classes without one that stands for none. */
    private static final int AMBIGUOUS = 1000;

    private final long[] labels;
    private final ClassConfig config;
    private final Part<ClassEmbedder> embedder;

    ClassConditioning(LdmRunConfig run, PictureSet pictures) {
        ConditionConfig condition = run.condition();
        long[] known = pictures.items().stream()
                .mapToLong(item -> item.label().orElse(-1))
                .toArray();
        int shown = (int) Arrays.stream(known).max().orElse(-1) + 1;
        int classes = condition.classes() == 0 ? Math.max(shown, 1) : condition.classes();
        pictures.requireLabels(classes);
        labels = known;
        config = new ClassConfig(classes + 1 == AMBIGUOUS ? classes + 2 : classes + 1, condition.width());
        embedder = Part.created(
                Weights.create(run.seed()),
                run.training().activations(),
                weights -> new ClassEmbedder(weights, config));
    }

    @Override
    public Map<String, Tensor> parameters() {
        return embedder.trained(LdmTrainer.CONDITIONER);
    }

    @Override
    public int width() {
        return config.width();
    }

    @Override
    public Given given(Seen seen) {
        boolean[] dropped = seen.dropped();
        long[] batch = new long[dropped.length];
        for (int i = 0; i < batch.length; i++) {
            batch[i] = dropped[i] ? config.classes() - 1 : labels[(int) seen.numbers()[i]];
        }
        DType type = seen.type();
        return new Given(
                embedder.network().encode(Tensor.of(batch, batch.length)).to(type), null);
    }

    @Override
    public PaperKind kind() {
        return PaperKind.CLASS;
    }

    @Override
    public ClassConfig config() {
        return config;
    }

    @Override
    public TensorSource tensors(Map<String, Tensor> weights) {
        return Part.below(LdmTrainer.CONDITIONER, weights);
    }

    @Override
    public Request request(int number) {
        return ClassToImage.of((int) labels[number]);
    }

    @Override
    public void close() {
        embedder.close();
    }
}
