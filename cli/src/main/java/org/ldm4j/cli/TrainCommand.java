package org.ldm4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ldm4j.training.Training;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code train autoencoder} and {@code train ldm}: a run from a folder of captioned pictures. */
@Command(
        name = "train",
        description = {
            "Train a network on a folder of pictures with metadata.jsonl.",
            "  autoencoder  the first stage: pictures to latents and back",
            "  ldm          the denoiser and its text encoder, on a first stage's latents (first_stage=FOLDER)",
            "  clip         a text and an image tower in one space",
            "The run folder holds config.yaml, checkpoints/last and checkpoints/step-N (each a model for -m),",
            "metrics.csv and samples/. Ctrl-C and SIGTERM save and leave."
        })
final class TrainCommand extends LdmCommand {
    @Parameters(index = "0", paramLabel = "autoencoder|ldm|clip", description = "What to train.")
    String part = "";

    @Parameters(index = "1..*", paramLabel = "key=value", description = "Settings over those of the YAML.")
    List<String> overrides = new ArrayList<>();

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Pictures with metadata.jsonl.")
    Path data = Path.of("");

    @Option(names = "--output", required = true, paramLabel = "RUN", description = "Folder of the run.")
    Path output = Path.of("");

    @Option(names = "--config", paramLabel = "F.yaml", description = "Settings of the run; the rest has defaults.")
    @Nullable
    Path config;

    @Option(names = "--resume", description = "Go on from the newest checkpoint, bit for bit.")
    boolean resume;

    @Option(
            names = "--dry-run",
            description =
                    "Print the configuration, the networks' sizes, and memory and time from a few steps; write nothing.")
    boolean dryRun;

    @Option(names = "--processes", paramLabel = "N", description = "Training processes; only 1 for now.")
    int processes = 1;

    @Option(names = "--steps", paramLabel = "N", description = "training.steps")
    @Nullable
    Long steps;

    @Option(names = "--batch", paramLabel = "N", description = "training.batch")
    @Nullable
    Integer batch;

    @Option(names = "--seed", paramLabel = "N", description = "seed")
    @Nullable
    Long seed;

    @Override
    Exit run() throws IOException {
        Training.Part chosen =
                Training.Part.of(part).orElseThrow(() -> CommandException.usage("train", "one of " + words(), part));
        if (processes != 1) {
            throw CommandException.usage(
                    "--processes", "1, since training runs in one process so far", Integer.toString(processes));
        }
        common.startEngine();
        Training training = new Training(data, output, config, settings(), resume);
        try (TrainingProgress progress = new TrainingProgress(common.console())) {
            return dryRun ? estimate(training, chosen, progress) : train(training, chosen, progress);
        }
    }

    private static String words() {
        return Arrays.stream(Training.Part.values()).map(Training.Part::word).collect(Collectors.joining(", "));
    }

    private Exit train(Training training, Training.Part chosen, TrainingProgress progress) throws IOException {
        long last = training.train(chosen, progress);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("step", last);
        document.put("checkpoint", output.resolve("checkpoints").resolve("last").toString());
        common.console().document(document);
        return Exit.DONE;
    }

    private Exit estimate(Training training, Training.Part chosen, TrainingProgress progress) {
        new EstimateReport(training.estimate(chosen, progress), MemoryUse.peak()).show(common.console());
        return Exit.DONE;
    }

    private List<String> settings() {
        List<String> settings = new ArrayList<>(overrides);
        add(settings, "training.steps", steps);
        add(settings, "training.batch", batch);
        add(settings, "seed", seed);
        return settings;
    }

    private static void add(List<String> settings, String key, @Nullable Object value) {
        if (value != null) {
            settings.add(key + "=" + value);
        }
    }
}
