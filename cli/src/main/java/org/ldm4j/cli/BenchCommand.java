package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.BundledModel;
import org.ldm4j.checkpoint.ModelPreset;
import org.ldm4j.cli.bench.Job;
import org.ldm4j.cli.bench.Measurement;
import org.ldm4j.cli.bench.NetworkWorkload;
import org.ldm4j.cli.bench.StartWorkload;
import org.ldm4j.cli.bench.TrainingWorkload;
import org.ldm4j.cli.bench.Workload;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.task.LatentDiffusionModel;
import org.ldm4j.task.ModelLoader;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Times the parts of a model on this machine. */
@Command(name = "bench", description = "Time a network, a training step or the start of the program on this machine.")
final class BenchCommand extends LdmCommand {
    /** What is timed. */
    enum Work {
        /** One pass of the denoiser; batch 2 is one picture with guidance. */
        UNET(2, 1),
        /** One decoding. */
        VAE(1, 1),
        /** One pass of the text encoder. */
        TEXT(2, 1),
        /** One optimiser step. */
        TRAIN(32, 2),
        /** A process that makes one small picture. */
        START(1, 1);

        final int batch;
        final int warmUps;

        Work(int batch, int warmUps) {
            this.batch = batch;
            this.warmUps = warmUps;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int DEFAULT_REPEATS = 3;
    private static final int START_STEPS = 10;
    private static final int BUNDLED_SIDE = 64;

    @Parameters(paramLabel = "WORK", description = "One of ${COMPLETION-CANDIDATES}.")
    Work work = Work.UNET;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "A published model or bundled: whose shapes; default: sd15, for train and start bundled.")
    @Nullable
    String preset;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "PATH",
            description = "A model folder; without it, random weights of the preset's size.")
    @Nullable
    Path model;

    @Option(
            names = {"-W", "--width"},
            paramLabel = "PIXELS",
            description = "Width of the picture.")
    @Nullable
    Integer width;

    @Option(
            names = {"-H", "--height"},
            paramLabel = "PIXELS",
            description = "Height of the picture.")
    @Nullable
    Integer height;

    @Option(
            names = {"-b", "--batch"},
            paramLabel = "N",
            description =
                    "Pictures or texts in one pass; default: 2 for unet and text (guidance), 1 for vae, 32 for train.")
    @Nullable
    Integer batch;

    @Option(names = "--repeat", paramLabel = "N", description = "How often to measure; default: ${DEFAULT-VALUE}.")
    int repeat = DEFAULT_REPEATS;

    @Override
    Exit run() {
        if (repeat < 1) {
            throw CommandException.usage("--repeat", "at least 1", repeat);
        }
        common.startEngine();
        Job job = job();
        double[] seconds;
        try (Workload workload = workload(job)) {
            seconds = Measurement.seconds(workload, work.warmUps, repeat);
        }
        report(job, seconds);
        return Exit.DONE;
    }

    private String shapes() {
        return preset != null ? preset : work == Work.TRAIN || work == Work.START ? "bundled" : "sd15";
    }

    private Job job() {
        int side = shapes().equals("bundled") ? BUNDLED_SIDE : published().size();
        return new Job(
                positive("--width", width, side),
                positive("--height", height, side),
                positive("--batch", batch, work.batch),
                type());
    }

    private static int positive(String option, @Nullable Integer value, int otherwise) {
        if (value != null && value < 1) {
            throw CommandException.usage(option, "at least 1", value);
        }
        return value == null ? otherwise : value;
    }

    /** Training computes in float32 unless told otherwise: on a processor that is faster. */
    private DType type() {
        DType asked = common.type();
        boolean half = work != Work.TRAIN && Engine.hasFastBfloat16();
        return asked != null ? asked : half ? DType.BF16 : DType.FP32;
    }

    private Workload workload(Job job) {
        return switch (work) {
            case START -> new StartWorkload(startOptions(job));
            case TRAIN -> new TrainingWorkload(job);
            default -> model == null && !shapes().equals("bundled") ? random(job) : loaded(job);
        };
    }

    private List<String> startOptions(Job job) {
        String path = String.valueOf(model == null ? BundledModel.path() : model);
        return List.of(
                "-q",
                "-m",
                path,
                "-p",
                "a red heart",
                "--steps",
                "" + START_STEPS,
                "--dtype",
                job.type().label());
    }

    private ModelPreset published() {
        return PresetNames.find("--preset", shapes());
    }

    private Workload random(Job job) {
        ModelPreset sizes = published();
        if (work == Work.UNET && sizes.unet() != null) {
            return NetworkWorkload.unet(sizes, job);
        }
        if (work == Work.VAE) {
            return NetworkWorkload.decoder(sizes.firstStage(), job);
        }
        if (work == Work.TEXT && sizes.conditioner() instanceof ClipTextConfig config) {
            return NetworkWorkload.text(config, job);
        }
        throw CommandException.usage("--preset", "a model with what " + work + " measures, such as sd15", shapes());
    }

    private Workload loaded(Job job) {
        Path path = model == null ? BundledModel.path() : model;
        LatentDiffusionModel loaded = ModelLoader.load(path, common.loading().withType(job.type()));
        return switch (work) {
            case UNET -> NetworkWorkload.unet(loaded, job);
            case VAE -> NetworkWorkload.decoder(loaded, job);
            default -> NetworkWorkload.text(loaded, job);
        };
    }

    private void report(Job job, double[] seconds) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("work", work);
        document.put("preset", shapes());
        document.put("dtype", job.type().label());
        document.put("width", job.width());
        document.put("height", job.height());
        document.put("batch", job.batch());
        document.put("threads", Engine.threads());
        document.put("seconds", JsonText.list(seconds));
        document.put("peak_rss_bytes", MemoryUse.peak());
        document.put("flops", null); // not counted
        Console console = common.console();
        console.document(document);
        double best = Arrays.stream(seconds).min().orElseThrow();
        console.result(String.format(
                Locale.ROOT,
                "%s %s %s %dx%d batch %d: %.3f s (best of %d)",
                work,
                shapes(),
                job.type().label(),
                job.width(),
                job.height(),
                job.batch(),
                best,
                seconds.length));
    }
}
