package org.ldm4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** All commands by name. Only the one that is asked for is looked at, because that takes time. */
final class Commands {
    private static final Map<String, Supplier<Object>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("txt2img", TextToImageCommand::new);
        ALL.put("img2img", ImageToImageCommand::new);
        ALL.put("inpaint", InpaintCommand::new);
        ALL.put("upscale", UpscaleCommand::new);
        ALL.put("depth2img", DepthToImageCommand::new);
        ALL.put("sample", SampleCommand::new);
        ALL.put("class2img", ClassToImageCommand::new);
        ALL.put("layout2img", LayoutToImageCommand::new);
        ALL.put("semantic", SemanticCommand::new);
        ALL.put("samplers", SamplersCommand::new);
        ALL.put("schedule", ScheduleCommand::new);
        ALL.put("tokenize", TokenizeCommand::new);
        ALL.put("inspect", InspectCommand::new);
        ALL.put("convert", ConvertCommand::new);
        ALL.put("png-info", PngInfoCommand::new);
        ALL.put("doctor", DoctorCommand::new);
        ALL.put("completion", CompletionCommand::new);
        ALL.put("bench", BenchCommand::new);
        ALL.put("train", TrainCommand::new);
        ALL.put("evaluate", EvaluateCommand::new);
        ALL.put("data", DataCommand::new);
    }

    private Commands() {}

    /** Adds the command that the first argument names, or all when it names none. */
    static void addTo(CommandLine root, String[] arguments) {
        String first = arguments.length == 0 ? "" : arguments[0];
        if (ALL.containsKey(first)) {
            root.addSubcommand(first, ALL.get(first).get());
        } else {
            addAllTo(root);
        }
    }

    static CommandLine addAllTo(CommandLine root) {
        ALL.forEach((name, command) -> root.addSubcommand(name, command.get()));
        return root;
    }
}
