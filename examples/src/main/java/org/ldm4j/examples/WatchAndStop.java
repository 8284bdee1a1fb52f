package org.ldm4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.imageio.ImageIO;
import org.ldm4j.LatentDiffusion;
import org.ldm4j.task.Run;
import org.ldm4j.task.Step;
import org.ldm4j.task.TextToImage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run step by step: tells how far it is, writes previews, and stops when its time is over. Arguments: the prompt, a
 * folder for the pictures, and the seconds that it may take.
 */
public final class WatchAndStop {
    private static final Logger LOG = LoggerFactory.getLogger(WatchAndStop.class);
    private static final int STEPS = 50;
    private static final int PREVIEW_EVERY = 10;

    private WatchAndStop() {}

    public static void main(String[] arguments) throws IOException {
        String prompt = arguments.length > 0 ? arguments[0] : "red heart";
        Path folder = Path.of(arguments.length > 1 ? arguments[1] : "");
        Duration limit = Duration.ofSeconds(arguments.length > 2 ? Long.parseLong(arguments[2]) : 60);
        try (LatentDiffusion model = LatentDiffusion.bundled();
                Run run = model.start(TextToImage.of(prompt).steps(STEPS))) {
            watch(run, folder, Instant.now().plus(limit));
            if (run.image().isPresent()) { // all steps were taken
                ImageIO.write(
                        run.image().get(), "png", folder.resolve("picture.png").toFile());
            }
        } // frees what the run held, wherever it stopped
    }

    private static void watch(Run run, Path folder, Instant end) throws IOException {
        for (Step step : run) {
            LOG.info("step {} of {}, noise {}, {} s", step.index(), step.count(), step.sigma(), step.seconds());
            if (step.index() % PREVIEW_EVERY == 0) {
                Path file = folder.resolve("step-" + step.index() + ".png");
                ImageIO.write(step.preview(), "png", file.toFile());
            }
            if (Instant.now().isAfter(end)) {
                LOG.warn("stopped after {} of {} steps: its time was over", step.index(), step.count());
                return;
            }
        }
    }
}
