package org.ldm4j.cli;

import org.jspecify.annotations.Nullable;
import org.ldm4j.image.GenerationParameters.Setting;
import picocli.CommandLine.Option;

/** How much of a picture is changed. */
final class StrengthOption {
    @Option(
            names = {"--strength", "--denoising-strength"},
            paramLabel = "X",
            description =
                    "How much of the schedule is run, above 0 to 1: more of it keeps less of the picture. Default:"
                            + " 0.8, and 1 in inpaint.")
    @Nullable
    Double strength;

    void fill(Recipe recipe) {
        strength = strength != null ? strength : recipe.value(Setting.STRENGTH, "--strength", Double::valueOf);
    }

    double or(double usual) {
        return strength == null ? usual : strength;
    }
}
