package org.ldm4j.sampling;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/** Sigma schedules: which noise levels a run visits, whatever the algorithm. */
public enum Scheduler {
    /** The model's own levels at the timesteps of the {@link Spacing}. */
    MODEL("", "normal", "discrete", "default", "automatic", "uniform"),
    /** Karras et al. (2022), equation 5, rho = 7. */
    KARRAS("use_karras_sigmas"),
    /** Even in the logarithm; the web UI's polyexponential, whose power is 1, is the same. */
    EXPONENTIAL("use_exponential_sigmas", "polyexponential"),
    /** Quantiles of the beta distribution with both parameters 0.6 (Lee et al. 2024). */
    BETA("use_beta_sigmas"),
    /** Even in log(alpha / sigma) as the DPM-Solver paper proposes: the levels of {@link #EXPONENTIAL}. */
    LU("use_lu_lambdas"),
    /** Even in timesteps from the noisiest, the last one left out, as Stability's generative models. */
    SGM_UNIFORM(""),
    /** Every so-manieth training level. */
    SIMPLE(""),
    /** Align Your Steps (Sabour et al. 2024): levels optimised for Stable Diffusion 1, interpolated in the logarithm. */
    AYS("", "align_your_steps");

    private static final double RHO = 7;
    private static final double BETA_PARAMETER = 0.6;
    private static final double[] AYS_LEVELS = {
        14.6146412293,
        6.4745760956,
        3.8636745985,
        2.6946151520,
        1.8841921177,
        1.3943805092,
        0.9642583904,
        0.6523686016,
        0.3977456272,
        0.1515232662,
        0.0291671582
    };

    private final String diffusersFlag;
    private final List<String> aliases;

    Scheduler(String diffusersFlag, String... aliases) {
        this.diffusersFlag = diffusersFlag;
        this.aliases = List.of(aliases);
    }

    /** By any of its names; capitals, spaces, '-' and '_' do not matter. */
    public static Scheduler named(String name) {
        return Arrays.stream(values())
                .filter(scheduler -> scheduler.names().map(SamplerName::key).anyMatch(SamplerName.key(name)::equals))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("scheduler: expected one of "
                        + Arrays.stream(values()).map(Scheduler::label).collect(Collectors.joining(", ")) + ", found "
                        + name));
    }

    Stream<String> names() {
        return Stream.concat(Stream.of(label()), aliases.stream());
    }

    /** What A1111, ComfyUI and stable-diffusion.cpp call it. */
    public List<String> aliases() {
        return aliases;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The field of diffusers' configurations that chooses this schedule; empty if diffusers has none. */
    String diffusersFlag() {
        return diffusersFlag;
    }

    /**
     * {@code n} falling noise levels.
     *
     * @param max the noisiest
     * @param min the cleanest before the end
     */
    double[] sigmas(int n, double max, double min, SigmaTable table) {
        double[] sigmas = new double[n];
        switch (this) {
            case KARRAS -> Arrays.setAll(sigmas, i -> karras(ramp(i, n), max, min));
            case EXPONENTIAL, LU -> Arrays.setAll(sigmas, i -> Math.exp(mix(ramp(i, n), Math.log(max), Math.log(min))));
            case BETA -> Arrays.setAll(sigmas, i -> min + betaQuantile(1 - ramp(i, n)) * (max - min));
            case SGM_UNIFORM -> {
                double from = table.timestep(max), to = table.timestep(min);
                Arrays.setAll(sigmas, i -> table.logSigma(mix((double) i / n, from, to)));
            }
            case SIMPLE ->
                Arrays.setAll(sigmas, i -> table.level(table.length() - 1 - (int) (i * (table.length() / (double) n))));
            case AYS -> Arrays.setAll(sigmas, i -> aligned((double) i / n));
            case MODEL -> throw new IllegalStateException("the model's levels follow its timesteps");
        }
        return sigmas;
    }

    /** 0 to 1 over n points. */
    private static double ramp(int i, int n) {
        return n == 1 ? 0 : (double) i / (n - 1);
    }

    private static double mix(double share, double from, double to) {
        return from + share * (to - from);
    }

    private static double karras(double ramp, double max, double min) {
        return Math.pow(mix(ramp, Math.pow(max, 1 / RHO), Math.pow(min, 1 / RHO)), RHO);
    }

    private static double aligned(double share) {
        double place = share * (AYS_LEVELS.length - 1);
        int below = Math.min((int) place, AYS_LEVELS.length - 2);
        return Math.exp(mix(place - below, Math.log(AYS_LEVELS[below]), Math.log(AYS_LEVELS[below + 1])));
    }

    /** Where the regularised incomplete beta function reaches {@code share}, by halving the interval. */
    static double betaQuantile(double share) {
        double low = 0, high = 1;
        for (double middle = 0.5; low < middle && middle < high; middle = (low + high) / 2) {
            if (RegularizedBeta.value(middle, BETA_PARAMETER, BETA_PARAMETER) < share) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return share >= 1 ? 1 : share <= 0 ? 0 : high;
    }
}
