package org.ldm4j.training;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a run tells, and stops it after a number of steps. */
class Recorder implements Progress {
    final List<Double> losses = new ArrayList<>();
    final List<String> messages = new ArrayList<>();
    private final long stopAfter;

    Recorder(long stopAfter) {
        this.stopAfter = stopAfter;
    }

    @Override
    public void step(long step, long steps, double loss, double picturesPerSecond) {
        losses.add(loss);
    }

    @Override
    public void message(String text) {
        messages.add(text);
    }

    @Override
    public boolean isStopped() {
        return losses.size() >= stopAfter;
    }
}
