package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that trains a small first stage, saving every few steps; {@link KillTest} kills it. */
final class KilledRun {
    static final int STEPS = 300;

    private KilledRun() {}

    /** Arguments: data, folder of the run, and {@code resume} to go on. */
    public static void main(String[] arguments) throws IOException {
        List<String> settings = new ArrayList<>(TestPictures.TINY_AUTOENCODER);
        settings.addAll(List.of(
                "model.channels=[16]",
                "data.size=8",
                "training.batch=1",
                "training.steps=" + STEPS,
                "training.save_every=5"));
        boolean resume = arguments.length > 2 && arguments[2].equals("resume");
        new Training(Path.of(arguments[0]), Path.of(arguments[1]), null, settings, resume)
                .autoencoder(new Recorder(Long.MAX_VALUE));
    }
}
