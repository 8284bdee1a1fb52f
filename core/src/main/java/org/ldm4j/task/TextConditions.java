package org.ldm4j.task;

import java.util.List;
import java.util.function.ToIntFunction;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.tensor.Tensor;
import org.ldm4j.text.Prompt;

/** What the texts of a request tell the network at each step of a pass. */
final class TextConditions {
    private final TextEncodings encodings;
    private final Timeline timeline;
    private final Guidance guidance;
    private final List<Line> prompts;
    private final List<Line> negatives;

    /**
     * A prompt of the request.
     *
     * @param weights how hard its parts pull
     * @param chunks of its longest text at any step
     */
    private record Line(Prompt prompt, List<Double> weights, int chunks) {
        /** Parts or a weight are guidance, whatever its scale. */
        boolean isComposed() {
            return !weights.equals(List.of(1.0));
        }
    }

    /** @param encodings what the texts are encoded with; they own every tensor and must live as long */
    TextConditions(TextToImage request, Guidance guidance, TextEncodings encodings, Timeline timeline) {
        this.encodings = encodings;
        this.timeline = timeline;
        this.guidance = guidance;
        prompts = request.prompts().stream()
                .map(text -> line(encodings.prompt(text, timeline.steps()), encodings::chunks))
                .toList();
        boolean guided = guidance.isActive() || prompts.stream().anyMatch(Line::isComposed);
        ToIntFunction<String> chunks = guided ? encodings::negativeChunks : text -> 1; // encodes only what is needed
        negatives = request.negativePrompts().stream()
                .map(text -> line(encodings.negativePrompt(text, timeline.steps()), chunks))
                .toList();
    }

    private Line line(Prompt prompt, ToIntFunction<String> chunks) {
        int longest = timeline.all()
                .boxed()
                .flatMap(prompt::textsAt)
                .distinct()
                .mapToInt(chunks)
                .max()
                .orElse(1);
        return new Line(prompt, prompt.parts().stream().map(Prompt.Part::weight).toList(), longest);
    }

    private Line prompt(int picture) {
        return prompts.get(picture % prompts.size());
    }

    private Line negative(int picture) {
        return negatives.get(picture % negatives.size());
    }

    Guidance guidance() {
        return guidance;
    }

    /** How hard the parts of a picture's prompt pull. */
    List<Double> weights(int picture) {
        return prompt(picture).weights();
    }

    /** Whether a picture's prompt is more than one text of weight 1. */
    boolean isComposed(int picture) {
        return prompt(picture).isComposed();
    }

    /** Chunks of all texts of a picture: shorter ones are made as long as its longest at any step. */
    int chunks(int picture) {
        int own = prompt(picture).chunks();
        boolean guided = guidance.isActive() || isComposed(picture);
        return guided ? Math.max(own, negative(picture).chunks()) : own;
    }

    /** Whether two pictures can go through the network together. */
    boolean areAlike(int picture, int other) {
        return chunks(picture) == chunks(other) && isComposed(picture) == isComposed(other);
    }

    /** What the prompt of a picture says at an evaluation of the sampler: [1, N, width] for each of its parts. */
    List<Tensor> prompts(int evaluation, int picture) {
        int chunks = chunks(picture);
        return prompt(picture)
                .prompt()
                .textsAt(timeline.step(evaluation))
                .map(text -> encodings.condition(text, chunks))
                .toList();
    }

    /** What stands in the place of guidance's empty text: [1, N, width]. */
    Tensor negative(int evaluation, int picture) {
        String text = negative(picture)
                .prompt()
                .textsAt(timeline.step(evaluation))
                .findFirst()
                .orElseThrow();
        return encodings.negativeCondition(text, chunks(picture));
    }
}
