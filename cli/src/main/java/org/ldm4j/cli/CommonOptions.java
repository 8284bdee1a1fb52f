package org.ldm4j.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ldm4j.image.GenerationParameters.Setting;
import org.ldm4j.task.LoadOptions;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options that every command has. */
@Command(
        versionProvider = Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        optionListHeading = "%nOptions:%n")
final class CommonOptions {
    @Option(
            names = {"-v", "--verbose"},
            description = "Say more on stderr.")
    boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing but errors.")
    boolean quiet;

    @Option(names = "--debug", description = "Show the trace of an error.")
    boolean debug;

    @Option(names = "--json", description = "Print one JSON document on stdout, and nothing else there.")
    boolean json;

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "Threads; default: one for each processor.")
    @Nullable
    Integer threads;

    @Option(names = "--device", paramLabel = "auto|cpu|cuda[:N]", description = "Where networks run.")
    String device = "auto";

    @Option(
            names = "--dtype",
            paramLabel = "auto|fp32|bf16|fp16",
            description = "What networks compute in; auto: bf16 where the processor has it in hardware, else fp32.")
    String dtype = "auto";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version.")
    boolean version;

    /** Checks the values and sets up messages, before anything logs. */
    void apply() {
        String level = quiet ? "error" : debug ? "debug" : verbose ? "info" : "warn";
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", level);
        System.setProperty("org.slf4j.simpleLogger.showThreadName", "false");
        System.setProperty("org.slf4j.simpleLogger.showLogName", "false");
        if (threads != null && threads < 1) {
            throw CommandException.usage("--threads", "at least 1", threads);
        }
        type();
        requireDevice();
    }

    void fill(Recipe recipe) {
        String precision = recipe.text(Setting.PRECISION);
        dtype = dtype.equals("auto") && recipe.isOurs() && precision != null ? precision : dtype;
    }

    private void requireDevice() {
        if (device.matches("cuda(:\\d+)?")) {
            throw CommandException.of(
                    Exit.MACHINE, "--device", "one that this machine has: cpu", device, "this machine");
        }
        if (!device.equals("auto") && !device.equals("cpu")) {
            throw CommandException.usage("--device", "auto, cpu or cuda[:N]", device);
        }
    }

    /** The element type that was asked for, or null for the fastest. */
    @Nullable
    DType type() {
        return switch (dtype.toLowerCase(Locale.ROOT)) {
            case "auto" -> null;
            case "fp32" -> DType.FP32;
            case "bf16" -> DType.BF16;
            case "fp16" -> DType.FP16;
            default -> throw CommandException.usage("--dtype", "auto, fp32, bf16 or fp16", dtype);
        };
    }

    LoadOptions loading() {
        return LoadOptions.DEFAULT.withType(type());
    }

    /** Loads the native library, which takes a moment, with the threads that were asked for. */
    void startEngine() {
        if (threads != null) {
            Engine.threads(threads);
        }
    }

    Console console() {
        return new Console(quiet, json);
    }
}
