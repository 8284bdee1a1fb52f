package org.ldm4j.training;

import java.util.List;
import org.ldm4j.data.degradation.Degradation;
import org.ldm4j.data.degradation.LargeMasks;

/**
 * What a diffusion model is told beside noise and timestep.
 *
 * @param kind {@code none}, {@code class}, {@code clip} or {@code bert} for texts, {@code boxes}, {@code map},
 *     {@code small} or {@code masked} for pictures, {@code vectors}
 * @param classes number of classes of labels, boxes or maps; 0 for as many as the data shows
 * @param width of the token that stands for a class
 * @param maxBoxes boxes of a layout; further ones are dropped
 * @param tokens vocabulary of a layout, of classes and places alike
 * @param channels what a map is made into beside the latent
 * @param degradation how pictures are made small, a {@link Degradation}
 * @param masks which holes pictures get, {@link LargeMasks}
 * @param vocabulary folder or file with BERT's {@code vocab.txt}; empty to learn one from the captions
 * @param vectors file with what is known of each picture
 * @param from model folder whose text encoder is begun with; empty for a new one
 * @param frozen whether that one stays as it is
 */
public record ConditionConfig(
        String kind,
        int classes,
        int width,
        int maxBoxes,
        int tokens,
        int channels,
        String degradation,
        String masks,
        String vocabulary,
        String vectors,
        String from,
        boolean frozen) {
    private static final List<String> KINDS =
            List.of("none", "class", "clip", "bert", "boxes", "map", "small", "masked", "vectors");

    public ConditionConfig {
        Settings.require(KINDS.contains(kind), "condition.kind", kind, "be one of " + String.join(", ", KINDS));
        Settings.require(classes >= 0, "condition.classes", classes, "not be negative");
        Settings.require(width > 0, "condition.width", width, "be positive");
        Settings.require(maxBoxes > 0, "condition.max_boxes", maxBoxes, "be positive");
        Settings.require(tokens > 1, "condition.tokens", tokens, "be at least 2");
        Settings.require(channels > 0, "condition.channels", channels, "be positive");
        DataConfig.requireNamed("condition.degradation", degradation, Degradation::of);
        DataConfig.requireNamed("condition.masks", masks, LargeMasks::of);
        Settings.require(
                !frozen || !from.isEmpty(), "condition.frozen", frozen, "be false where condition.from names no model");
        Settings.require(
                from.isEmpty() || kind.equals("clip") || kind.equals("bert"),
                "condition.from",
                from,
                "be empty for anything but texts");
        Settings.require(!kind.equals("vectors") || !vectors.isEmpty(), "condition.vectors", vectors, "name a file");
    }
}
