package org.ldm4j.cli;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ldm4j.checkpoint.ModelDefaults;
import org.ldm4j.checkpoint.ModelKind;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.task.LatentDiffusionModel;
import org.ldm4j.task.Model;
import org.ldm4j.task.PaperModel;
import org.ldm4j.task.Request;
import org.ldm4j.task.TextToImage;
import picocli.CommandLine.Mixin;

/** A command that makes pictures with a prompt, by Stable Diffusion or by one of the paper's models that does the same. */
abstract class PictureCommand extends GenerationCommand {
    @Mixin
    final PromptOptions prompts = new PromptOptions();

    @Mixin
    final GuidanceOptions guidance = new GuidanceOptions();

    @Override
    void fill(Recipe recipe) {
        super.fill(recipe);
        prompts.fill(recipe);
        guidance.fill(recipe);
    }

    @Override
    List<String> texts() {
        return List.of(prompts.required());
    }

    /** The kinds of Stable Diffusion models that can do this. */
    abstract Set<ModelKind> kinds();

    /** The kinds of the paper's models that can. */
    Set<PaperKind> paperKinds() {
        return Set.of();
    }

    /** What is asked of a model with the prompts' options. */
    abstract Request prompted(TextToImage common);

    @Override
    final Request request(TextToImage common) {
        return prompted(common.negative(prompts.negative()).promptStyle(prompts.style()));
    }

    @Override
    Guidance guidance(double usual) {
        return guidance.of(new ModelDefaults(usual));
    }

    @Override
    void requireFit(Model loaded) {
        if (loaded instanceof PaperModel paper
                && !paperKinds().contains(paper.parts().kind())) {
            throw otherKind(expected(), "pictures from " + paper.parts().kind().words());
        }
        if (loaded instanceof LatentDiffusionModel stable
                && !kinds().contains(stable.parts().kind())) {
            throw otherKind(expected(), words(stable.parts().kind()));
        }
    }

    private String expected() {
        return Stream.concat(
                        kinds().stream().map(PictureCommand::words),
                        paperKinds().stream().map(kind -> "pictures from " + kind.words()))
                .sorted()
                .collect(Collectors.joining(" or "));
    }

    private static String words(ModelKind kind) {
        return switch (kind) {
            case TEXT_TO_IMAGE -> "pictures from text alone";
            case INPAINT -> "parts of pictures anew";
            case DEPTH -> "pictures with a given depth";
            case UPSCALE -> "small pictures larger";
        };
    }
}
