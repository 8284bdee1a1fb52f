package org.ldm4j.autoencoder;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/** The first stage against the paper's code. */
final class KlAutoencoderGoldenTest {
    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(KlAutoencoderGoldenTest.class, KlAutoencoderGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        try (Weights weights = Weights.from(golden.weights(), DType.FP32)) {
            var autoencoder = new KlAutoencoder(weights, CompvisAutoencoderConfig.read(golden.json()));
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
}
