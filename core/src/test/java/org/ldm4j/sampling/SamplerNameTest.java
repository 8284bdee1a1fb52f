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
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Every sampler of each program that is one of ours, with the schedule that its name asks for. */
    @ParameterizedTest
    @CsvSource({
        "'Euler a|Euler|LMS|Heun|DPM2|DPM2 a|DPM++ 2S a|DPM++ 2M|DPM++ SDE|DPM++ 2M SDE|DPM++ 3M SDE|DDIM|PLMS|UniPC|LCM',"
                + " 'euler_a|euler|lms|heun|dpm2|dpm2_a|dpm++2s_a|dpm++2m|dpm++sde|dpm++2m_sde|dpm++3m_sde|ddim|plms|unipc|lcm'",
        "'k_euler_a|k_euler|k_lms|k_heun|k_dpm_2|k_dpm_2_a|k_dpmpp_2s_a|k_dpmpp_2m|k_dpmpp_sde|k_dpmpp_2m_sde|k_dpmpp_3m_sde',"
                + " 'euler_a|euler|lms|heun|dpm2|dpm2_a|dpm++2s_a|dpm++2m|dpm++sde|dpm++2m_sde|dpm++3m_sde'",
        "'euler|euler_a|heun|dpm2|dpm++2s_a|dpm++2m|dpm++2m_sde|lcm|ddim_trailing|tcd|lms',"
                + " 'euler|euler_a|heun|dpm2|dpm++2s_a|dpm++2m|dpm++2m_sde|lcm|ddim|tcd|lms'",
        "'euler|euler_ancestral|heun|dpm_2|dpm_2_ancestral|lms|dpmpp_2s_ancestral|dpmpp_sde|dpmpp_sde_gpu|dpmpp_2m|dpmpp_2m_sde"
                + "|dpmpp_2m_sde_gpu|dpmpp_3m_sde|dpmpp_3m_sde_gpu|ddpm|lcm|deis|ddim|uni_pc|uni_pc_bh2',"
                + " 'euler|euler_a|heun|dpm2|dpm2_a|lms|dpm++2s_a|dpm++sde|dpm++sde|dpm++2m|dpm++2m_sde"
                + "|dpm++2m_sde|dpm++3m_sde|dpm++3m_sde|ddpm|lcm|deis|ddim|unipc|unipc'",
        "'ddim|ddpm|deis|lms|pndm|heun|euler|euler_a|kdpm_2|kdpm_2_a|dpmpp_2s|dpmpp_2m|dpmpp_2m_sde|dpmpp_3m|dpmpp_sde|unipc|lcm|tcd',"
                + " 'ddim|ddpm|deis|lms|plms|heun|euler|euler_a|dpm2|dpm2_a|dpm++2s|dpm++2m|dpm++2m_sde|dpm++3m|dpm++sde|unipc|lcm|tcd'",
        "'DDPMScheduler|DDIMScheduler|PNDMScheduler|EulerDiscreteScheduler|EulerAncestralDiscreteScheduler|HeunDiscreteScheduler"
                + "|LMSDiscreteScheduler|KDPM2DiscreteScheduler|KDPM2AncestralDiscreteScheduler|DPMSolverSinglestepScheduler"
                + "|DPMSolverMultistepScheduler|DPMSolverSDEScheduler|UniPCMultistepScheduler|DEISMultistepScheduler|LCMScheduler"
                + "|TCDScheduler',"
                + " 'ddpm|ddim|plms|euler|euler_a|heun|lms|dpm2|dpm2_a|dpm++2s|dpm++2m|dpm++sde|unipc|deis|lcm|tcd'",
    })
    void allSamplersOfAProgram(String names, String samplers) {
        List<String> parsed = Arrays.stream(names.split("\\|"))
                .map(name -> SamplerName.parse(name).sampler().label())
                .toList();
        assertThat(parsed).containsExactly(samplers.split("\\|"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deis_k",
                "lms_k",
                "heun_k",
                "euler_k",
                "kdpm_2_k",
                "kdpm_2_a_k",
                "dpmpp_2s_k",
                "dpmpp_2m_k",
                "dpmpp_2m_sde_k",
                "dpmpp_3m_k",
                "dpmpp_sde_k",
                "unipc_k",
                "k_dpmpp_2m_ka",
                "k_lms_ka",
                "DPM++ 3M SDE Karras"
            })
    void karrasBehindAName(String name) {
        assertThat(SamplerName.parse(name).scheduler()).contains(Scheduler.KARRAS);
    }

    @Test
    void aSpacingBehindAName() {
        SamplerName name = SamplerName.parse("ddim_trailing");
        assertThat(name.spacing()).contains(Spacing.TRAILING);
        assertThat(name.applyTo(SamplerConfig.stableDiffusion()).fields())
                .containsEntry("timestep_spacing", "trailing");
    }

    @ParameterizedTest
    @CsvSource({
        "Automatic, model",
        "Uniform, model",
        "Karras, karras",
        "Exponential, exponential",
        "Polyexponential, exponential",
        "SGM Uniform, sgm_uniform",
        "Align Your Steps, ays",
        "Simple, simple",
        "Normal, model",
        "Beta, beta",
        "discrete, model",
        "ays, ays",
        "sgm_uniform, sgm_uniform",
        "simple, simple",
        "normal, model",
        "karras, karras"
    })
    void schedulersOfOtherPrograms(String name, String scheduler) {
        assertThat(Scheduler.named(name).label()).isEqualTo(scheduler);
        SamplerName behind = SamplerName.parse("LMS " + name);
        assertThat(behind.scheduler().orElse(Scheduler.MODEL).label()).isEqualTo(scheduler); // LMSDiscrete is a class
    }

    /** Algorithms of other programs that are none of ours are refused, not taken for a neighbour. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DPM fast",
                "DPM adaptive",
                "Restart",
                "heunpp2",
                "ipndm",
                "ipndm_v",
                "dpm++2mv2",
                "res_multistep",
                "euler_cfg_pp",
                "DDIM CFG++",
                "DPM++ 2M SDE Heun",
                "er_sde"
            })
    void algorithmsThatAreNotOurs(String name) {
        assertThatThrownBy(() -> SamplerName.parse(name)).hasMessageEndingWith("found " + name);
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
