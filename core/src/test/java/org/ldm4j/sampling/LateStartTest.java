package org.ldm4j.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.diffusion.Estimate;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Runs that do not begin with their first step, as for pictures from pictures. */
final class LateStartTest {
    private static final int STEPS = 9;
    private static final int SKIPPED = 4;

    private static SamplerConfig config(Samplers sampler) {
        return SamplerConfig.stableDiffusion().with(sampler);
    }

    /** How far the end of a run is from the clean latent that the denoiser knows. */
    private static double distance(SamplerConfig config) {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(5);
                SamplerRun run = config.start(StepPlan.of(STEPS))) {
            Tensor x0 = rng.randn(1, 4, 2, 2);
            Denoiser knowing = (x, t, alpha, sigma) ->
                    new Estimate(x0, x.minus(x0.times(alpha)).dividedBy(sigma));
            int begin = SKIPPED * run.evaluationsPerStep();
            Tensor x = run.entered(begin, x0, rng.randn(1, 4, 2, 2));
            for (int i = begin; i < run.count(); i++) {
                x = run.step(i, x, knowing, NoiseSource.seeded(rng));
            }
            return x.minus(x0).maxAbs();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySamplerFindsTheCleanLatent(Samplers sampler) {
        assertThat(distance(config(sampler).forLateStart())).isLessThan(0.15); // some end a little above no noise
    }

    @Test
    void theRungeKuttaStartIsLeftOut() {
        SamplerConfig rungeKutta = config(Samplers.PLMS).with("skip_prk_steps", false);
        assertThat(distance(rungeKutta.forLateStart())).isEqualTo(distance(config(Samplers.PLMS)));
    }

    @Test
    void diffusersGoesAstrayWhereItIsAskedToo() {
        SamplerConfig right = config(Samplers.LMS);
        assertThat(distance(right)).isLessThan(1e-4);
        assertThat(distance(right.with("diffusers_late_start", true))).isGreaterThan(0.01);
    }

    @Test
    void methodsThatLookTwiceCountTwoEvaluationsAStep() {
        for (Samplers sampler : Samplers.values()) {
            try (SamplerRun run = config(sampler).start(StepPlan.of(STEPS))) {
                boolean twice = run.count() > STEPS + 1;
                assertThat(run.evaluationsPerStep()).as("%s", sampler).isEqualTo(twice ? 2 : 1);
            }
        }
    }
}
