package org.ldm4j.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The entrance: picks the command, and turns what happens into an exit code. */
@Command(
        name = "ldm4j",
        description = "Latent diffusion models: make pictures, look into models, train them.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** The command line with every command. */
    static CommandLine whole() {
        return Commands.addAllTo(new CommandLine(new Main()));
    }

    /** Runs one command line; returns its exit code. */
    static int run(String... arguments) {
        ErrorReport report = new ErrorReport(List.of(arguments).contains("--debug"));
        try {
            CommandLine root = new CommandLine(new Main());
            Commands.addTo(root, arguments);
            return root.setExecutionExceptionHandler(report)
                    .setParameterExceptionHandler(new UsageReport())
                    .setAbbreviatedOptionsAllowed(false)
                    .execute(arguments);
        } catch (Throwable e) { // errors too: out of memory is one
            return report.tell(e);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "command: expected one of "
                        + String.join(" ", spec.subcommands().keySet()) + ", found none");
    }
}
