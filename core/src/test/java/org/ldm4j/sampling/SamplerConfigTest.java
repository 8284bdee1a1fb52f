package org.ldm4j.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ldm4j.diffusion.Prediction;

final class SamplerConfigTest {
    private static final SamplerConfig SD = SamplerConfig.stableDiffusion();

    @Test
    void aPublishedFile() {
        SamplerConfig config = SamplerConfig.parse("""
            {"_class_name": "PNDMScheduler", "_diffusers_version": "0.6.0", "beta_end": 0.012, "beta_schedule":
            "scaled_linear", "beta_start": 0.00085, "num_train_timesteps": 1000, "set_alpha_to_one": false,
            "skip_prk_steps": true, "steps_offset": 1, "trained_betas": null, "clip_sample": false,
            "lambda_min_clipped": -Infinity}\
            """);
        assertThat(config.sampler()).isEqualTo(Samplers.PLMS);
        assertThat(config.prediction()).isEqualTo(Prediction.EPS);
        assertThat(config.noiseSchedule().alphaCumprod(999)).isCloseTo(0.004660098513, within(1e-7));
        try (SamplerRun run = config.start(StepPlan.of(50))) {
            assertThat(run.grid().timesteps())
                    .hasSize(51)
                    .startsWith(981, 961, 961, 941)
                    .endsWith(21, 1);
        }
        try (SamplerRun run = config.with(Samplers.DPMPP_2M).start(StepPlan.of(4))) {
            assertThat(run.grid().timesteps()).containsExactly(999, 749, 500, 250);
        }
    }

    @Test
    void missingBetasAreThoseOfTheClass() {
        assertThat(SamplerConfig.of(Map.of("_class_name", "DDIMScheduler"))
                        .noiseSchedule()
                        .beta(999))
                .isCloseTo(0.02, within(1e-8));
        assertThat(SamplerConfig.of(Map.of("_class_name", "LCMScheduler"))
                        .noiseSchedule()
                        .beta(0))
                .isCloseTo(0.00085, within(1e-9));
        assertThat(SamplerConfig.of(
                                Map.of("_class_name", "DDIMScheduler", "trained_betas", java.util.List.of(0.1, 0.2)))
                        .noiseSchedule()
                        .alphaCumprod(1))
                .isCloseTo(0.72, within(1e-6));
    }

    @Test
    void anotherScheduleReplacesTheFlag() {
        SamplerConfig karras = SD.with(Samplers.EULER).with(Scheduler.KARRAS);
        assertThat(karras.scheduler()).isEqualTo(Scheduler.KARRAS);
        assertThat(karras.with(Scheduler.AYS).scheduler()).isEqualTo(Scheduler.AYS);
        assertThat(karras.with(Scheduler.AYS).with(Scheduler.BETA).scheduler()).isEqualTo(Scheduler.BETA);
        assertThat(karras.with(Scheduler.MODEL).scheduler()).isEqualTo(Scheduler.MODEL);
        assertThatThrownBy(() -> karras.with("use_beta_sigmas", true).scheduler())
                .hasMessage("sigma schedule: expected one, found use_karras_sigmas and use_beta_sigmas");
    }

    /** Samplers without sigmas of their own visit the timesteps that have the noise of the schedule. */
    @Test
    void aSigmaScheduleForDdim() {
        try (SamplerRun run = SD.with(Scheduler.AYS).start(StepPlan.of(10))) {
            assertThat(run.grid().timesteps()).containsExactly(999, 850, 736, 645, 545, 455, 343, 233, 124, 24);
        }
    }

    @Test
    void explicitLevels() {
        try (SamplerRun run = SD.with(Samplers.UNIPC).start(StepPlan.sigmas(14.6, 3, 1, 0))) {
            assertThat(run.count()).isEqualTo(3);
            assertThat(run.grid().sigmas()).containsExactly(new double[] {14.6, 3, 1, 0}, within(1e-6));
        }
        try (SamplerRun run = SD.start(StepPlan.timesteps(999, 500, 20))) {
            assertThat(run.grid().timesteps()).containsExactly(999, 500, 20);
        }
        assertThatThrownBy(() -> StepPlan.timesteps(10, 20)).hasMessageContaining("falling");
        assertThatThrownBy(() -> StepPlan.of(0)).hasMessage("steps: expected at least 1, found 0");
        assertThatThrownBy(() -> StepPlan.of(5).withEta(2)).hasMessage("eta: expected a number from 0 to 1, found 2.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DDIMScheduler | beta_start | \"small\" | beta_start: expected a number, found small"
                        + " (scheduler_config.json)",
                "DDIMScheduler | clip_sample | 1 | clip_sample: expected true or false, found 1"
                        + " (scheduler_config.json)",
                "DDIMScheduler | timestep_spacing | \"odd\" | timestep spacing: expected one of",
                "DDIMScheduler | beta_schedule | \"odd\" | beta_schedule: expected one of",
                "DDIMScheduler | prediction_type | \"flow_prediction\" | prediction: expected one of eps, v, x0",
                "DDIMScheduler | rescale_betas_zero_snr | true | prediction: expected v or x0 with zero terminal SNR,"
                        + " found eps",
                "DDPMScheduler | variance_type | \"learned_range\" | variance_type: expected fixed_small",
                "UniPCMultistepScheduler | solver_order | 4 | solver_order: expected 1, 2 or 3, found 4",
                "EulerDiscreteScheduler | final_sigmas_type | \"one\" | final_sigmas_type: expected zero or sigma_min,"
                        + " found one",
                "DPMSolverMultistepScheduler | algorithm_type | \"dpmsolver\" | final_sigmas_type: expected sigma_min",
                "DPMSolverMultistepScheduler | algorithm_type | \"odd\" | algorithm_type: expected dpmsolver++",
                "FlowMatchEulerDiscreteScheduler | beta_start | 0.1 | _class_name: expected one of DDPMScheduler,"
                        + " DDIMScheduler",
                "LCMScheduler | original_inference_steps | 3 | steps: expected at most 3, found 5",
                "DDIMScheduler | trained_betas | [2, 1] | betas: expected numbers from 0 to 1, found 2.0 at step 0",
            })
    void whatIsWrongIsSaid(String className, String field, String value, String message) {
        SamplerConfig config =
                SamplerConfig.parse("{\"_class_name\": \"" + className + "\", \"" + field + "\": " + value + "}");
        assertThatThrownBy(() -> config.start(StepPlan.of(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void moreStepsThanTrainingTimestepsAreRefused() {
        for (Samplers sampler : Samplers.values()) {
            assertThatThrownBy(() -> SD.with(sampler).start(StepPlan.of(1001)))
                    .as(sampler.label())
                    .hasMessageMatching("steps: expected at most \\d+, found 1001");
        }
    }
}
