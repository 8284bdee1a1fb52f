package org.ldm4j.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.ldm4j.text.AddedTokens.Added;
import org.ldm4j.text.BytePairVocabulary.Merge;
import org.ldm4j.text.ClipTokenizer.Specials;

/**
 * The vocabulary of OpenAI's CLIP, which all Stable Diffusion models share and single files leave out: 256 symbols of
 * bytes, the same at the end of a word, 48,894 merges, a start and an end.
 */
public final class ClipVocabulary {
    /** Pieces of the vocabulary: the rows of the models' embedding tables. */
    public static final int SIZE = 49408;

    private static final String RESOURCE = "clip-merges.txt.gz";
    private static final int BYTES = 256;
    private static final int LENGTH = 77;
    private static final String START = "<|startoftext|>";
    private static final String END = "<|endoftext|>";
    private static final int START_ID = SIZE - 2;
    private static final int END_ID = SIZE - 1;

    private ClipVocabulary() {}

    /** Pads with the end, as Stable Diffusion 1 was trained. */
    public static ClipTokenizer paddedWithEnd() {
        return tokenizer(new Added(END, END_ID, false));
    }

    /** Pads with "!", the piece of id 0, as OpenCLIP's models and so Stable Diffusion 2 were trained (trap 30). */
    public static ClipTokenizer paddedWithZero() {
        return tokenizer(new Added("!", 0, false));
    }

    private static ClipTokenizer tokenizer(Added pad) {
        List<Added> added = new ArrayList<>();
        added.add(new Added(START, START_ID, true));
        if (pad.id() != END_ID) {
            added.add(new Added(END, END_ID, true));
        }
        added.add(pad);
        return new ClipTokenizer(vocabulary(), new Specials(START_ID, END_ID, pad.id(), END_ID, LENGTH, added));
    }

    private static BytePairVocabulary vocabulary() {
        List<Merge> merges = merges();
        Map<String, Integer> ids = new HashMap<>(2 * SIZE);
        for (int i = 0; i < BYTES; i++) {
            ids.put(ByteSymbols.atPlace(i), i);
            ids.put(ByteSymbols.atPlace(i) + ByteSymbols.END_OF_WORD, BYTES + i);
        }
        merges.forEach(merge -> ids.put(merge.joined(), ids.size()));
        ids.put(START, START_ID);
        ids.put(END, END_ID);
        return new BytePairVocabulary(ids, merges);
    }

    private static List<Merge> merges() {
        try (InputStream packed = ClipVocabulary.class.getResourceAsStream(RESOURCE)) {
            if (packed == null) {
                throw new IllegalStateException("the library lacks its resource " + RESOURCE);
            }
            var reader = new BufferedReader(new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8));
            return reader.lines().map(ClipVocabulary::merge).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Merge merge(String line) {
        int space = line.indexOf(' ');
        return new Merge(line.substring(0, space), line.substring(space + 1));
    }
}
