package org.ldm4j.training;

import java.util.List;
import org.ldm4j.tensor.AdamW;
import org.ldm4j.tensor.DType;

/**
 * How a network is trained, whatever it is.
 *
 * @param steps optimiser steps of the whole run, over which the learning rate falls
 * @param batch pictures of each step
 * @param learningRate highest learning rate
 * @param warmupSteps steps over which it rises from zero
 * @param betas decay of Adam's two moments
 * @param weightDecay AdamW's decay
 * @param clipNorm largest length of all gradients together; longer ones are shortened; 0 for no limit
 * @param emaDecay largest decay of the moving average of the weights; 0 for none
 * @param precision type of the activations, {@code fp32} or {@code bf16}; weights and their updates stay float32
 * @param saveEvery steps between checkpoints
 * @param sampleEvery steps between sample sheets; 0 for none
 * @param keepCheckpoints how many of the newest checkpoints to keep
 */
public record Settings(
        long steps,
        int batch,
        double learningRate,
        long warmupSteps,
        List<Double> betas,
        double weightDecay,
        double clipNorm,
        double emaDecay,
        String precision,
        long saveEvery,
        long sampleEvery,
        int keepCheckpoints) {
    public Settings {
        betas = List.copyOf(betas);
        require(steps > 0, "steps", steps, "be at least 1");
        require(batch > 0, "batch", batch, "be at least 1");
        require(learningRate > 0 && Double.isFinite(learningRate), "learning_rate", learningRate, "be positive");
        require(warmupSteps >= 0, "warmup_steps", warmupSteps, "not be negative");
        require(betas.size() == 2, "betas", betas, "be two numbers");
        require(clipNorm >= 0, "clip_norm", clipNorm, "not be negative");
        require(emaDecay >= 0 && emaDecay < 1, "ema_decay", emaDecay, "be at least 0 and below 1");
        require(precision.equals("fp32") || precision.equals("bf16"), "precision", precision, "be fp32 or bf16");
        require(saveEvery > 0, "save_every", saveEvery, "be at least 1");
        require(sampleEvery >= 0, "sample_every", sampleEvery, "not be negative");
        require(keepCheckpoints > 0, "keep_checkpoints", keepCheckpoints, "be at least 1");
    }

    static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw TrainingException.usage(
                    "setting " + name + ": expected it to " + rule + ", found " + value + " (settings)");
        }
    }

    DType activations() {
        return precision.equals("bf16") ? DType.BF16 : DType.FP32;
    }

    AdamW.Settings adam() {
        return new AdamW.Settings(betas.get(0), betas.get(1), 1e-8, weightDecay);
    }

    LrSchedule schedule() {
        return new LrSchedule(learningRate, warmupSteps, steps);
    }
}
