package org.ldm4j.sampling;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;

/** Which of the training timesteps a run visits (Lin et al. 2023, table 2; the last three are CompVis'). */
public enum Spacing {
    /** Multiples of T/S from 0 upwards, plus an offset. */
    LEADING,
    /** S even points from 0 to T-1, both included. */
    LINSPACE,
    /** From T-1 downwards in steps of T/S. */
    TRAILING,
    /** Multiples of T/S below T, plus 1: more than S of them if S does not divide T (trap 48). */
    UNIFORM,
    /** Squares of even points up to sqrt(0.8 T), plus 1. */
    QUAD,
    /** S+1 even points from T-1 to 0, with fractions, of which the last is where a run ends: CompVis' DPM-Solver. */
    TIME_UNIFORM;

    private static final double QUAD_END = 0.8;

    /** By its name on the command line and in {@code timestep_spacing}. */
    public static Spacing named(String name) {
        return Arrays.stream(values())
                .filter(spacing -> SamplerName.key(spacing.label()).equals(SamplerName.key(name)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "timestep spacing: expected one of " + names() + ", found " + name));
    }

    private static String names() {
        return Arrays.stream(values()).map(Spacing::label).collect(Collectors.joining(", "));
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the timestep after t is the next one of the list; diffusers takes t - T/S for its own spacings. */
    boolean isCompvis() {
        return this == UNIFORM || this == QUAD || this == TIME_UNIFORM;
    }

    /**
     * Timesteps from noisy to clean. {@link #LINSPACE} gives fractions.
     *
     * @param total T, training timesteps
     * @param steps S
     * @param offset {@code steps_offset}, used by {@link #LEADING} alone
     */
    double[] timesteps(int total, int steps, int offset) {
        double[] rising = rising(total, steps, offset);
        double[] falling = new double[rising.length];
        Arrays.setAll(falling, i -> rising[rising.length - 1 - i]);
        return falling;
    }

    private double[] rising(int total, int steps, int offset) {
        int ratio = total / steps;
        return switch (this) {
            // an offset that would leave the schedule is cut: 1000 steps with offset 1 end at 999
            case LEADING -> points(steps, i -> i * ratio + Math.min(offset, total - 1 - (steps - 1) * ratio));
            case LINSPACE -> points(steps, i -> steps == 1 ? 0 : (total - 1.0) * i / (steps - 1));
            case TRAILING -> points(steps, i -> Math.rint(total - (steps - 1 - i) * ((double) total / steps)) - 1);
            case UNIFORM -> inside(total, steps, points((total + ratio - 1) / ratio, i -> i * ratio + 1));
            case TIME_UNIFORM -> points(steps, i -> (total - 1.0) * (i + 1) / steps);
            case QUAD ->
                points(steps, i -> {
                    double root = steps == 1 ? 0 : Math.sqrt(total * QUAD_END) * i / (steps - 1);
                    return Math.floor(root * root) + 1;
                });
        };
    }

    /**
     * The grid of the DPM-Solver family: whole timesteps of S+1 levels, of which the cleanest is left out.
     *
     * @param last number of training timesteps that may be visited, T or less
     */
    double[] solverTimesteps(int last, int total, int steps, int offset) {
        return switch (this) {
            case LINSPACE, LEADING -> rounded(Arrays.copyOf(timesteps(last, steps + 1, offset), steps));
            case TRAILING -> {
                double distance = (double) total / steps;
                yield points((int) Math.ceil(last / distance), i -> Math.rint(last - i * distance) - 1);
            }
            case UNIFORM, QUAD, TIME_UNIFORM -> timesteps(total, steps, offset);
        };
    }

    private static double[] points(int count, IntToDoubleFunction point) {
        double[] points = new double[count];
        Arrays.setAll(points, point);
        return points;
    }

    private static double[] inside(int total, int steps, double[] timesteps) {
        if (timesteps[timesteps.length - 1] >= total) {
            throw new IllegalArgumentException(
                    "steps: expected a number whose quotient " + total + "/steps does not divide " + (total - 1)
                            + " with uniform spacing, found " + steps + "; leading spacing takes any");
        }
        return timesteps;
    }

    static double[] rounded(double[] timesteps) {
        return Arrays.stream(timesteps).map(Math::rint).toArray();
    }
}
