package org.ldm4j.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.diffusion.Estimate;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** What holds for every sampler. */
final class SamplerRunTest {
    private static final SamplerConfig SD = SamplerConfig.stableDiffusion();
    private static final Denoiser TOY = Prediction.EPS.denoiser((x, t) -> x.times(0.9));

    /** Steps are taken in scopes of their own, as a caller does who frees what he no longer needs. */
    private static float[] run(Samplers sampler, int stopAfter) {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(11);
                SamplerRun run = SD.with(sampler).start(StepPlan.of(8))) {
            Tensor x = rng.randn(1, 2, 3, 3).times(run.initialScale());
            for (int i = 0; i < Math.min(run.count(), stopAfter); i++) {
                int step = i;
                Tensor now = x;
                x = Scope.result(() -> run.step(step, now, TOY, NoiseSource.seeded(rng)));
            }
            return x.toFloats();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedGivesTheSameBits(Samplers sampler) {
        assertThat(run(sampler, 100)).containsExactly(run(sampler, 100));
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftBehindEvenWhenBrokenOff(Samplers sampler) {
        long before = Scope.liveTensors();
        run(sampler, 3);
        run(sampler, 4);
        run(sampler, 100);
        assertThat(Scope.liveTensors()).isEqualTo(before);
    }

    /** Where the clean latent is known, every sampler must find it: the denoiser that always says the same x0. */
    @ParameterizedTest
    @EnumSource
    void aDenoiserThatKnowsTheAnswerIsFollowed(Samplers sampler) {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(2)) {
            Tensor answer = rng.randn(1, 1, 4, 4);
            Denoiser known = (x, t, alpha, sigma) -> Prediction.X0.estimate(x, answer, alpha, sigma);
            SamplerConfig config =
                    SD.with(sampler).with("set_alpha_to_one", true).with("timestep_spacing", "trailing");
            try (SamplerRun run = config.start(StepPlan.of(20))) {
                Tensor x = rng.randn(1, 1, 4, 4).times(run.initialScale());
                for (int i = 0; i < run.count(); i++) {
                    x = run.step(i, x, known, NoiseSource.seeded(rng));
                }
                assertThat(x.minus(answer).maxAbs()).isLessThan(0.2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void beginningLateMeansCleanLatentWithTheNoiseOfThatLevel(Samplers sampler) {
        try (Scope scope = Scope.open();
                SamplerRun run = SD.with(sampler).start(StepPlan.of(10))) {
            int i = run.count() / 2;
            double clean = run.noised(i, Tensor.full(1, 1), Tensor.zeros(1)).item();
            double noise = run.noised(i, Tensor.zeros(1), Tensor.full(1, 1)).item();
            assertThat(noise / clean).isCloseTo(run.sigma(i), within(1e-5 * run.sigma(i)));
            double length = clean * clean + noise * noise;
            assertThat(run.grid().space() == Grid.Space.SIGMA ? clean : length).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void pureNoiseHasNoCleanPart() {
        SamplerConfig config = SD.with(Prediction.V).withZeroTerminalSnr(true).with(Spacing.TRAILING);
        try (Scope scope = Scope.open();
                SamplerRun run = config.start(StepPlan.of(5))) {
            assertThat(run.noised(0, Tensor.full(9, 1), Tensor.full(2, 1)).item())
                    .isEqualTo(2);
            Denoiser velocity = Prediction.V.denoiser((x, t) -> x.times(0.1));
            assertThat(run.step(0, Tensor.full(1, 1, 1), velocity, shape -> Tensor.zeros(shape))
                            .isFinite())
                    .isTrue();
        }
    }

    /** diffusers' pipelines give every scheduler an eta of 0, which only DDIM and TCD take. */
    @ParameterizedTest
    @EnumSource(names = {"EULER_A", "DPM2_A", "DPMPP_SDE", "DPMPP_2S_A", "DPMPP_2M_SDE", "DDPM"})
    void etaLeavesStochasticSamplersAlone(Samplers sampler) {
        try (Scope scope = Scope.open();
                SamplerRun a = SD.with(sampler).start(StepPlan.of(6).withEta(0));
                SamplerRun b = SD.with(sampler).start(StepPlan.of(6))) {
            Tensor x = Tensor.full(10, 1, 1), y = x;
            for (int i = 0; i < a.count(); i++) {
                x = a.step(i, x, TOY, shape -> Tensor.full(7, shape));
                y = b.step(i, y, TOY, shape -> Tensor.full(7, shape));
            }
            assertThat(x.item()).isEqualTo(y.item());
        }
    }

    @Test
    void dynamicThresholdingLooksAtEachPictureAlone() {
        SamplerConfig config = SD.with("thresholding", true)
                .with("dynamic_thresholding_ratio", 1.0)
                .with("sample_max_value", 4.0);
        Denoiser plain = (x, t, alpha, sigma) -> new Estimate(x, x);
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {0.5f, -0.2f, 3, 1}, 2, 2);
            Tensor limited =
                    X0Limit.of(config, false).over(plain).estimate(x, 0, 1, 0).x0();
            assertThat(limited.toFloats()).containsExactly(0.5f, -0.2f, 1, 1 / 3f);
        }
    }

    @Test
    void noiseForEachPictureEqualsTheNoiseOfThatPictureAlone() {
        try (Scope scope = Scope.open();
                Rng a = Rng.seeded(1);
                Rng b = Rng.seeded(2);
                Rng again = Rng.seeded(2)) {
            NoiseSource both = NoiseSource.perPicture(List.of(a, b));
            assertThat(both.next(2, 1, 4, 4).narrow(0, 1, 1).sameAs(again.randn(1, 1, 4, 4)))
                    .isTrue();
            assertThatThrownBy(() -> both.next(3, 1, 4, 4)).hasMessageContaining("expected a batch of 2");
        }
    }

    @Test
    void recordedNoiseIsGivenInOrderAndRunsOut() {
        try (Scope scope = Scope.open()) {
            NoiseSource recorded = NoiseSource.replayed(List.of(Tensor.full(1, 2), Tensor.full(2, 2)));
            assertThat(recorded.next(2).toFloats()).containsExactly(1, 1);
            assertThat(recorded.scaled(3).next(2).toFloats()).containsExactly(6, 6);
            assertThatThrownBy(() -> recorded.next(2)).hasMessageContaining("no more of the 2");
            assertThatThrownBy(() ->
                            NoiseSource.replayed(List.of(Tensor.full(1, 2))).next(3))
                    .hasMessageContaining("expected a draw of shape [3], found fp32[2]");
        }
    }

    /** Both increments of a step begin at one level, so the longer contains the shorter. */
    @Test
    void brownianIncrementsOverlap() {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(4);
                Brownian motion = new Brownian()) {
            NoiseSource noise = NoiseSource.seeded(rng);
            Tensor half = motion.between(10, 5, noise, 1, 1, 200, 200);
            Tensor whole = motion.between(10, 2, noise, 1, 1, 200, 200);
            Tensor next = motion.between(2, 1, noise, 1, 1, 200, 200);
            assertThat(whole.std().item()).isCloseTo(1, within(0.02));
            assertThat(half.times(whole).mean().item()).isCloseTo(Math.sqrt(5 / 8.0), within(0.02));
            assertThat(next.times(whole).mean().item()).isCloseTo(0, within(0.02));
        }
    }
}
