package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ldm4j.image.Bitmap;
import org.ldm4j.sampling.Samplers;
import org.ldm4j.sampling.Spacing;
import org.ldm4j.task.HighResolution.EnlargeMode;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** What holds for every kind of request. */
final class RequestsTest {
    private static final TextToImage TEXT = TestModels.twoOf("a cat").sampler(Samplers.EULER_A);
    private static final Bitmap PICTURE = TestModels.picture(32, 24);
    private static final Map<String, List<Request>> SERVED = Map.of(
            "sd1",
            List.of(
                    TEXT.size(24, 32),
                    ImageToImage.of(PICTURE, TEXT),
                    Inpainting.of(PICTURE, TestModels.mask(32, 24), TEXT),
                    Inpainting.extend(PICTURE, 8, 0, 0, 5, TEXT),
                    TEXT.size(16, 16).highResolution(1.5),
                    TEXT.size(16, 16).highResolution(1.5).mode(EnlargeMode.PICTURE)),
            "sd1-inpaint9",
            List.of(
                    Inpainting.of(PICTURE, TestModels.mask(32, 24), TEXT),
                    Inpainting.of(PICTURE, TestModels.mask(32, 24), TEXT).strength(0.7)),
            "sd2-depth",
            List.of(DepthToImage.of(PICTURE, TestModels.depth(), TEXT)),
            "x4-upscaler",
            List.of(SuperResolution.of(TestModels.picture(12, 8), TEXT)));
    private static final Map<String, LatentDiffusionModel> MODELS = new TreeMap<>();

    @BeforeAll
    static void load() {
        SERVED.keySet().forEach(name -> MODELS.put(name, TestModels.load(name)));
    }

    @AfterAll
    static void close() {
        MODELS.values().forEach(LatentDiffusionModel::close);
    }

    private static void forEach(BiConsumer<LatentDiffusionModel, Request> check) {
        SERVED.forEach((name, requests) -> requests.forEach(request -> check.accept(model(name), request)));
    }

    private static LatentDiffusionModel model(String name) {
        return Objects.requireNonNull(MODELS.get(name));
    }

    @Test
    void aPictureOfABatchEqualsTheOneMadeAlone() {
        forEach((model, request) -> {
            try (Run together = model.start(request)) {
                List<Bitmap> pictures = together.finish().bitmaps();
                Request second = request.withText(request.text().seed(12).count(1));
                assertThat(model.generate(second)).as("%s", request).containsExactly(pictures.get(1));
                assertThat(pictures.get(0)).as("%s", request).isNotEqualTo(pictures.get(1));
            }
        });
    }

    @Test
    void allPicturesAreMadeAndNothingElseIsLeft() {
        forEach((model, request) -> {
            long before = Scope.liveTensors();
            assertThat(model.generate(request)).as("%s", request).hasSize(2);
            assertThat(Scope.liveTensors()).as("%s", request).isEqualTo(before);
        });
    }

    @Test
    void everyStepHasAPreview() {
        forEach((model, request) -> {
            try (Run run = model.start(request)) {
                int taken = 0;
                for (Step step : run) {
                    taken++;
                    assertThat(step.index()).isEqualTo(taken);
                    assertThat(step.count()).isEqualTo(run.stepCount());
                    assertThat(step.preview().getWidth()).isPositive();
                }
                assertThat(taken).as("%s", request).isEqualTo(run.stepCount());
            }
        });
    }

    /** The paper's uniform spacing gives a step more than asked for when 1000 is no multiple of it. */
    @Test
    void everyStepOfTheSpacingIsTaken() {
        SamplingOptions seven = SamplingOptions.of(7).withSampler(Samplers.DDIM).withSpacing(Spacing.UNIFORM);
        try (Run run = model("sd1").start(TEXT.sampling(seven))) {
            assertThat(run.stepCount()).isEqualTo(8);
            assertThat(run.next().timestep()).isEqualTo(995);
        }
    }

    @Test
    void cancellingLeavesNothingAlive() {
        forEach((model, request) -> {
            long before = Scope.liveTensors();
            try (Run run = model.start(request)) {
                run.next();
                run.next();
                assertThat(Scope.liveTensors()).isGreaterThan(before);
            }
            assertThat(Scope.liveTensors()).as("%s", request).isEqualTo(before);
        });
    }

    @Test
    void aFailedStartLeavesNothingAlive() {
        forEach((model, request) -> {
            long before = Scope.liveTensors();
            try (Scope scope = Scope.open()) {
                Tensor wrong = Tensor.zeros(2, 4, 1, 1);
                assertThatThrownBy(() -> model.startFrom(request, wrong))
                        .isInstanceOf(RequestException.class)
                        .hasMessageContaining("first noise");
            }
            assertThat(Scope.liveTensors()).as("%s", request).isEqualTo(before);
        });
    }

    @Test
    void theFirstNoiseMayBeGiven() {
        LatentDiffusionModel model = model("sd1");
        ImageToImage request = ImageToImage.of(PICTURE, TEXT.count(1).sampler(Samplers.DDIM));
        try (Scope scope = Scope.open();
                Run drawn = model.start(request);
                Run given = model.startFrom(request, Tensor.zeros(1, 4, 3, 4))) {
            assertThat(given.finish().bitmaps()).isNotEqualTo(drawn.finish().bitmaps());
        }
    }

    @Test
    void aModelRefusesWhatItIsNotMadeFor() {
        forEach((model, request) -> MODELS.forEach((name, other) -> {
            boolean serves = SERVED.get(name).stream().anyMatch(r -> r.getClass() == request.getClass());
            if (!serves) {
                long before = Scope.liveTensors();
                assertThatThrownBy(() -> other.start(request))
                        .isInstanceOf(RequestException.class)
                        .hasMessageContaining(request.getClass().getSimpleName())
                        .hasMessageContaining(SERVED.get(name).get(0).getClass().getSimpleName())
                        .hasMessageContaining(name);
                assertThat(Scope.liveTensors()).isEqualTo(before);
            }
        }));
    }
}
