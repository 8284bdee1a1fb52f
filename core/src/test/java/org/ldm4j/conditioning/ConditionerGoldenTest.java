package org.ldm4j.conditioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The paper's own conditioners against its code. */
final class ConditionerGoldenTest {
    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(ConditionerGoldenTest.class, ConditionerGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        JsonNode config = golden.json().path("config");
        switch (golden.kind()) {
            case "unit/class-embedder" -> classEmbedder(golden, config);
            case "unit/bert-embedder" -> bert(golden, config);
            case "unit/spatial-rescaler" -> rescaler(golden, config);
            case "unit/layout-tokens" -> layout(golden);
            default -> throw new IllegalArgumentException(golden.kind());
        }
    }

    private static void classEmbedder(GoldenCase golden, JsonNode config) {
        try (Weights weights = Weights.from(golden.weights(), DType.FP32)) {
            var shape = new ClassConfig(
                    config.path("n_classes").asInt(1000),
                    config.path("embed_dim").intValue());
            String key = config.path("key").asString("class");
            golden.check("output", new ClassEmbedder(weights, shape).encode(golden.input(key)));
        }
    }

    private static void bert(GoldenCase golden, JsonNode config) {
        try (Weights weights = Weights.from(golden.weights(), DType.FP32)) {
            int vocabulary = config.path("vocab_size").asInt(30522),
                    width = config.path("n_embed").intValue();
            var shape = BertConfig.of(
                    vocabulary,
                    config.path("max_seq_len").asInt(77),
                    width,
                    config.path("n_layer").intValue());
            var encoder = new BertEncoder(weights, shape);
            Tensor ids = golden.input("ids");
            Tensor states = encoder.encode(ids);
            golden.check("output", states);
            golden.check("logits_unused", states.apply(weights.linear("transformer.to_logits", width, vocabulary)));
            long few = golden.expected("output_short").size(1);
            golden.check("output_short", encoder.encode(ids.narrow(1, 0, few)));
        }
    }

    private static void rescaler(GoldenCase golden, JsonNode config) {
        var method = RescalerConfig.Method.valueOf(
                config.path("method").asString("bilinear").toUpperCase(Locale.ROOT));
        var shape = new RescalerConfig(
                config.path("n_stages").asInt(1),
                method,
                config.path("multiplier").asDouble(0.5),
                config.path("in_channels").asInt(3),
                config.hasNonNull("out_channels") ? config.path("out_channels").intValue() : null,
                config.path("bias").asBoolean(false));
        if (shape.outChannels() == null) { // then it has no weights, and its case no file of them
            try (Weights none = Weights.create(0)) {
                golden.check("output", new SpatialRescaler(none, shape).encode(golden.input("x")));
            }
            return;
        }
        try (Weights weights = Weights.from(golden.weights(), DType.FP32)) {
            golden.check("output", new SpatialRescaler(weights, shape).encode(golden.input("x")));
        }
    }

    private static void layout(GoldenCase golden) {
        String file = golden.json().path("file").asString();
        for (JsonNode row :
                JsonMapper.shared().readTree(golden.folder().resolve(file).toFile())) {
            var tokens = new LayoutTokens(
                    row.path("no_object_classes").intValue(),
                    row.path("no_max_objects").intValue(),
                    row.path("no_tokens").intValue(),
                    row.path("encode_crop").booleanValue(),
                    row.path("use_group_parameter").booleanValue(),
                    row.path("use_additional_parameters").booleanValue());
            List<LayoutBox> boxes = new ArrayList<>();
            row.path("annotations").forEach(annotation -> boxes.add(box(annotation)));
            LayoutBox crop = row.path("crop").isArray() ? box(0, row.path("crop")) : LayoutBox.ALL;
            long[] expected = IntStream.range(0, row.path("tokens").size())
                    .mapToLong(i -> row.path("tokens").path(i).asLong())
                    .toArray();
            assertThat(tokens.encode(boxes, crop, row.path("flip").booleanValue()))
                    .as(row.toString())
                    .isEqualTo(expected);
        }
    }

    private static LayoutBox box(JsonNode annotation) {
        LayoutBox plain = box(annotation.path("category_no").intValue(), annotation.path("bbox"));
        return new LayoutBox(
                plain.category(),
                plain.x(),
                plain.y(),
                plain.width(),
                plain.height(),
                annotation.path("is_group_of").asBoolean(false),
                annotation.path("is_occluded").asBoolean(false),
                annotation.path("is_depiction").asBoolean(false),
                annotation.path("is_inside").asBoolean(false));
    }

    private static LayoutBox box(int category, JsonNode corners) {
        return LayoutBox.of(
                category,
                corners.path(0).doubleValue(),
                corners.path(1).doubleValue(),
                corners.path(2).doubleValue(),
                corners.path(3).doubleValue());
    }
}
