package org.ldm4j.conditioning;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/** CLIP's text tower against transformers. */
final class ClipTextGoldenTest {
    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(ClipTextGoldenTest.class, ClipTextGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        try (Weights weights = Weights.from(golden.weights(), DType.FP32)) {
            JsonNode config = golden.json().path("config");
            var encoder = new ClipTextEncoder(weights, config(config));
            Tensor ids = golden.input("ids");
            List<Tensor> states = encoder.hiddenStates(ids);
            for (int i = 0; i < states.size(); i++) {
                golden.check("hidden." + i, states.get(i));
            }
            golden.check("last_hidden_state", encoder.encode(ids, 0));
            golden.check("penultimate_normed", encoder.encode(ids, 1));
            int width = config.path("hidden_size").intValue();
            Tensor projection = weights.at("text_projection")
                    .get(
                            "weight",
                            (rng, shape) -> rng.randn(shape),
                            config.path("projection_dim").intValue(),
                            width);
            golden.check("text_embeds", pooled(encoder, ids).linear(projection, null));
        }
    }

    /** The reference takes each text's highest id as its end. */
    private static Tensor pooled(ClipTextEncoder encoder, Tensor ids) {
        Tensor[] rows = new Tensor[Math.toIntExact(ids.size(0))];
        for (int i = 0; i < rows.length; i++) {
            Tensor row = ids.narrow(0, i, 1);
            rows[i] = encoder.pooled(row, Arrays.stream(row.toLongs()).max().orElseThrow());
        }
        return Tensor.cat(0, rows);
    }

    private static ClipTextConfig config(JsonNode config) {
        return new ClipTextConfig(
                config.path("vocab_size").intValue(),
                config.path("max_position_embeddings").intValue(),
                config.path("hidden_size").intValue(),
                config.path("num_hidden_layers").intValue(),
                config.path("num_attention_heads").intValue(),
                config.path("intermediate_size").intValue(),
                config.path("hidden_act").asString().equals("gelu") ? Activation.GELU : Activation.QUICK_GELU);
    }
}
