package org.ldm4j.task;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** The U-Net with the texts of some pictures of a request; speaks float32. */
final class TextGuidedNetwork implements BatchDenoiser.GuidedNetwork {
    private final Careful<UNet, ?> unet;
    private final TextConditions conditions;
    private final Beside beside;
    private final int first;
    private final int end;
    private final boolean composed;

    /** For the pictures {@code first} to {@code end}, whose texts have equally many chunks. */
    TextGuidedNetwork(Careful<UNet, ?> unet, TextConditions conditions, Beside beside, int first, int end) {
        this.unet = unet;
        this.conditions = conditions;
        this.beside = beside;
        this.first = first;
        this.end = end;
        composed = pictures().anyMatch(conditions::isComposed);
    }

    private IntStream pictures() {
        return IntStream.range(first, end);
    }

    @Override
    public int size() {
        return end - first;
    }

    @Override
    public Tensor predict(int evaluation, Tensor x, double t) {
        return Scope.result(() -> {
            Tensor input = beside.joined(x, first);
            if (composed) {
                return composed(evaluation, input, t);
            }
            Guidance guidance = conditions.guidance();
            if (!guidance.isActive()) {
                return forward(input, t, prompts(evaluation));
            }
            Stream<Tensor> texts = Stream.concat(negatives(evaluation), prompts(evaluation));
            Tensor output = forward(Tensor.cat(0, input, input), t, texts);
            return guidance.combine(output.narrow(0, 0, size()), output.narrow(0, size(), size()));
        });
    }

    private Stream<Tensor> prompts(int evaluation) {
        return pictures().boxed().flatMap(i -> conditions.prompts(evaluation, i).stream());
    }

    private Stream<Tensor> negatives(int evaluation) {
        return pictures().mapToObj(i -> conditions.negative(evaluation, i));
    }

    /** Each picture as a row for its negative prompt, then as one for each part of its prompt; all in one pass. */
    private Tensor composed(int evaluation, Tensor input, double t) {
        List<Tensor> rows = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            Tensor row = input.narrow(0, i, 1);
            rows.add(row);
            conditions.weights(first + i).forEach(weight -> rows.add(row));
        }
        Stream<Tensor> texts = pictures()
                .boxed()
                .flatMap(i -> Stream.concat(
                        Stream.of(conditions.negative(evaluation, i)), conditions.prompts(evaluation, i).stream()));
        Tensor output = forward(Tensor.cat(0, rows.toArray(Tensor[]::new)), t, texts);
        List<Tensor> guided = new ArrayList<>();
        int row = 0;
        for (int i = first; i < end; i++) {
            List<Double> weights = conditions.weights(i);
            guided.add(conditions
                    .guidance()
                    .combine(output.narrow(0, row, 1), output.narrow(0, row + 1, weights.size()), weights));
            row += 1 + weights.size();
        }
        return Tensor.cat(0, guided.toArray(Tensor[]::new));
    }

    private Tensor forward(Tensor input, double t, Stream<Tensor> texts) {
        Tensor context = Tensor.cat(0, texts.toArray(Tensor[]::new));
        return unet.apply((network, type) ->
                network.forward(input.to(type), Tensor.full(t, 1), context.to(type), beside.label()));
    }
}
