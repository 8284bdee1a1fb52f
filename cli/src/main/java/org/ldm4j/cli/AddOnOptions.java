package org.ldm4j.cli;

import org.ldm4j.task.TextToImage;
import picocli.CommandLine.Option;

/** What is changed in the model. */
final class AddOnOptions {
    @Option(
            names = {"--clip-skip", "--clip_skip"},
            paramLabel = "N",
            description = "Last layers of the text encoder that are left out, as diffusers counts: 1 leaves out one.")
    int clipSkip;

    TextToImage applyTo(TextToImage text) {
        return text.clipSkip(clipSkip);
    }
}
