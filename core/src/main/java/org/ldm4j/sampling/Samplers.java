package org.ldm4j.sampling;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Every sampler, with the class of diffusers that it equals and the names that other programs give it. Spelling rules
 * (capitals, spaces, {@code dpmpp} for {@code dpm++}, a scheduler behind the name) are {@link SamplerName}'s.
 */
public enum Samplers {
    DDPM("ddpm", "DDPMScheduler", Ddpm::new, Map.of(), "DDPMParallelScheduler"),
    DDIM("ddim", "DDIMScheduler", Ddim::new, Map.of(), "DDIMParallelScheduler"),
    PLMS("plms", "PNDMScheduler", Plms::new, Map.of("skip_prk_steps", true), "pndm"),
    EULER("euler", "EulerDiscreteScheduler", Euler::new, Map.of()),
    EULER_A("euler_a", "EulerAncestralDiscreteScheduler", EulerAncestral::new, Map.of(), "euler_ancestral"),
    HEUN("heun", "HeunDiscreteScheduler", Heun::new, Map.of()),
    LMS("lms", "LMSDiscreteScheduler", Lms::new, Map.of()),
    DPM2("dpm2", "KDPM2DiscreteScheduler", Dpm2::plain, Map.of(), "kdpm_2"),
    DPM2_A("dpm2_a", "KDPM2AncestralDiscreteScheduler", Dpm2::ancestral, Map.of(), "dpm_2_ancestral", "kdpm_2_a"),
    DPMPP_2S_A("dpm++2s_a", "dpm++2s_a", Dpm2sAncestral::new, Map.of(), "dpmpp_2s_ancestral"),
    DPMPP_2S("dpm++2s", "DPMSolverSinglestepScheduler", DpmSinglestep::new, solver("dpmsolver++", 2)),
    DPMPP_2M("dpm++2m", "DPMSolverMultistepScheduler", DpmMultistep::new, solver("dpmsolver++", 2)),
    DPMPP_3M("dpm++3m", "DPMSolverMultistepScheduler", DpmMultistep::new, solver("dpmsolver++", 3)),
    DPMPP_SDE("dpm++sde", "DPMSolverSDEScheduler", DpmSde::new, Map.of()),
    DPMPP_2M_SDE("dpm++2m_sde", "DPMSolverMultistepScheduler", DpmMultistep::new, solver("sde-dpmsolver++", 2)),
    DPMPP_3M_SDE("dpm++3m_sde", "DPMSolverMultistepScheduler", DpmMultistep::new, solver("sde-dpmsolver++", 3)),
    UNIPC("unipc", "UniPCMultistepScheduler", UniPc::new, Map.of(), "uni_pc_bh2"),
    DEIS("deis", "DEISMultistepScheduler", Deis::new, Map.of()),
    LCM("lcm", "LCMScheduler", Lcm::new, Map.of()),
    TCD("tcd", "TCDScheduler", Tcd::new, Map.of());

    private final String label;
    private final String diffusersClass;
    private final BiFunction<SamplerConfig, StepPlan, SamplerRun> start;
    private final Map<String, Object> meaning;
    private final List<String> aliases;

    Samplers(
            String label,
            String diffusersClass,
            BiFunction<SamplerConfig, StepPlan, SamplerRun> start,
            Map<String, Object> meaning,
            String... aliases) {
        this.label = label;
        this.diffusersClass = diffusersClass;
        this.start = start;
        this.meaning = meaning;
        this.aliases = List.of(aliases);
    }

    private static Map<String, Object> solver(String algorithm, int order) {
        return Map.of("algorithm_type", algorithm, "solver_order", order);
    }

    /** The name on the command line. */
    public String label() {
        return label;
    }

    /** The class in diffusers, or our own name where diffusers has none. */
    public String diffusersClass() {
        return diffusersClass;
    }

    /** Other names, besides other spellings of these. */
    public List<String> aliases() {
        return aliases;
    }

    /** All names of the command line, for messages. */
    static String labels() {
        return Arrays.stream(values()).map(Samplers::label).collect(Collectors.joining(" "));
    }

    /** The algorithm that a configuration means. */
    static Samplers of(SamplerConfig config) {
        String name = config.text(SamplerConfig.CLASS, "");
        if (name.equals(DPMPP_2M.diffusersClass)) {
            boolean stochastic = config.text("algorithm_type", "").startsWith("sde-");
            boolean third = config.whole("solver_order", 2) == 3;
            return stochastic ? third ? DPMPP_3M_SDE : DPMPP_2M_SDE : third ? DPMPP_3M : DPMPP_2M;
        }
        return Arrays.stream(values())
                .filter(sampler -> sampler.diffusersClass.equals(name) || sampler.aliases.contains(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("_class_name: expected one of " + classes() + ", found "
                        + (name.isEmpty() ? "none" : name) + " (scheduler_config.json)"));
    }

    private static String classes() {
        return Arrays.stream(values()).map(Samplers::diffusersClass).distinct().collect(Collectors.joining(", "));
    }

    /** The configuration's model sampled by this algorithm; fields that mean another one are replaced. */
    SamplerConfig select(SamplerConfig config) {
        Map<String, Object> fields = new LinkedHashMap<>(config.fields());
        fields.put(SamplerConfig.CLASS, diffusersClass);
        fields.putAll(meaning);
        return SamplerConfig.of(fields);
    }

    /** Fields that are missing get the defaults of the class; most share theirs with {@link SamplerConfig}. */
    SamplerConfig withDefaults(SamplerConfig config) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (List.of(HEUN, DPM2, DPM2_A, DPMPP_2S_A, DPMPP_SDE, LCM, TCD).contains(this)) {
            fields.put("beta_start", 0.00085);
            fields.put("beta_end", 0.012);
        }
        if (this == LCM || this == TCD) {
            fields.put("beta_schedule", "scaled_linear");
        }
        fields.putAll(config.fields());
        return SamplerConfig.of(fields);
    }

    SamplerRun start(SamplerConfig config, StepPlan plan) {
        return start.apply(withDefaults(config), plan);
    }
}
