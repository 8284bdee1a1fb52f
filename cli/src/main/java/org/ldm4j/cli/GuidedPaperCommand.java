package org.ldm4j.cli;

import org.ldm4j.checkpoint.ModelDefaults;
import org.ldm4j.diffusion.Guidance;
import picocli.CommandLine.Mixin;

/** A command for models of the paper that are guided towards a condition, in any size. */
abstract class GuidedPaperCommand extends PaperCommand {
    @Mixin
    final SizeOptions size = new SizeOptions();

    @Mixin
    private final GuidanceOptions guidance = new GuidanceOptions();

    @Override
    final Guidance guidance(double usual) {
        return guidance.of(new ModelDefaults(usual));
    }
}
