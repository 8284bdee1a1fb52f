package org.ldm4j.cli;

import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.task.Request;
import org.ldm4j.task.TextToImage;
import org.ldm4j.task.Unconditional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Pictures from nothing but noise. */
@Command(name = "sample", description = "Makes pictures of whatever an unconditional model was trained on.")
final class SampleCommand extends PaperCommand {
    @Mixin
    private final SizeOptions size = new SizeOptions();

    @Override
    PaperKind kind() {
        return PaperKind.UNCONDITIONAL;
    }

    @Override
    Request request(TextToImage common) {
        return new Unconditional(size.applyTo(common));
    }
}
