package org.ldm4j.cli;

import org.ldm4j.task.TextToImage;
import picocli.CommandLine.Mixin;

/** A command for models that are made for a text, in any size, and that may be changed. */
abstract class TextGuidedCommand extends PictureCommand {
    @Mixin
    final SizeOptions size = new SizeOptions();

    @Mixin
    final AddOnOptions addOns = new AddOnOptions();

    @Override
    void fill(Recipe recipe) {
        super.fill(recipe);
        size.fill(recipe);
        addOns.fill(recipe);
    }

    @Override
    final AddOnOptions addOns() {
        return addOns;
    }

    /** What all tasks are asked, with these options in it. */
    final TextToImage sized(TextToImage common) {
        return addOns.applyTo(size.applyTo(common));
    }
}
