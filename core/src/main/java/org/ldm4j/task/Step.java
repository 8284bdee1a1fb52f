package org.ldm4j.task;

import java.awt.image.BufferedImage;
import java.util.function.Supplier;

/** One step that a {@link Run} has taken: plain data, and a preview when it is asked for before the next step. */
public final class Step {
    private final int index;
    private final int count;
    private final double timestep;
    private final double sigma;
    private final double seconds;
    private final Supplier<BufferedImage> preview;

    Step(int index, int count, double timestep, double sigma, double seconds, Supplier<BufferedImage> preview) {
        this.index = index;
        this.count = count;
        this.timestep = timestep;
        this.sigma = sigma;
        this.seconds = seconds;
        this.preview = preview;
    }

    /** Number of the step, from 1. */
    public int index() {
        return index;
    }

    /** Steps of the whole run. */
    public int count() {
        return count;
    }

    /** What the network was told, 0 to 999 in most models. */
    public double timestep() {
        return timestep;
    }

    /** Noise over signal after this step. */
    public double sigma() {
        return sigma;
    }

    /** How long the step took. */
    public double seconds() {
        return seconds;
    }

    /** The first picture as it is now, decoded; only until the next step is taken. */
    public BufferedImage preview() {
        return preview.get();
    }
}
