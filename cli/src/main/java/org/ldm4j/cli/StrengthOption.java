package org.ldm4j.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much of a picture is changed. */
final class StrengthOption {
    @Option(
            names = {"--strength", "--denoising-strength"},
            paramLabel = "X",
            description = "How much of the schedule is run, above 0 to 1: more of it keeps less of the picture. Default:"
                    + " 0.8, and 1 in inpaint.")
    @Nullable
    Double strength;

    double or(double usual) {
        return strength == null ? usual : strength;
    }
}
