package org.ldm4j.denoiser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Classifiers with every kind of pooling. */
class EncoderUNetTest {
    private static final UNetConfig CONFIG =
            UNetConfig.ofMultipliers(4, 10, 32, List.of(1, 2), 1, List.of(2), new Heads.Width(16), null);

    @ParameterizedTest
    @EnumSource
    void aVectorForEachPictureThatDependsOnItAndOnTheTime(Pooling pooling) {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(1);
                Weights weights = Weights.create(2, false)) {
            var classifier = new EncoderUNet(weights, CONFIG, pooling, 8);
            Tensor x = rng.randn(2, 4, 8, 8);
            Tensor logits = classifier.forward(x, Tensor.full(500, 1));
            assertThat(logits.shape()).containsExactly(2, 10);
            Tensor alone = classifier.forward(x.narrow(0, 1, 1), Tensor.full(500, 1));
            assertThat(alone.minus(logits.narrow(0, 1, 1)).maxAbs()).isLessThan(1e-4);
            assertThat(logits.narrow(0, 0, 1).minus(alone).maxAbs()).isGreaterThan(1e-3);
            assertThat(classifier.forward(x, Tensor.full(10, 1)).minus(logits).maxAbs())
                    .isGreaterThan(1e-3);
        }
    }
}
