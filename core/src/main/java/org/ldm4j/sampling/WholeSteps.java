package org.ldm4j.sampling;

import java.util.Arrays;
import org.ldm4j.diffusion.NoiseSchedule;
import org.ldm4j.diffusion.Prediction;

/**
 * The grid of the samplers that go from training timestep to training timestep and look noise up there: DDPM, DDIM, PLMS,
 * LCM and TCD.
 */
final class WholeSteps {
    /** After the last timestep. */
    static final int END = -1;

    private final NoiseSchedule schedule;
    private final int[] timesteps;
    private final int ratio;
    private final double finalAbar;

    private WholeSteps(NoiseSchedule schedule, int[] timesteps, int ratio, double finalAbar) {
        this.schedule = schedule;
        this.timesteps = timesteps;
        this.ratio = ratio;
        this.finalAbar = finalAbar;
        for (int t : timesteps) {
            if (t < 0 || t >= schedule.length()) {
                throw new IllegalArgumentException(
                        "timesteps: expected 0 to " + (schedule.length() - 1) + ", found " + t);
            }
        }
    }

    /** The steps of a configuration; {@code alphaToOne} is the default of {@code set_alpha_to_one}. */
    static WholeSteps of(SamplerConfig config, StepPlan plan, boolean alphaToOne) {
        NoiseSchedule schedule = soundSchedule(config);
        int total = schedule.length();
        requireAtMost(total, plan);
        Spacing spacing = config.spacing(Spacing.LEADING);
        boolean listed = plan.isExplicit() || spacing.isCompvis() || config.scheduler() != Scheduler.MODEL;
        return new WholeSteps(
                schedule,
                whole(chosen(config, plan, spacing, schedule)),
                listed ? 0 : total / plan.count(),
                config.flag("set_alpha_to_one", alphaToOne) ? 1 : schedule.alphaCumprod(0));
    }

    /** A subset of the steps that a consistency model was distilled on (LCM, TCD). */
    static WholeSteps distilled(SamplerConfig config, StepPlan plan) {
        NoiseSchedule schedule = soundSchedule(config);
        double finalAbar = config.flag("set_alpha_to_one", true) ? 1 : schedule.alphaCumprod(0);
        if (plan.isExplicit() || config.scheduler() != Scheduler.MODEL) {
            return new WholeSteps(schedule, whole(chosen(config, plan, Spacing.LEADING, schedule)), 0, finalAbar);
        }
        int original = config.whole("original_inference_steps", 50);
        requireAtMost(original, plan);
        int distance = schedule.length() / original;
        int[] timesteps = new int[plan.count()];
        Arrays.setAll(timesteps, i -> (original - (int) ((long) i * original / plan.count())) * distance - 1);
        return new WholeSteps(schedule, timesteps, 0, finalAbar);
    }

    private static NoiseSchedule soundSchedule(SamplerConfig config) {
        NoiseSchedule schedule = config.noiseSchedule();
        if (config.prediction() == Prediction.EPS && schedule.alphaCumprod(schedule.length() - 1) == 0) {
            throw new IllegalArgumentException(
                    "prediction: expected v or x0 with zero terminal SNR, found eps (pure noise tells nothing about"
                            + " x0)");
        }
        return schedule;
    }

    private static void requireAtMost(int most, StepPlan plan) {
        if (plan.count() > most) {
            throw new IllegalArgumentException("steps: expected at most " + most + ", found " + plan.count());
        }
    }

    private static double[] chosen(SamplerConfig config, StepPlan plan, Spacing spacing, NoiseSchedule schedule) {
        double[] timesteps = plan.timesteps(), sigmas = plan.sigmas();
        if (timesteps != null) {
            return timesteps;
        }
        SigmaTable table = new SigmaTable(schedule);
        if (sigmas != null) {
            return table.timesteps(Arrays.copyOf(sigmas, plan.count()));
        }
        return config.scheduler() == Scheduler.MODEL
                ? spacing.timesteps(schedule.length(), plan.count(), config.whole("steps_offset", 0))
                : table.timesteps(config.scheduler().sigmas(plan.count(), table.max(), table.min(), table));
    }

    private static int[] whole(double[] timesteps) {
        return Arrays.stream(timesteps).mapToInt(t -> (int) Math.rint(t)).toArray();
    }

    int count() {
        return timesteps.length;
    }

    int timestep(int i) {
        return timesteps[i];
    }

    /** The timesteps of a run that visits others than these, and their noise. */
    Grid grid(int... visited) {
        double[] sigmas = new double[visited.length + 1];
        Arrays.setAll(sigmas, i -> sigma(i < visited.length ? abar(visited[i]) : finalAbar));
        return new Grid(Arrays.stream(visited).asDoubleStream().toArray(), sigmas, 1, Grid.Space.VARIANCE_PRESERVING);
    }

    Grid grid() {
        return grid(timesteps);
    }

    private static double sigma(double abar) {
        return Math.sqrt((1 - abar) / abar);
    }

    /** Where a step from {@code t} leads: T/S lower as diffusers has it, or the next of the list; negative at the end. */
    int after(int t) {
        return ratio > 0 ? t - ratio : next(t);
    }

    /** Where a step that ends at {@code t} began. */
    int before(int t) {
        if (ratio > 0) {
            return t + ratio;
        }
        int before = t;
        for (int each : timesteps) {
            if (each <= t) {
                break;
            }
            before = each;
        }
        return before;
    }

    /** The next lower timestep of the list, or {@link #END}. */
    int next(int t) {
        for (int each : timesteps) {
            if (each < t) {
                return each;
            }
        }
        return END;
    }

    /** The cumulative alpha of a timestep; that of the clean end if it is negative. */
    double abar(int t) {
        return t < 0 ? finalAbar : schedule.alphaCumprod(t);
    }

    /** T / S where diffusers counts so, else the distance of the first two. */
    int ratio() {
        return ratio > 0 ? ratio : count() > 1 ? timesteps[0] - timesteps[1] : timesteps[0];
    }
}
