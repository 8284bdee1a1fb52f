package org.ldm4j.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with data sets. */
@Command(
        name = "data",
        description = "Looks at data sets.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = DataCheckCommand.class)
final class DataCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "data: expected check, found no command");
    }
}
