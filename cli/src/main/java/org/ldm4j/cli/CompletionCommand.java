package org.ldm4j.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A script that makes a shell complete commands and options. */
@Command(name = "completion", description = "Prints a script for the shell: source <(ldm4j completion bash)")
final class CompletionCommand extends LdmCommand {
    /** Shells; one script serves both, zsh by its emulation of bash's completion. */
    enum Shell {
        bash,
        zsh
    }

    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    @SuppressWarnings("UnusedVariable") // only so that other shells are refused
    private Shell shell = Shell.bash;

    @Override
    Exit run() {
        System.out.println(AutoComplete.bash("ldm4j", Main.whole()));
        return Exit.DONE;
    }
}
