package org.ldm4j.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** The samplers as the paper's code runs them, beside values computed by hand in double precision. */
final class CompvisToyTest {
    private static final SamplerConfig CONFIG = SamplerConfig.stableDiffusion().with(Spacing.UNIFORM);
    private static final NoiseSource NONE = shape -> Tensor.zeros(shape);
    private static final Denoiser HALF = Prediction.EPS.denoiser((x, t) -> Tensor.full(0.5, 1, 1));
    private static final Denoiser RISING =
            Prediction.EPS.denoiser((x, t) -> x.times(0.1).plus(1e-4 * t));

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0.9982960278, 0.0206483202",
        "1, 21, 0.9803807481, 0.0394795461",
        "4, 81, 0.9171379348, 0.132328838",
        "24, 481, 0.302295661, 0.2876852737",
        "49, 981, 0.0057755001, 0.4544632724",
    })
    void ddimTable(int index, double t, double abar, double sigma) {
        try (Scope scope = Scope.open();
                SamplerRun run = CONFIG.start(StepPlan.of(50).withEta(1))) {
            int i = 49 - index;
            assertThat(run.timestep(i)).isEqualTo(t);
            assertThat(1 / (run.sigma(i) * run.sigma(i) + 1)).isCloseTo(abar, within(1e-6));
            // the noise alone: what a step makes of noise 1 less what it makes of noise 0
            Tensor x = Tensor.full(1, 1, 1);
            double with = run.step(i, x, HALF, shape -> Tensor.full(1, shape)).item();
            assertThat(with - run.step(i, x, HALF, NONE).item()).isCloseTo(sigma, within(1e-6));
        }
    }

    @ParameterizedTest
    @CsvSource({"49, 0, 1.0612256978", "49, 1, 1.0063838123", "0, 0, 0.9943565784", "0, 1, 0.9900705406"})
    void ddimStep(int index, double eta, double next) {
        try (Scope scope = Scope.open();
                SamplerRun run = CONFIG.start(StepPlan.of(50).withEta(eta))) {
            Tensor x = run.step(49 - index, Tensor.full(1, 1, 1), HALF, NONE);
            assertThat(x.item()).isCloseTo(next, within(2e-6));
        }
    }

    @Test
    void ddpmStep() {
        try (Scope scope = Scope.open();
                SamplerRun run =
                        CONFIG.with(Samplers.DDPM).with(Spacing.LEADING).start(StepPlan.of(1000))) {
            int i = 499;
            assertThat(run.timestep(0)).isEqualTo(999);
            assertThat(run.timestep(999)).isZero();
            assertThat(run.timestep(i)).isEqualTo(500);
            Tensor x = Tensor.full(1, 1, 1);
            double mean = run.step(i, x, HALF, NONE).item();
            assertThat(mean).isCloseTo(0.9995793274, within(1e-6));
            assertThat(run.step(i, x, HALF, shape -> Tensor.full(1, shape)).item() - mean)
                    .isCloseTo(0.0693257425, within(1e-6));
        }
    }

    @Test
    void ddimRun() {
        double[] run = run(Samplers.DDIM);
        assertThat(Arrays.copyOf(run, 3))
                .containsExactly(new double[] {1.0984354785, 1.2045095540, 1.3183764395}, within(3e-6));
        assertThat(run[49]).isCloseTo(8.7933051121, within(3e-5));
    }

    /** The first step is evaluated twice, so that the values after steps 1, 2, ... are those after evaluations 2, 3, ... */
    @Test
    void plmsRun() {
        double[] run = run(Samplers.PLMS),
                expected = {1.0979521120, 1.2035088823, 1.3167403337, 1.4377879409, 1.5667119983};
        assertThat(run).hasSize(51);
        assertThat(Arrays.copyOfRange(run, 1, 6)).containsExactly(expected, within(3e-6));
        assertThat(run[50]).isCloseTo(8.7274434658, within(3e-5));
    }

    private static double[] run(Samplers sampler) {
        try (Scope scope = Scope.open();
                SamplerRun run = CONFIG.with(sampler).start(StepPlan.of(50))) {
            Tensor x = Tensor.full(1, 1, 1);
            double[] values = new double[run.count()];
            for (int i = 0; i < run.count(); i++) {
                x = run.step(i, x, RISING, NONE);
                values[i] = x.item();
            }
            return values;
        }
    }

    /** CompVis draws in every step, in PLMS twice in the first, although nothing is done with the noise. */
    @ParameterizedTest
    @CsvSource({"DDIM, 50", "PLMS, 51", "DDPM, 50"})
    void drawsWhereTheReferenceDraws(Samplers sampler, int expected) {
        try (Scope scope = Scope.open();
                SamplerRun run =
                        CONFIG.with("compvis_draws", true).with(sampler).start(StepPlan.of(50))) {
            int[] draws = {0};
            for (int i = 0; i < run.count(); i++) {
                run.step(i, Tensor.full(1, 1, 1), RISING, shape -> {
                    draws[0]++;
                    return Tensor.zeros(shape);
                });
            }
            assertThat(draws[0]).isEqualTo(expected);
        }
    }
}
