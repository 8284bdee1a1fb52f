package org.ldm4j.training;

import java.util.List;
import org.ldm4j.tensor.AdamW;
import org.ldm4j.tensor.DType;

/**
 * How a network is trained, whatever it is.
 *
 * @param steps optimiser steps of the whole run, over which the learning rate falls
 * @param batch pictures of each forward pass
 * @param accumulate forward passes whose gradients make one step
 * @param optimiser {@code adamw}, whose decay is apart from the gradient, or {@code adam}, where it is part of it
 * @param learningRate what the schedule's factor multiplies
 * @param scaleLr whether the learning rate is for one picture, and is multiplied by accumulate * batch as in the paper's code
 * @param groupRates factors of the learning rate of the trainer's parameter groups; 1 for those not listed
 * @param warmupSteps steps over which the learning rate rises from zero
 * @param schedule how it changes
 * @param betas decay of Adam's two moments
 * @param weightDecay the optimiser's
 * @param clipNorm largest length of all gradients together; longer ones are shortened; 0 for no limit
 * @param emaDecay largest decay of the moving average of the weights; 0 for none
 * @param emaRamp whether that decay is approached from below, by (1 + n) / (10 + n)
 * @param precision type of the activations, {@code fp32} or {@code bf16}; weights and their updates stay float32; or
 *     {@code fp64} for everything in a diffusion run, to compare curves
 * @param saveEvery steps between checkpoints
 * @param sampleEvery steps between sample sheets; 0 for none
 * @param keepCheckpoints how many of the newest checkpoints to keep
 * @param keepBest how many of the best ones to keep besides
 * @param monitor the figure of metrics.csv that says which are best, as its mean over the steps between two checkpoints
 * @param best {@code lowest} or {@code highest}
 */
public record Settings(
        long steps,
        int batch,
        int accumulate,
        String optimiser,
        double learningRate,
        boolean scaleLr,
        List<Double> groupRates,
        long warmupSteps,
        ScheduleConfig schedule,
        List<Double> betas,
        double weightDecay,
        double clipNorm,
        double emaDecay,
        boolean emaRamp,
        String precision,
        long saveEvery,
        long sampleEvery,
        int keepCheckpoints,
        int keepBest,
        String monitor,
        String best) {
    private static final String ADAMW = "adamw";

    public Settings {
        groupRates = List.copyOf(groupRates);
        betas = List.copyOf(betas);
        require(steps > 0, "steps", steps, "be at least 1");
        require(batch > 0, "batch", batch, "be at least 1");
        require(accumulate > 0, "accumulate", accumulate, "be at least 1");
        requireOneOf("optimiser", optimiser, ADAMW, "adam");
        require(learningRate > 0 && Double.isFinite(learningRate), "learning_rate", learningRate, "be positive");
        require(groupRates.stream().allMatch(f -> f >= 0), "group_rates", groupRates, "not be negative");
        require(warmupSteps >= 0, "warmup_steps", warmupSteps, "not be negative");
        require(
                betas.size() == 2 && betas.stream().allMatch(b -> b >= 0 && b < 1),
                "betas",
                betas,
                "be two numbers, each at least 0 and below 1");
        require(weightDecay >= 0, "weight_decay", weightDecay, "not be negative");
        require(clipNorm >= 0, "clip_norm", clipNorm, "not be negative");
        require(emaDecay >= 0 && emaDecay < 1, "ema_decay", emaDecay, "be at least 0 and below 1");
        require(List.of("fp32", "bf16", "fp64").contains(precision), "precision", precision, "be fp32, bf16 or fp64");
        require(saveEvery > 0, "save_every", saveEvery, "be at least 1");
        require(sampleEvery >= 0, "sample_every", sampleEvery, "not be negative");
        require(keepCheckpoints > 0, "keep_checkpoints", keepCheckpoints, "be at least 1");
        require(keepBest >= 0, "keep_best", keepBest, "not be negative");
        requireOneOf("best", best, "lowest", "highest");
    }

    private static void requireOneOf(String name, String value, String first, String second) {
        require(value.equals(first) || value.equals(second), name, value, "be " + first + " or " + second);
    }

    static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw TrainingException.usage(
                    "setting " + name + ": expected it to " + rule + ", found " + value + " (settings)");
        }
    }

    DType activations() {
        return switch (precision) {
            case "bf16" -> DType.BF16;
            case "fp64" -> DType.FP64;
            default -> DType.FP32;
        };
    }

    AdamW.Settings adam() {
        return new AdamW.Settings(betas.get(0), betas.get(1), 1e-8, weightDecay, optimiser.equals(ADAMW));
    }

    /** Learning rate of group {@code group} in step {@code step}, both counted as the run counts them. */
    double learningRate(long step, int group) {
        double scale = scaleLr ? (double) accumulate * batch : 1;
        double factor = group < groupRates.size() ? groupRates.get(group) : 1;
        return learningRate * scale * factor * schedule.of(warmupSteps, steps).factor(step - 1);
    }

    /** Orders means of the monitored figure, the best first. */
    double badness(double mean) {
        return best.equals("lowest") ? mean : -mean;
    }
}
