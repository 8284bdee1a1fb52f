package org.ldm4j.task;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ldm4j.conditioning.ClipTextEncoder;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;
import org.ldm4j.text.ClipTokenizer;
import org.ldm4j.text.Prompt;
import org.ldm4j.text.PromptChunk;
import org.ldm4j.text.PromptChunks;

/** The texts of a request, encoded in its style; each text once. Owns its tensors. */
final class TextEncodings implements AutoCloseable {
    private final ClipTokenizer tokenizer;
    private final Careful<ClipTextEncoder, ?> encoder;
    private final DType type;
    private final PromptStyle style;
    private final int clipSkip;
    private final Map<Key, List<Tensor>> encoded = new HashMap<>();

    private record Key(String text, int clipSkip) {}

    TextEncodings(ModelParts parts, TextToImage request) {
        tokenizer = parts.tokenizer();
        encoder = new Careful<>("text encoder", parts.textEncoder(), ClipTextEncoder::new, parts.type());
        type = parts.type();
        style = request.promptStyle();
        clipSkip = request.clipSkip();
        int layers = parts.textEncoder().config().layers();
        Rules.require(clipSkip < layers, "clipSkip", clipSkip, "be below the text encoder's " + layers + " layers");
    }

    /** What a prompt says over {@code steps} steps. */
    Prompt prompt(String text, int steps) {
        return style == PromptStyle.A1111 ? Prompt.of(text, steps) : Prompt.plain(text, steps);
    }

    /** What a negative prompt says over {@code steps} steps. */
    Prompt negativePrompt(String text, int steps) {
        return style == PromptStyle.A1111 ? Prompt.negative(text, steps) : Prompt.plain(text, steps);
    }

    /** Layers that are left out for negative prompts: none in diffusers' pipelines. */
    private int negativeClipSkip() {
        return style == PromptStyle.A1111 ? clipSkip : 0;
    }

    /** Chunks of a text of a prompt. */
    int chunks(String text) {
        return chunks(text, clipSkip).size();
    }

    /** Chunks of a text of a negative prompt. */
    int negativeChunks(String text) {
        return chunks(text, negativeClipSkip()).size();
    }

    /** The condition [1, N, width] of a text of a prompt, as long as {@code chunks} chunks. */
    Tensor condition(String text, int chunks) {
        return condition(text, clipSkip, chunks);
    }

    /** The condition [1, N, width] of a text of a negative prompt, as long as {@code chunks} chunks. */
    Tensor negativeCondition(String text, int chunks) {
        return condition(text, negativeClipSkip(), chunks);
    }

    /** Shorter texts are followed by chunks of an empty one. */
    private Tensor condition(String text, int skipped, int chunks) {
        List<Tensor> parts = chunks(text, skipped);
        if (parts.size() == 1 && chunks == 1) {
            return parts.get(0).share();
        }
        Tensor[] all = IntStream.range(0, chunks)
                .mapToObj(i ->
                        i < parts.size() ? parts.get(i) : chunks("", skipped).get(0))
                .toArray(Tensor[]::new);
        return Tensor.cat(1, all);
    }

    private List<Tensor> chunks(String text, int skipped) {
        Key key = new Key(text, skipped);
        List<Tensor> known = encoded.get(key);
        if (known == null) {
            known = encode(text, skipped);
            encoded.put(key, known);
        }
        return known;
    }

    private List<Tensor> encode(String text, int skipped) {
        if (style == PromptStyle.DIFFUSERS) {
            return List.of(
                    encode(tokenizer.encode(text).ids(), skipped).to(type).keep());
        }
        List<Tensor> chunks = new ArrayList<>();
        for (PromptChunk chunk : PromptChunks.of(tokenizer, text)) {
            Tensor states = encode(chunk.ids(), skipped);
            Tensor condition = chunk.isWeighted() ? weighted(states, chunk.weights()) : states;
            Rules.require(condition.isFinite(), "weights", text, "leave the text's vectors finite");
            chunks.add(condition.to(type).keep());
        }
        return chunks;
    }

    /** The states [1, N, width] of tokens, in float32. */
    private Tensor encode(long[] ids, int skipped) {
        Tensor states = encoder.apply((network, type) -> network.encode(Tensor.of(ids, 1, ids.length), skipped));
        return NotFiniteException.require("condition of the text", states);
    }

    /**
     * Multiplies each token's vector by its weight, then all by one number so that their mean is what it was: states
     * [1, N, width].
     */
    private static Tensor weighted(Tensor states, float[] weights) {
        return Scope.result(() -> {
            Tensor factors = Tensor.of(weights, 1, weights.length, 1);
            Tensor after = states.times(factors);
            return after.times(states.mean().dividedBy(after.mean()));
        });
    }

    @Override
    public void close() {
        encoded.values().forEach(chunks -> chunks.forEach(Tensor::close));
        encoder.close();
    }
}
