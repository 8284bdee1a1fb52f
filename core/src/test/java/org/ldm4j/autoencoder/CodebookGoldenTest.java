package org.ldm4j.autoencoder;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/** Quantisation and its gradients against taming-transformers. */
final class CodebookGoldenTest {
    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(CodebookGoldenTest.class, CodebookGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        JsonNode json = golden.json();
        try (Weights weights = Weights.from(golden.weights(), DType.FP32)) {
            var codebook = new Codebook(
                    weights, json.path("n_e").intValue(), json.path("e_dim").intValue());
            Tensor vectors = weights.parameters().get("embedding.weight").requireGrad();
            Tensor z = golden.input("z").to(DType.FP32).requireGrad();
            Tensor quantised = codebook.quantise(z);
            Tensor loss = codebook.loss(
                    z, json.path("beta").doubleValue(), json.path("legacy").booleanValue());
            golden.check("z_q", quantised);
            golden.check("loss", loss);
            golden.check("indices", codebook.nearest(z));
            quantised.times(golden.input("target")).sum().plus(loss).backward();
            golden.check("grad_z", z.grad());
            golden.check("grad_codebook", vectors.grad());
        }
    }
}
