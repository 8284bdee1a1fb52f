package org.ldm4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ldm4j.checkpoint.ModelFiles;
import org.ldm4j.text.ClipTokenizer;
import org.ldm4j.text.ClipTokens;
import org.ldm4j.text.Prompt;
import org.ldm4j.text.PromptChunks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What a text becomes before the text encoder sees it. */
@Command(name = "tokenize", description = "Shows the tokens of a text.")
final class TokenizeCommand extends LdmCommand {
    private static final int STEPS = 100; // enough to see every text of a schedule

    @Mixin
    private final ModelOption model = new ModelOption();

    @Parameters(paramLabel = "TEXT", description = "The text.")
    private String text = "";

    @Override
    Exit run() {
        ClipTokenizer tokenizer =
                ModelFiles.open(model.orBundled(), model.choices()).tokenizer();
        ClipTokens tokens = tokenizer.encode(text);
        Console console = common.console();
        long[] ids = tokens.ids();
        for (int i = 0; i < Math.min(tokens.count(), ids.length); i++) {
            console.result(ids[i] + "\t" + tokens.pieces().get(i));
        }
        if (tokens.truncated()) {
            console.warn("as plain text, the model takes " + ids.length + " of " + tokens.count() + " tokens; cut: "
                    + tokens.cut());
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("ids", JsonText.list(ids));
        document.put("pieces", tokens.pieces());
        document.put("attention_mask", JsonText.list(tokens.attentionMask()));
        document.put("chunks", chunks(tokenizer));
        console.document(document);
        return Exit.DONE;
    }

    /** Chunks that the text takes as a prompt with emphasis and schedules, at the step at which it takes most. */
    private int chunks(ClipTokenizer tokenizer) {
        return Prompt.of(text, STEPS)
                .texts()
                .mapToInt(shown -> PromptChunks.of(tokenizer, shown).size())
                .max()
                .orElse(1);
    }
}
