package org.ldm4j.autoencoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import tools.jackson.databind.JsonNode;

/** TAESD against diffusers' AutoencoderTiny. */
final class TinyAutoencoderGoldenTest {
    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(TinyAutoencoderGoldenTest.class, TinyAutoencoderGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        try (Weights weights = Weights.from(golden.weights(), DType.FP32)) {
            var autoencoder = new TinyAutoencoder(weights, config(golden.json().path("config")));
            golden.check("latents", autoencoder.encode(golden.input("x")));
            golden.check("decoded", autoencoder.decode(golden.input("z")));
        }
    }

    private static TinyAutoencoderConfig config(JsonNode config) {
        return new TinyAutoencoderConfig(
                config.path("in_channels").intValue(),
                config.path("latent_channels").intValue(),
                config.path("encoder_block_out_channels").get(0).intValue(),
                config.path("decoder_block_out_channels").get(0).intValue(),
                numbers(config.path("num_encoder_blocks")),
                numbers(config.path("num_decoder_blocks")),
                TinyAutoencoderConfig.Activation.valueOf(
                        config.path("act_fn").stringValue().toUpperCase(Locale.ROOT)),
                config.path("upsampling_scaling_factor").intValue(),
                config.path("scaling_factor").doubleValue());
    }

    private static List<Integer> numbers(JsonNode list) {
        List<Integer> numbers = new ArrayList<>();
        list.forEach(number -> numbers.add(number.intValue()));
        return numbers;
    }
}
