package org.ldm4j.training;

import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.tensor.Tensor;

/** CLIP's objective and its gradients, from vectors that are not yet of length one, against open_clip. */
final class ClipLossGoldenTest {
    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.claimedBy(ClipLossGoldenTest.class, ClipLossGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        Tensor pictures = golden.input("image_features").copy().requireGrad();
        Tensor texts = golden.input("text_features").copy().requireGrad();
        Tensor scale = golden.input("logit_scale").copy().requireGrad();
        ClipLoss loss = ClipLoss.of(unit(pictures), unit(texts), scale);
        golden.check("logits", loss.logits());
        golden.check("loss", loss.value());
        loss.value().backward();
        golden.check("grad_image", Objects.requireNonNull(pictures.grad()));
        golden.check("grad_text", Objects.requireNonNull(texts.grad()));
        golden.check("grad_logit_scale", Objects.requireNonNull(scale.grad()));
    }

    private static Tensor unit(Tensor rows) {
        return rows.dividedBy(rows.square().sum(true, 1).sqrt());
    }
}
