package org.ldm4j.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class SamplerNameTest {
    /** The pinned names of the command line, whatever else there may be. */
    @Test
    void canonicalNames() {
        List<String> labels =
                Arrays.stream(Samplers.values()).map(Samplers::label).toList();
        assertThat(labels)
                .contains(("ddpm ddim plms euler euler_a heun lms dpm2 dpm2_a dpm++2s_a dpm++2m dpm++sde dpm++2m_sde"
                                + " dpm++3m_sde unipc deis lcm tcd")
                        .split(" "));
    }

    @ParameterizedTest
    @EnumSource
    void everyNameMeansItsSampler(Samplers sampler) {
        assertThat(SamplerName.parse(sampler.label()).sampler()).isEqualTo(sampler);
        assertThat(sampler.aliases())
                .allSatisfy(
                        alias -> assertThat(SamplerName.parse(alias).sampler()).isEqualTo(sampler));
        SamplerConfig selected = SamplerConfig.stableDiffusion().with(sampler);
        assertThat(selected.sampler()).isEqualTo(sampler);
    }

    @ParameterizedTest
    @CsvSource({
        "Euler a, euler_a, ",
        "Euler, euler, ",
        "DPM++ 2M, dpm++2m, ",
        "DPM++ 2M Karras, dpm++2m, karras",
        "DPM++ 2M SDE Exponential, dpm++2m_sde, exponential",
        "DPM++ 2S a Karras, dpm++2s_a, karras",
        "DPM++ 3M SDE, dpm++3m_sde, ",
        "DPM2 a, dpm2_a, ",
        "PLMS, plms, ",
        "UniPC, unipc, ",
        "LMS Karras, lms, karras",
        "euler_ancestral, euler_a, ",
        "dpm_2_ancestral, dpm2_a, ",
        "dpmpp_2s_ancestral, dpm++2s_a, ",
        "dpm_2, dpm2, ",
        "dpmpp_sde, dpm++sde, ",
        "uni_pc_bh2, unipc, ",
        "uni_pc, unipc, ",
        "k_euler, euler, ",
        "k_dpm_2_a, dpm2_a, ",
        "heun_k, heun, karras",
        "dpmpp_2m_sde_k, dpm++2m_sde, karras",
        "kdpm_2_a_k, dpm2_a, karras",
        "dpmpp_2s, dpm++2s, ",
        "dpmpp_3m, dpm++3m, ",
        "pndm, plms, ",
        "EulerDiscreteScheduler, euler, ",
        "KDPM2AncestralDiscrete, dpm2_a, ",
        "DPMSolverMultistepScheduler, dpm++2m, ",
        "PNDMScheduler, plms, ",
        "Euler SGM Uniform, euler, sgm_uniform",
        "Euler AYS, euler, ays",
    })
    void namesOfOtherPrograms(String name, String sampler, String scheduler) {
        SamplerName parsed = SamplerName.parse(name);
        assertThat(parsed.sampler().label()).isEqualTo(sampler);
        assertThat(parsed.scheduler().map(Scheduler::label).orElse(null)).isEqualTo(scheduler);
    }

    @Test
    void anUnknownNameIsRefusedWithTheNamesThatExist() {
        assertThatThrownBy(() -> SamplerName.parse("euler_b"))
                .hasMessageStartingWith("sampling method: expected one of ddpm ddim plms euler ")
                .hasMessageEndingWith("found euler_b");
    }

    @Test
    void theScheduleBehindANameIsApplied() {
        SamplerConfig applied = SamplerName.parse("DPM++ 2M Karras").applyTo(SamplerConfig.stableDiffusion());
        assertThat(applied.scheduler()).isEqualTo(Scheduler.KARRAS);
        assertThat(applied.fields()).containsEntry("use_karras_sigmas", true).containsEntry("beta_end", 0.012);
    }

    @ParameterizedTest
    @CsvSource({
        "dpmsolver++, 2, dpm++2m",
        "sde-dpmsolver++, 2, dpm++2m_sde",
        "sde-dpmsolver++, 3, dpm++3m_sde",
        "dpmsolver++, 3, dpm++3m",
        "dpmsolver, 2, dpm++2m",
    })
    void oneClassOfDiffusersIsSeveralSamplers(String algorithm, int order, String sampler) {
        SamplerConfig config = SamplerConfig.of(Map.of(
                "_class_name", "DPMSolverMultistepScheduler", "algorithm_type", algorithm, "solver_order", order));
        assertThat(config.sampler().label()).isEqualTo(sampler);
    }
}
