package org.ldm4j.sampling;

import java.util.Arrays;
import org.ldm4j.diffusion.NoiseSchedule;

/**
 * The noise levels of the samplers that work with sigmas, before an algorithm puts its own between them: n timesteps and
 * n + 1 sigmas.
 *
 * @param leading whether the first noise is scaled as diffusers does for {@link Spacing#LEADING}
 */
record Levels(double[] timesteps, double[] sigmas, SigmaTable table, boolean leading) {

    /**
     * The levels of the Karras family (Euler, Heun, LMS, DPM2, DPM++ SDE): schedules run between the first and the last
     * level of the spacing.
     *
     * @param wholeKarras whether timesteps of Karras' schedule are rounded, as DPM2's are
     */
    static Levels karrasFamily(SamplerConfig config, StepPlan plan, boolean wholeKarras) {
        NoiseSchedule schedule = config.noiseScheduleWithSignal();
        SigmaTable table = new SigmaTable(schedule);
        Spacing spacing = config.spacing(Spacing.LINSPACE);
        Scheduler scheduler = config.scheduler();
        boolean leading = spacing == Spacing.LEADING;
        double last = finalSigma(config, table);
        if (plan.sigmas() != null) {
            return explicit(plan.sigmas(), table, leading, false);
        }
        if (plan.timesteps() != null) {
            return new Levels(plan.timesteps(), ended(table.sigmas(plan.timesteps()), last), table, leading);
        }
        int n = plan.count();
        double[] timesteps = spacing.timesteps(
                schedule.length(), requireAtMost(schedule.length(), n), config.whole("steps_offset", 0));
        double[] sigmas = table.sigmas(timesteps);
        if (scheduler != Scheduler.MODEL) {
            double max = config.number("sigma_max", sigmas[0]),
                    min = config.number("sigma_min", sigmas[sigmas.length - 1]);
            sigmas = scheduler.sigmas(n, max, min, table);
            timesteps = table.timesteps(sigmas);
            if (wholeKarras && scheduler == Scheduler.KARRAS) {
                timesteps = Spacing.rounded(timesteps);
            }
        }
        return new Levels(timesteps, ended(sigmas, last), table, leading);
    }

    /**
     * The levels of the DPM-Solver family (DPM++, UniPC, DEIS): one level more than steps, of which the cleanest is left
     * out; schedules run over the whole training range; timesteps are whole numbers.
     */
    static Levels solverFamily(SamplerConfig config, StepPlan plan) {
        SigmaTable table = new SigmaTable(config.noiseScheduleWithSignal());
        double last = finalSigma(config, table);
        if (plan.sigmas() != null) {
            return explicit(plan.sigmas(), table, false, true);
        }
        Scheduler scheduler = config.scheduler();
        if (plan.timesteps() != null) {
            double[] timesteps = Spacing.rounded(plan.timesteps());
            return new Levels(timesteps, ended(table.sigmas(timesteps), last), table, false);
        }
        int n = requireAtMost(table.length() - 1, plan.count());
        if (scheduler == Scheduler.MODEL) {
            Spacing spacing = config.spacing(Spacing.LINSPACE);
            double[] timesteps = spacing.solverTimesteps(
                    lastTimestep(config, table), table.length(), n, config.whole("steps_offset", 0));
            if (spacing == Spacing.TIME_UNIFORM) {
                double[] sigmas =
                        Arrays.stream(timesteps).map(table::signalSigma).toArray();
                return new Levels(timesteps, ended(sigmas, table.min()), table, false);
            }
            return new Levels(timesteps, ended(table.sigmas(timesteps), last), table, false);
        }
        double max = config.number("sigma_max", table.max()), min = config.number("sigma_min", table.min());
        double[] sigmas = scheduler.sigmas(n, max, min, table);
        // diffusers rounds the timesteps of two schedules and cuts those of the others
        boolean cut = scheduler == Scheduler.EXPONENTIAL || scheduler == Scheduler.BETA;
        double[] timesteps = Arrays.stream(table.timesteps(sigmas))
                .map(cut ? Math::floor : Math::rint)
                .toArray();
        return new Levels(timesteps, ended(sigmas, last), table, false);
    }

    private static Levels explicit(double[] sigmas, SigmaTable table, boolean leading, boolean whole) {
        double[] timesteps = table.timesteps(Arrays.copyOf(sigmas, sigmas.length - 1));
        return new Levels(whole ? Spacing.rounded(timesteps) : timesteps, floats(sigmas), table, leading);
    }

    /** What {@code final_sigmas_type} means: 0, or the noise of the first training timestep. */
    private static double finalSigma(SamplerConfig config, SigmaTable table) {
        String type = config.text("final_sigmas_type", "zero");
        return switch (type) {
            case "zero" -> 0;
            case "sigma_min" -> table.min();
            default ->
                throw new IllegalArgumentException("final_sigmas_type: expected zero or sigma_min, found " + type);
        };
    }

    /** The number of training timesteps above {@code lambda_min_clipped}. */
    private static int lastTimestep(SamplerConfig config, SigmaTable table) {
        double clip = config.number("lambda_min_clipped", Double.NEGATIVE_INFINITY);
        int last = table.length();
        while (last > 1 && -Math.log(table.level(last - 1)) < clip) {
            last--;
        }
        return last;
    }

    private static int requireAtMost(int most, int steps) {
        if (steps > most) {
            throw new IllegalArgumentException("steps: expected at most " + most + ", found " + steps);
        }
        return steps;
    }

    private static double[] ended(double[] sigmas, double last) {
        double[] ended = Arrays.copyOf(sigmas, sigmas.length + 1);
        ended[sigmas.length] = last;
        return floats(ended);
    }

    /** Rounded to float32, as diffusers keeps them. */
    private static double[] floats(double[] sigmas) {
        return Arrays.stream(sigmas).map(sigma -> (float) sigma).toArray();
    }

    /** The same timesteps with other sigmas. */
    Levels withSigmas(double[] other) {
        return new Levels(timesteps, floats(other), table, leading);
    }

    int count() {
        return timesteps.length;
    }

    double sigma(int i) {
        return sigmas[i];
    }

    /** These levels for latents of {@code x0 + sigma eps}. */
    Grid sigmaGrid() {
        return sigmaGrid(timesteps, sigmas);
    }

    /** Other levels, in the same range. */
    Grid sigmaGrid(double[] visited, double[] levels) {
        double max = Arrays.stream(levels).max().orElseThrow();
        return new Grid(visited, levels, leading ? Math.sqrt(max * max + 1) : max, Grid.Space.SIGMA);
    }

    /** These levels for latents of {@code alpha x0 + sigma eps}. */
    Grid preservingGrid() {
        return new Grid(timesteps, sigmas, 1, Grid.Space.VARIANCE_PRESERVING);
    }
}
