package org.ldm4j.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entrance: picks the command. */
@Command(name = "ldm4j", mixinStandardHelpOptions = true, version = "ldm4j 0.1.0-SNAPSHOT")
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }
}
