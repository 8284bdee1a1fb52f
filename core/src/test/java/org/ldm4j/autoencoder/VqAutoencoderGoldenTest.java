package org.ldm4j.autoencoder;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/** The first stage with a codebook against the paper's code, alone and as a diffusion model uses it. */
final class VqAutoencoderGoldenTest {
    private static final double BETA = 0.25;

    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(VqAutoencoderGoldenTest.class, VqAutoencoderGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        try (Weights weights = Weights.from(golden.weights(), DType.FP32)) {
            var autoencoder = new VqAutoencoder(weights, CompvisAutoencoderConfig.readVq(golden.json()));
            Codebook codebook = autoencoder.codebook();
            Tensor z = autoencoder.encode(golden.input("x"));
            golden.check("prequant", z);
            golden.check("interface_encode", z);
            golden.check("indices", codebook.nearest(z));
            golden.check("quant", codebook.quantise(z));
            golden.check("from_indices", codebook.latent(codebook.nearest(z), z));
            golden.check("codebook_loss", codebook.loss(z, BETA, true));
            golden.check("decoded", autoencoder.decodeQuantised(codebook.quantise(z)));
            golden.check("interface_decode", autoencoder.decode(z));
            golden.check("interface_decode_noquant", autoencoder.decodeQuantised(z));
        }
    }
}
