package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ldm4j.sampling.Samplers;
import org.ldm4j.task.HighResolution.EnlargeMode;
import org.ldm4j.tensor.Scope;

final class HighResolutionTest {
    private static final TextToImage TEXT =
            TextToImage.of("a dog").size(40, 32).steps(5).sampler(Samplers.DDIM);

    @Test
    void bothPassesAreOneIterator() {
        try (Scope scope = Scope.open();
                LatentDiffusionModel model = TestModels.load("sd1");
                Run run = model.start(TEXT.highResolution(2).strength(0.5).steps(8))) {
            List<Double> timesteps = new ArrayList<>();
            List<Long> widths = new ArrayList<>();
            for (Step step : run) {
                timesteps.add(step.timestep());
                widths.add(run.latents().size(3));
            }
            assertThat(timesteps).containsExactly(801., 601., 401., 201., 1., 376., 251., 126., 1.);
            assertThat(widths).containsExactly(5L, 5L, 5L, 5L, 5L, 10L, 10L, 10L, 10L);
            assertThat(run.bitmaps().get(0)).hasToString("80x64x3");
        }
    }

    @Test
    void theFirstPassIsThePictureInItsOwnSize() {
        try (Scope scope = Scope.open();
                LatentDiffusionModel model = TestModels.load("sd1");
                Run small = model.start(TEXT);
                Run run = model.start(TEXT.highResolution(2))) {
            for (int i = 0; i < 5; i++) {
                run.next();
            }
            assertThat(run.latents().sameAs(small.finish().latents())).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void sidesAreRoundedToWhatTheModelCanMake(EnlargeMode mode) {
        try (LatentDiffusionModel model = TestModels.load("sd1")) {
            HighResolution request = TEXT.highResolution(1.35).mode(mode);
            assertThat(model.size(request)).isEqualTo(new PictureSize(56, 40));
            assertThat(model.generate(request).get(0)).hasToString("56x40x3");
        }
    }

    @Test
    void stepsOfItsOwnReplaceExplicitOnesAndNoneTakeTheFirstPasses() {
        TextToImage explicit = TEXT.sampling(
                new SamplingOptions(1, null, null, null, null, List.of(900., 500.), List.of(), null, null));
        assertThat(explicit.highResolution(2).secondPass().plan().count()).isEqualTo(2);
        assertThat(explicit.highResolution(2).steps(7).secondPass().plan().count())
                .isEqualTo(7);
    }

    @Test
    void scaleAndStrengthHaveLimits() {
        assertThatThrownBy(() -> TEXT.highResolution(1)).isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> TEXT.highResolution(8.5)).isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> TEXT.highResolution(2).strength(0)).isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> TEXT.highResolution(2).steps(-1)).isInstanceOf(RequestException.class);
    }
}
