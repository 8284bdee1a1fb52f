package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Engine;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

final class ThreadsTest {
    @Test
    void aPictureHasTheSameBitsForAnyNumberOfThreads() {
        int threads = Engine.threads();
        try (Scope scope = Scope.open();
                LatentDiffusionModel model = ModelLoader.load(
                        GoldenCases.resources().resolve("models/sd1"), LoadOptions.DEFAULT.withType(DType.FP32))) {
            Tensor one = picture(model, 1);
            assertThat(picture(model, 2).sameAs(one)).isTrue();
        } finally {
            Engine.threads(threads);
        }
    }

    private static Tensor picture(LatentDiffusionModel model, int threads) {
        Engine.threads(threads);
        TextToImage request = TextToImage.of("a lighthouse").size(96, 64).steps(1);
        try (Run run = model.start(request)) {
            return run.finish().decoded();
        }
    }
}
