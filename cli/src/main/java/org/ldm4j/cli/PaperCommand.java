package org.ldm4j.cli;

import java.util.List;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.task.LatentDiffusionModel;
import org.ldm4j.task.Model;
import org.ldm4j.task.PaperModel;

/** A command that makes pictures with one of the paper's models, from something else than words. */
abstract class PaperCommand extends GenerationCommand {
    /** What the model must make pictures from. */
    abstract PaperKind kind();

    @Override
    List<String> texts() {
        return List.of("");
    }

    @Override
    Guidance guidance(double usual) {
        return new Guidance(1, 0);
    }

    @Override
    void requireFit(Model loaded) {
        String expected = "pictures from " + kind().words();
        if (loaded instanceof LatentDiffusionModel) {
            throw otherKind(expected, "one of Stable Diffusion's form");
        }
        PaperKind found = ((PaperModel) loaded).parts().kind();
        if (found != kind()) {
            throw otherKind(expected, "pictures from " + found.words());
        }
    }
}
