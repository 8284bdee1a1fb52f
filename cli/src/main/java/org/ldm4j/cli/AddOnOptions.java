package org.ldm4j.cli;

import picocli.CommandLine.Option;

/** What is changed in the model. */
final class AddOnOptions {
    @Option(
            names = {"--clip-skip", "--clip_skip"},
            paramLabel = "N",
            description = "Last layers of the text encoder that are left out, as diffusers counts: 1 leaves out one.")
    int clipSkip;
}
