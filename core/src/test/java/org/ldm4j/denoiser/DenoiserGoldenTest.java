package org.ldm4j.denoiser;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/** The U-Net and its blocks against the paper's code. */
final class DenoiserGoldenTest {
    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(DenoiserGoldenTest.class, DenoiserGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        if (golden.kind().equals("unit/timestep-embedding")) {
            timestepEmbedding(golden);
            return;
        }
        TensorSource source = golden.weights();
        try (Weights weights = Weights.from(source, DType.FP32)) {
            block(golden, weights);
        }
    }

    private static void block(GoldenCase golden, Weights weights) {
        JsonNode config = golden.json().path("config");
        Tensor x = golden.input("x");
        switch (golden.kind()) {
            case "unit/unet" -> unet(golden, weights, config, x);
            case "unit/resblock" ->
                golden.check("output", resBlock(weights, config).forward(x, new Signal(golden.input("emb"), null)));
            case "unit/attentionblock" -> {
                int channels = config.path("channels").intValue();
                int heads = CompvisUNetConfig.heads(config).at(0, channels);
                boolean newOrder = config.path("use_new_attention_order").asBoolean(false);
                Block block = new AttentionBlock(weights, 32, channels, heads, newOrder);
                golden.check("output", block.forward(x, new Signal(x, null)));
            }
            case "unit/encoder-unet" -> encoderUNet(golden, weights, config, x);
            case "unit/crossattention" -> crossAttention(golden, weights, config, x);
            case "unit/feedforward" ->
                golden.check(
                        "output", new FeedForward(weights, config.path("dim").intValue()).forward(x));
            case "unit/spatialtransformer" -> spatialTransformer(golden, weights, config, x);
            default -> throw new IllegalArgumentException(golden.kind());
        }
    }

    private static void unet(GoldenCase golden, Weights weights, JsonNode config, Tensor x) {
        UNet unet = new UNet(weights, new CompvisUNetConfig(config).read());
        golden.check(
                "output",
                unet.forward(x, golden.input("t").to(DType.FP32), optional(golden, "context"), optional(golden, "y")));
    }

    private static void encoderUNet(GoldenCase golden, Weights weights, JsonNode config, Tensor x) {
        Pooling pooling =
                Pooling.valueOf(config.path("pool").asString("adaptive").toUpperCase(Locale.ROOT));
        int side = config.path("image_size").intValue();
        var unet = new EncoderUNet(weights, new CompvisUNetConfig(config).read(), pooling, side);
        golden.check("output", unet.forward(x, golden.input("t").to(DType.FP32)));
    }

    private static @Nullable Tensor optional(GoldenCase golden, String name) {
        Set<String> names = golden.file("inputs.safetensors").names();
        return names.contains(name) ? golden.input(name) : null;
    }

    private static ResBlock resBlock(Weights weights, JsonNode config) {
        int in = config.path("channels").intValue(),
                out = config.path("out_channels").asInt(in);
        int time = config.path("emb_channels").intValue();
        boolean scaleShift = config.path("use_scale_shift_norm").asBoolean(false);
        Layer resample = config.path("up").asBoolean(false)
                ? h -> h.upsampleNearest(2 * h.size(2), 2 * h.size(3))
                : config.path("down").asBoolean(false) ? Tensor::averagePool2 : Layer.none();
        return new ResBlock(weights, new ResBlock.Shape(32, time, scaleShift), in, out, resample);
    }

    private static void crossAttention(GoldenCase golden, Weights weights, JsonNode config, Tensor x) {
        var attention = new CrossAttention(
                weights,
                config.path("query_dim").intValue(),
                config.path("context_dim").intValue(),
                config.path("heads").intValue(),
                config.path("dim_head").intValue());
        Tensor context = golden.input("context");
        golden.check("output", attention.forward(x, context));
        Tensor seen = golden.input("mask").to(DType.FP32); // [B, M], 1 where it may look
        Tensor mask = seen.plus(-1).times(1e30).unsqueeze(1).unsqueeze(1);
        golden.check("output_masked", attention.forward(x, context, mask));
    }

    private static void spatialTransformer(GoldenCase golden, Weights weights, JsonNode config, Tensor x) {
        int channels = config.path("in_channels").intValue();
        var transformer = new TransformerConfig(
                config.path("context_dim").asInt(channels),
                config.path("depth").intValue(),
                false,
                List.of(true),
                true);
        var block = new SpatialTransformer(
                weights, transformer, 32, channels, config.path("n_heads").intValue(), true);
        golden.check("output", block.forward(x, new Signal(x, optional(golden, "context"))));
    }

    private static void timestepEmbedding(GoldenCase golden) {
        Tensor t = golden.input("t");
        for (int width : new int[] {32, 320, 33}) {
            golden.check("dim" + width, TimestepEmbedding.sinusoids(t, width));
        }
        golden.check("repeat_only_dim8", t.unsqueeze(1).expand(t.size(0), 8));
    }
}
