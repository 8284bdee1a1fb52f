package org.ldm4j.diffusion;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * How much noise each training step adds. CompVis and diffusers give the same formula different names: what the paper's
 * code calls "linear" is linear in the square root (trap 46).
 */
public enum BetaSchedule {
    /** Squares of evenly spaced roots: CompVis' {@code linear}, diffusers' {@code scaled_linear}. */
    SCALED_LINEAR,
    /** Evenly spaced: CompVis' {@code sqrt_linear}, diffusers' {@code linear}. */
    LINEAR,
    /** Roots of evenly spaced values: CompVis' {@code sqrt}. */
    SQRT,
    /** Squared cosine of Nichol and Dhariwal (2021) with offset 0.008, betas at most 0.999. */
    COSINE,
    /** Logistic curve between start and end, as GeoDiff. */
    SIGMOID,
    /** abar(t) = exp(-12 t). */
    EXP;

    private static final double MAX_BETA = 0.999;
    private static final double COSINE_OFFSET = 8e-3;

    /** By the name of diffusers' {@code beta_schedule}. */
    public static BetaSchedule ofDiffusers(String name) {
        return switch (name) {
            case "scaled_linear" -> SCALED_LINEAR;
            case "linear" -> LINEAR;
            case "squaredcos_cap_v2" -> COSINE;
            case "sigmoid" -> SIGMOID;
            case "exp" -> EXP;
            default -> throw unknown(name, "scaled_linear, linear, squaredcos_cap_v2, sigmoid, exp");
        };
    }

    /** By the name of CompVis' {@code beta_schedule}. */
    public static BetaSchedule ofCompvis(String name) {
        return switch (name) {
            case "linear" -> SCALED_LINEAR;
            case "sqrt_linear" -> LINEAR;
            case "sqrt" -> SQRT;
            case "cosine", "squaredcos_cap_v2" -> COSINE;
            default -> throw unknown(name, "linear, sqrt_linear, sqrt, cosine, squaredcos_cap_v2");
        };
    }

    private static IllegalArgumentException unknown(String name, String choices) {
        return new IllegalArgumentException("beta_schedule: expected one of " + choices + ", found " + name);
    }

    /** The betas of {@code length} steps; cosine and exp ignore the ends. */
    public double[] betas(int length, double start, double end) {
        return switch (this) {
            case SCALED_LINEAR -> even(length, Math.sqrt(start), Math.sqrt(end), root -> root * root);
            case LINEAR -> even(length, start, end, beta -> beta);
            case SQRT -> even(length, start, end, Math::sqrt);
            case SIGMOID -> even(length, -6, 6, x -> start + (end - start) / (1 + Math.exp(-x)));
            case COSINE -> fromAbar(length, BetaSchedule::cosineAbar);
            case EXP -> fromAbar(length, u -> Math.exp(-12 * u));
        };
    }

    private static double[] even(int length, double from, double to, DoubleUnaryOperator formula) {
        double[] betas = new double[length];
        Arrays.setAll(betas, i -> formula.applyAsDouble(length == 1 ? from : from + i * (to - from) / (length - 1)));
        return betas;
    }

    /** Betas whose product is a given curve over time 0 to 1. */
    private static double[] fromAbar(int length, DoubleUnaryOperator abar) {
        double[] betas = new double[length];
        Arrays.setAll(betas, i -> {
            double kept = abar.applyAsDouble((i + 1.0) / length) / abar.applyAsDouble((double) i / length);
            return Math.min(Math.max(1 - kept, 0), MAX_BETA);
        });
        return betas;
    }

    private static double cosineAbar(double u) {
        double c = Math.cos((u + COSINE_OFFSET) / (1 + COSINE_OFFSET) * Math.PI / 2);
        return c * c;
    }
}
