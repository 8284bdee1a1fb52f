package org.ldm4j.task;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ldm4j.conditioning.ClipTextEncoder;
import org.ldm4j.tensor.Tensor;

/** What the texts of a request tell the network at each step; owns its tensors. */
final class TextConditions implements AutoCloseable {
    private final List<Tensor> prompts;
    private final List<Tensor> negatives;

    private TextConditions(List<Tensor> prompts, List<Tensor> negatives) {
        this.prompts = prompts;
        this.negatives = negatives;
        Stream.concat(prompts.stream(), negatives.stream()).forEach(Tensor::keep);
    }

    static TextConditions of(ModelParts parts, TextToImage request) {
        return new TextConditions(
                encode(parts, request.prompts(), request.clipSkip()),
                encode(parts, request.negativePrompts(), 0)); // as diffusers: all layers
    }

    private static List<Tensor> encode(ModelParts parts, List<String> texts, int clipSkip) {
        return texts.stream().map(text -> encode(parts, text, clipSkip)).toList();
    }

    /** The condition of a text, [1, N, width]. */
    private static Tensor encode(ModelParts parts, String text, int clipSkip) {
        long[] ids = parts.tokenizer().encode(text).ids();
        try (var encoder = new Careful<>("text encoder", parts.textEncoder(), ClipTextEncoder::new, parts.type())) {
            Tensor states = encoder.apply((network, type) -> network.encode(Tensor.of(ids, 1, ids.length), clipSkip));
            return NotFiniteException.require("condition of the text", states).to(parts.type());
        }
    }

    /** What the prompts of the pictures {@code first} to {@code end} say at a step: [end - first, N, width]. */
    Tensor prompts(int step, int first, int end) {
        return rows(prompts, first, end);
    }

    /** What stands in the place of guidance's empty text: [end - first, N, width]. */
    Tensor negatives(int step, int first, int end) {
        return rows(negatives, first, end);
    }

    /** The conditions given out to the pictures in turn. */
    private static Tensor rows(List<Tensor> conditions, int first, int end) {
        return Tensor.cat(
                0,
                IntStream.range(first, end)
                        .mapToObj(i -> conditions.get(i % conditions.size()))
                        .toArray(Tensor[]::new));
    }

    @Override
    public void close() {
        prompts.forEach(Tensor::close);
        negatives.forEach(Tensor::close);
    }
}
