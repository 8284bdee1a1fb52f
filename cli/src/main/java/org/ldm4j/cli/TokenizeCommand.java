package org.ldm4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ldm4j.checkpoint.ModelChoices;
import org.ldm4j.checkpoint.ModelFiles;
import org.ldm4j.text.ClipTokenizer;
import org.ldm4j.text.ClipTokens;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What a text becomes before the text encoder sees it. */
@Command(name = "tokenize", description = "Shows the tokens of a text.")
final class TokenizeCommand extends LdmCommand {
    @Mixin
    private final ModelOption model = new ModelOption();

    @Parameters(paramLabel = "TEXT", description = "The text.")
    private String text = "";

    @Override
    Exit run() {
        ClipTokenizer tokenizer =
                ModelFiles.open(model.orBundled(), ModelChoices.DEFAULT).tokenizer();
        ClipTokens tokens = tokenizer.encode(text);
        Console console = common.console();
        long[] ids = tokens.ids();
        for (int i = 0; i < Math.min(tokens.count(), ids.length); i++) {
            console.result(ids[i] + "\t" + tokens.pieces().get(i));
        }
        if (tokens.truncated()) {
            console.warn("the model takes " + ids.length + " of " + tokens.count() + " tokens; cut: " + tokens.cut());
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("ids", JsonText.list(ids));
        document.put("pieces", tokens.pieces());
        document.put("attention_mask", JsonText.list(tokens.attentionMask()));
        document.put("chunks", tokenizer.chunks(text).size());
        console.document(document);
        return Exit.DONE;
    }
}
