package org.ldm4j.autoencoder;

import java.util.ArrayList;
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

/** The first stage against the paper's code. */
final class KlAutoencoderGoldenTest {
    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(KlAutoencoderGoldenTest.class, KlAutoencoderGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        try (Weights weights = Weights.from(golden.weights(), DType.FP32)) {
            var autoencoder = new KlAutoencoder(weights, config(golden.json().path("config")));
            Tensor x = golden.input("x");
            golden.check("moments", autoencoder.moments(x));
            DiagonalGaussian q = autoencoder.encode(x);
            Tensor sample = q.sample(golden.input("noise"));
            golden.check("mean", q.mean());
            golden.check("logvar", q.logVariance());
            golden.check("std", q.deviation());
            golden.check("kl", q.kl());
            golden.check("nll_of_sample", q.negativeLogLikelihood(sample));
            golden.check("sample", sample);
            golden.check("decoded_sample", autoencoder.decode(sample));
            golden.check("decoded_mode", autoencoder.decode(q.mode()));
        }
    }

    private static AutoencoderConfig config(JsonNode config) {
        JsonNode dd = config.path("ddconfig");
        List<Integer> attended = new ArrayList<>();
        dd.path("attn_resolutions").forEach(r -> attended.add(r.intValue()));
        List<Integer> channels = new ArrayList<>();
        List<Boolean> attention = new ArrayList<>();
        for (JsonNode multiplier : dd.path("ch_mult")) {
            attention.add(attended.contains(dd.path("resolution").intValue() >> channels.size()));
            channels.add(dd.path("ch").intValue() * multiplier.intValue());
        }
        return new AutoencoderConfig(
                dd.path("in_channels").intValue(),
                dd.path("z_channels").intValue(),
                channels,
                dd.path("num_res_blocks").intValue(),
                attention,
                true,
                32,
                1);
    }
}
