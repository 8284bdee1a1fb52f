package org.ldm4j.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** The options of the paper's samplers: a region that is kept, a changed clean latent, a changed score. */
final class KeptRegionTest {
    private static final SamplerConfig CONFIG = SamplerConfig.stableDiffusion().asCompvis();
    private static final Denoiser TOY = Prediction.EPS.denoiser((x, t) -> x.times(0.9));
    private static final NoiseSource NONE = shape -> Tensor.zeros(shape);

    @Test
    void keptPartIsTheCleanLatentWithTheNoiseOfEachStep() {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(3)) {
            Tensor x0 = rng.randn(1, 1, 2, 2), eps = rng.randn(1, 1, 2, 2);
            Tensor mask = Tensor.of(new float[] {1, 0, 0, 0}, 1, 1, 2, 2);
            List<float[]> seen = new ArrayList<>();
            Denoiser watching = Prediction.EPS.denoiser((x, t) -> {
                seen.add(x.toFloats());
                return x.times(0.9);
            });
            try (SamplerRun run = KeptRegion.in(CONFIG.start(StepPlan.of(5)), x0, mask, shape -> eps)) {
                follow(run, rng.randn(1, 1, 2, 2), watching);
                assertThat(seen).hasSize(5);
                for (int i = 0; i < 5; i++) {
                    float[] kept = run.noised(i, x0, eps).toFloats();
                    assertThat(seen.get(i)[0]).isEqualTo(kept[0]);
                    assertThat(seen.get(i)[1]).isNotEqualTo(kept[1]);
                }
            }
        }
    }

    @Test
    void outsideOfTheRegionNothingChanges() {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(4);
                SamplerRun plain = CONFIG.start(StepPlan.of(5));
                SamplerRun kept = KeptRegion.in(
                        CONFIG.start(StepPlan.of(5)),
                        rng.randn(1, 1, 2, 2),
                        Tensor.zeros(1, 1, 2, 2),
                        NoiseSource.seeded(rng))) {
            Tensor x = rng.randn(1, 1, 2, 2);
            assertThat(follow(kept, x, TOY).toFloats())
                    .containsExactly(follow(plain, x, TOY).toFloats());
        }
    }

    /** PLMS evaluates its first step twice, and the reference blends before the first of the two only. */
    @Test
    void plmsBlendsOnceForItsFirstStep() {
        int[] draws = {0};
        NoiseSource counting = shape -> {
            draws[0]++;
            return Tensor.zeros(shape);
        };
        try (Scope scope = Scope.open();
                SamplerRun run = KeptRegion.in(
                        CONFIG.with(Samplers.PLMS).start(StepPlan.of(5)),
                        Tensor.zeros(1, 1, 2, 2),
                        Tensor.zeros(1, 1, 2, 2),
                        counting)) {
            follow(run, Tensor.full(1, 1, 1, 2, 2), TOY);
            assertThat(run.count()).isEqualTo(6);
            assertThat(draws[0]).isEqualTo(5);
        }
    }

    /** The clean latent of PLMS follows from several outputs; the codebook has to see that one. */
    @Test
    void plmsSettlesTheCleanLatentThatItGoesTo() {
        try (Scope scope = Scope.open();
                SamplerRun run = CONFIG.with(Samplers.PLMS).start(StepPlan.of(5))) {
            List<Double> settled = new ArrayList<>();
            Denoiser rounding = TOY.withX0(x0 -> {
                settled.add(x0.item());
                return x0.round();
            });
            follow(run, Tensor.full(1, 1, 1, 1, 1), rounding);
            // each of six evaluations is settled when it is made, and again as the sampler has put it together
            assertThat(settled).hasSize(12);
        }
    }

    @Test
    void correctedScoreDecidesTheCleanLatentToo() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.full(1, 1, 1, 1, 1);
            var corrected = TOY.withEps((eps, latent, t) -> eps.plus(latent.times(0.2)));
            var expected = Prediction.EPS.estimate(x, Tensor.full(1.1, 1, 1, 1, 1), 0.6, 0.8);
            assertThat(corrected.estimate(x, 500, 0.6, 0.8).x0().item())
                    .isEqualTo(expected.x0().item());
        }
    }

    /** {@code stochastic_encode} takes index t_enc of the table, the steps after it begin at t_enc - 1. */
    @Test
    void aPictureEntersOneLevelAboveItsFirstStep() {
        try (Scope scope = Scope.open();
                SamplerRun paper = CONFIG.start(StepPlan.of(10));
                SamplerRun usual = CONFIG.with("compvis_draws", false).start(StepPlan.of(10))) {
            Tensor x0 = Tensor.full(1, 1, 1, 1, 1), eps = Tensor.full(2, 1, 1, 1, 1);
            assertThat(paper.entered(4, x0, eps).item())
                    .isEqualTo(paper.noised(3, x0, eps).item());
            assertThat(usual.entered(4, x0, eps).item())
                    .isEqualTo(usual.noised(4, x0, eps).item());
        }
    }

    /** 30 does not divide 1000: the paper's spacing has 31 timesteps, of which a picture takes the last. */
    @Test
    void stepsOfThePapersSpacingAreCountedAsTheyAre() {
        try (SamplerRun run = CONFIG.start(StepPlan.of(30))) {
            assertThat(run.steps(30)).isEqualTo(31);
            assertThat(run.timestep(31 - 18)).isEqualTo(17 * 33 + 1);
        }
    }

    private static Tensor follow(SamplerRun run, Tensor start, Denoiser denoiser) {
        Tensor x = start;
        for (int i = 0; i < run.count(); i++) {
            x = run.step(i, x, denoiser, NONE);
        }
        return x;
    }
}
