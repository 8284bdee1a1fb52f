package org.ldm4j.cli;

import java.util.List;
import java.util.stream.Stream;
import org.ldm4j.task.LatentDiffusionModel;
import org.ldm4j.task.Model;
import org.ldm4j.task.PromptStyle;
import org.ldm4j.task.Request;
import org.ldm4j.text.ClipTokens;
import org.ldm4j.text.ExtraNetworks;
import org.ldm4j.text.PromptComposition;

/** Warnings about requests that work, but not as well as one expects. */
final class Advice {
    private static final int SHOWN = 60;

    private Advice() {}

    static void aboutTexts(LatentDiffusionModel model, Request request, List<String> prompts, Console console) {
        if (request.text().promptStyle() == PromptStyle.DIFFUSERS) {
            Stream.concat(prompts.stream(), request.text().negativePrompts().stream())
                    .forEach(text -> aboutLength(model.parts().tokenizer().encode(text), console));
        } else {
            prompts.forEach(prompt -> aboutWeight(prompt, console));
        }
    }

    /** Whoever writes "16:9" at the end of a prompt means no weight. */
    private static void aboutWeight(String prompt, Console console) {
        List<PromptComposition.Part> parts =
                PromptComposition.of(ExtraNetworks.of(prompt).text());
        double weight = parts.get(0).weight();
        if (parts.size() == 1 && weight != 1) {
            console.warn("the number behind the prompt's last colon is its weight: guidance pulls " + weight
                    + " times as hard; --prompt-style diffusers takes it as text");
        }
    }

    /** Models repeat or lose things far from the size they learnt; one side must stay near it. */
    static void aboutSize(Model model, Request request, Console console) {
        int width = model.size(request).width(), height = model.size(request).height(), own = model.size();
        boolean smaller = width < own && height < own, larger = width > own && height > own;
        if (smaller || larger) {
            console.warn("both sides of " + width + "x" + height + " are " + (smaller ? "smaller" : "larger")
                    + " than the model's own " + own + "; keep one at " + own + " for the best pictures");
        }
    }

    private static void aboutLength(ClipTokens tokens, Console console) {
        if (tokens.truncated()) {
            String cut = tokens.cut();
            String shown = cut.length() > SHOWN ? cut.substring(0, SHOWN) + "…" : cut;
            console.warn("the prompt has " + tokens.count() + " tokens, the model takes " + tokens.ids().length
                    + "; cut: " + shown);
        }
    }
}
