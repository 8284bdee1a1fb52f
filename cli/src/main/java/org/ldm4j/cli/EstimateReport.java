package org.ldm4j.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.training.Estimate;

/**
 * What {@code train --dry-run} says.
 *
 * @param estimate of the run
 * @param peakBytes the most memory this process had while it took a few steps; null where it can't be told
 */
record EstimateReport(Estimate estimate, @Nullable Long peakBytes) {
    private static final double MIB = 1 << 20;

    void show(Console console) {
        console.document(document());
        console.result(estimate.config().stripTrailing());
        estimate.networks().forEach((name, count) -> console.result(line("%s: %,d parameters", name, count)));
        console.result(line("in all: %,d parameters", estimate.parameters()));
        if (peakBytes != null) {
            console.result(line("memory: %.0f MiB at the most in these steps", peakBytes / MIB));
        }
        console.result(line("weights, gradients, moments, average: %.0f MiB", estimate.stateBytes() / MIB));
        console.result(line("training state of a checkpoint: %.0f MiB", estimate.checkpointBytes() / MIB));
        Duration time = Duration.ofSeconds(Math.round(estimate.seconds()));
        console.result(line(
                "time: %d steps of %.3g s, %d:%02d:%02d without saving; nothing was written",
                estimate.steps(),
                estimate.secondsPerStep(),
                time.toHours(),
                time.toMinutesPart(),
                time.toSecondsPart()));
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("config", estimate.settings());
        document.put("networks", estimate.networks());
        document.put("parameters", estimate.parameters());
        if (peakBytes != null) {
            document.put("peak_rss_bytes", peakBytes);
        }
        document.put("state_bytes", estimate.stateBytes());
        document.put("checkpoint_state_bytes", estimate.checkpointBytes());
        document.put("steps", estimate.steps());
        document.put("seconds_per_step", estimate.secondsPerStep());
        document.put("seconds", estimate.seconds());
        return document;
    }
}
