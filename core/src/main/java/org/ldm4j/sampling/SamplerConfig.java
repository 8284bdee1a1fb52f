package org.ldm4j.sampling;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.diffusion.BetaSchedule;
import org.ldm4j.diffusion.NoiseSchedule;
import org.ldm4j.diffusion.Prediction;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a model is sampled: the fields of diffusers' {@code scheduler_config.json}, under the same names. Fields that an
 * algorithm does not know are carried along; missing ones take the defaults of its class.
 *
 * <p>Four fields are ours: {@code sigma_schedule} names a {@link Scheduler} that diffusers has no flag for,
 * {@code timestep_spacing} may also be {@code uniform} or {@code quad}, and {@code compvis_draws} makes a sampler draw
 * noise where CompVis' code does although it is not used, and begin from a picture where that code does;
 * {@code diffusers_late_start} lets a run that begins late go astray where diffusers' does.
 */
public final class SamplerConfig {
    static final String CLASS = "_class_name";
    static final String SCHEDULER = "sigma_schedule";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    private static final double SMALLEST_ABAR = 0x1p-24;

    private final Map<String, Object> fields;

    private SamplerConfig(Map<String, ?> fields) {
        Map<String, Object> copy = new LinkedHashMap<>(fields);
        copy.values().removeIf(value -> value == null); // null and absent are the same in these files
        this.fields = Collections.unmodifiableMap(copy);
    }

    /** From fields as JSON has them: strings, numbers, booleans, lists. */
    public static SamplerConfig of(Map<String, ?> fields) {
        return new SamplerConfig(fields);
    }

    /** From the text of a {@code scheduler_config.json}; {@code -Infinity}, which Python writes, is understood. */
    public static SamplerConfig parse(String json) {
        Map<?, ?> parsed = JSON.readValue(json, LinkedHashMap.class);
        Map<String, Object> fields = new LinkedHashMap<>();
        parsed.forEach((name, value) -> fields.put(String.valueOf(name), value));
        return of(fields);
    }

    /** Stable Diffusion's: DDIM steps over the scaled linear schedule, 981, 961, ... for 50 of them. */
    public static SamplerConfig stableDiffusion() {
        return scaledLinear(0.00085, 0.012);
    }

    /** A model of the paper with these ends of its noise schedule, sampled by DDIM as its own code does. */
    public static SamplerConfig scaledLinear(double betaStart, double betaEnd) {
        return of(Map.of(
                        "beta_start",
                        betaStart,
                        "beta_end",
                        betaEnd,
                        "beta_schedule",
                        "scaled_linear",
                        "clip_sample",
                        false,
                        "set_alpha_to_one",
                        false,
                        "steps_offset",
                        1))
                .with(Samplers.DDIM);
    }

    /** The fields, for writing them. */
    public Map<String, Object> fields() {
        return fields;
    }

    /** The same with another value of one field. */
    public SamplerConfig with(String field, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(fields);
        changed.put(field, value);
        return new SamplerConfig(changed);
    }

    /** The same schedule sampled by another algorithm. */
    public SamplerConfig with(Samplers sampler) {
        return sampler.select(this);
    }

    /** The same with other noise levels. */
    public SamplerConfig with(Scheduler scheduler) {
        Map<String, Object> changed = new LinkedHashMap<>(fields);
        for (Scheduler each : Scheduler.values()) {
            changed.remove(each.diffusersFlag());
        }
        changed.put(SCHEDULER, scheduler.label());
        if (!scheduler.diffusersFlag().isEmpty()) {
            changed.remove(SCHEDULER);
            changed.put(scheduler.diffusersFlag(), true);
        }
        return new SamplerConfig(changed);
    }

    /** The same for a network that predicts something else. */
    public SamplerConfig with(Prediction prediction) {
        return with("prediction_type", prediction.diffusersName());
    }

    /** The same with another spacing of timesteps. */
    public SamplerConfig with(Spacing spacing) {
        return with("timestep_spacing", spacing.label());
    }

    /** The same as the paper's own code runs it: its spacing of timesteps, its draws of noise, x0 not clipped. */
    public SamplerConfig asCompvis() {
        Spacing spacing = sampler() == Samplers.DPMPP_2M ? Spacing.TIME_UNIFORM : Spacing.UNIFORM;
        return with("compvis_draws", true).with("clip_sample", false).with(spacing);
    }

    /**
     * The same for a run that does not begin with its first step: without the Runge-Kutta start of PNDM, whose evaluations
     * belong to the first steps.
     */
    public SamplerConfig forLateStart() {
        return startsLateAsDiffusers() || sampler() != Samplers.PLMS ? this : with("skip_prk_steps", true);
    }

    boolean startsLateAsDiffusers() {
        return flag("diffusers_late_start", false);
    }

    /** The same with the schedule bent so that it ends in pure noise, or not. */
    public SamplerConfig withZeroTerminalSnr(boolean zero) {
        return with("rescale_betas_zero_snr", zero);
    }

    /** The algorithm that {@code _class_name} and its fields mean. */
    public Samplers sampler() {
        return Samplers.of(this);
    }

    /** Starts the algorithm over the steps of a call. */
    public SamplerRun start(StepPlan plan) {
        return sampler().start(this, plan);
    }

    /** What the network predicts. */
    public Prediction prediction() {
        return Prediction.named(text("prediction_type", "epsilon"));
    }

    /** The noise levels, if not the model's own. */
    public Scheduler scheduler() {
        String own = text(SCHEDULER, "");
        if (!own.isEmpty()) {
            return Scheduler.named(own);
        }
        List<Scheduler> chosen = List.of(Scheduler.KARRAS, Scheduler.EXPONENTIAL, Scheduler.BETA, Scheduler.LU).stream()
                .filter(scheduler -> flag(scheduler.diffusersFlag(), false))
                .toList();
        if (chosen.size() > 1) {
            throw new IllegalArgumentException("sigma schedule: expected one, found "
                    + chosen.get(0).diffusersFlag() + " and " + chosen.get(1).diffusersFlag());
        }
        return chosen.isEmpty() ? Scheduler.MODEL : chosen.get(0);
    }

    /** The noise of the training timesteps, rounded as diffusers rounds it. */
    public NoiseSchedule noiseSchedule() {
        SamplerConfig full = sampler().withDefaults(this);
        NoiseSchedule schedule = NoiseSchedule.ofFloatBetas(full.betas());
        return full.isZeroTerminalSnr() ? schedule.withZeroTerminalSnr() : schedule;
    }

    /** The same where one divides by the signal: the last step keeps a trace of it. */
    NoiseSchedule noiseScheduleWithSignal() {
        NoiseSchedule schedule = noiseSchedule();
        return isZeroTerminalSnr() ? schedule.withLastAlphaCumprod(SMALLEST_ABAR) : schedule;
    }

    private boolean isZeroTerminalSnr() {
        return flag("rescale_betas_zero_snr", false);
    }

    private double[] betas() {
        double[] trained = numbers("trained_betas");
        return trained != null
                ? trained
                : BetaSchedule.ofDiffusers(text("beta_schedule", "linear"))
                        .betas(
                                whole("num_train_timesteps", 1000),
                                number("beta_start", 1e-4),
                                number("beta_end", 0.02));
    }

    Spacing spacing(Spacing usual) {
        return Spacing.named(text("timestep_spacing", usual.label()));
    }

    // ------------------------------------------------------------------ single fields

    boolean has(String field) {
        return fields.containsKey(field);
    }

    boolean flag(String field, boolean usual) {
        return read(field, Boolean.class, "true or false", usual);
    }

    double number(String field, double usual) {
        return read(field, Number.class, "a number", usual).doubleValue();
    }

    int whole(String field, int usual) {
        return read(field, Number.class, "a whole number", usual).intValue();
    }

    String text(String field, String usual) {
        return read(field, String.class, "a name", usual);
    }

    double @Nullable [] numbers(String field) {
        if (!has(field)) {
            return null;
        }
        List<?> list = read(field, List.class, "a list of numbers", List.of());
        return list.stream()
                .mapToDouble(
                        value -> require(field, value, Number.class, "numbers").doubleValue())
                .toArray();
    }

    private <T> T read(String field, Class<? extends T> type, String kind, T usual) {
        Object value = fields.get(field);
        return value == null ? usual : require(field, value, type, kind);
    }

    private static <T> T require(String field, @Nullable Object value, Class<? extends T> type, String kind) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    field + ": expected " + kind + ", found " + value + " (scheduler_config.json)");
        }
        return type.cast(value);
    }
}
