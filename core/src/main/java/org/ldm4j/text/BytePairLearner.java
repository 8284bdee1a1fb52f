package org.ldm4j.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.ldm4j.text.AddedTokens.Added;
import org.ldm4j.text.BytePairVocabulary.Merge;
import org.ldm4j.text.ClipTokenizer.Specials;

/**
 * Learns the vocabulary of a CLIP tokenizer from captions (Sennrich et al. 2016, algorithm 1): the most frequent pair
 * of neighbours becomes a piece, again and again; on a tie the first in order of characters. In the layout of CLIP:
 * 256 bytes, the same at the end of a word, the merges, start and end.
 */
public final class BytePairLearner {
    private static final String START = "<|startoftext|>";
    private static final String END = "<|endoftext|>";
    private static final int BYTES = 256;
    private static final int SMALLEST = 2 * BYTES + 2;
    /** A pair that occurs once teaches nothing about other texts. */
    private static final long LEAST_COUNT = 2;

    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparingLong(Candidate::count)
            .reversed()
            .thenComparing(c -> c.merge().left())
            .thenComparing(c -> c.merge().right());

    private final List<Word> words = new ArrayList<>();
    private final Map<Merge, Long> counts = new HashMap<>();
    /** Words in which a pair occurs, or did. */
    private final Map<Merge, Set<Word>> places = new HashMap<>();

    private final PriorityQueue<Candidate> candidates = new PriorityQueue<>(BEST_FIRST);

    private record Candidate(Merge merge, long count) {}

    private static final class Word {
        final long count;
        List<String> pieces;

        Word(List<String> pieces, long count) {
            this.pieces = pieces;
            this.count = count;
        }
    }

    private BytePairLearner(Collection<String> captions) {
        Map<String, Long> found = new TreeMap<>();
        for (String caption : captions) {
            ClipText.words(ClipText.normalize(caption), word -> found.merge(word, 1L, Long::sum));
        }
        found.forEach((word, count) -> words.add(new Word(ByteSymbols.pieces(word), count)));
    }

    /**
     * A tokenizer whose vocabulary has at most {@code entries} pieces (fewer if the captions hold no more pairs that
     * recur), whose texts have {@code length} tokens, and which pads with the end token as Stable Diffusion 1 does.
     */
    public static ClipTokenizer learn(Collection<String> captions, int entries, int length) {
        if (entries < SMALLEST) {
            throw new IllegalArgumentException("entries (" + entries + ") must be at least " + SMALLEST
                    + ": the bytes, the bytes that end words, start and end");
        }
        return new BytePairLearner(captions).learn(entries, length);
    }

    private ClipTokenizer learn(int entries, int length) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        bytes().forEach(piece -> ids.put(piece, ids.size()));
        List<Merge> merges = new ArrayList<>();
        words.forEach(word -> count(word, 1));
        for (Candidate best = next(); best != null && ids.size() < entries - 2; best = next()) {
            merges.add(best.merge());
            ids.putIfAbsent(best.merge().joined(), ids.size()); // two merges may give the same piece
            apply(best.merge());
        }
        ids.put(START, ids.size());
        ids.put(END, ids.size());
        int start = ids.size() - 2, end = ids.size() - 1;
        List<Added> added = List.of(new Added(START, start, true), new Added(END, end, true));
        return new ClipTokenizer(
                new BytePairVocabulary(ids, merges), new Specials(start, end, end, end, length, added));
    }

    private static List<String> bytes() {
        List<String> pieces = new ArrayList<>();
        for (String end : List.of("", ByteSymbols.END_OF_WORD)) {
            for (int place = 0; place < BYTES; place++) {
                pieces.add(ByteSymbols.atPlace(place) + end);
            }
        }
        return pieces;
    }

    /** The most frequent pair, or null if none recurs; a candidate whose count has changed since is outdated. */
    private @Nullable Candidate next() {
        for (Candidate best = candidates.poll(); best != null; best = candidates.poll()) {
            if (counts.getOrDefault(best.merge(), 0L) == best.count()) {
                return best.count() < LEAST_COUNT ? null : best;
            }
        }
        return null;
    }

    private void apply(Merge merge) {
        for (Word word : places.getOrDefault(merge, Set.of()).toArray(Word[]::new)) {
            count(word, -1);
            word.pieces = merged(word.pieces, merge);
            count(word, 1);
        }
    }

    private static List<String> merged(List<String> pieces, Merge merge) {
        List<String> result = new ArrayList<>(pieces.size());
        for (int i = 0; i < pieces.size(); i++) {
            boolean here = i + 1 < pieces.size()
                    && pieces.get(i).equals(merge.left())
                    && pieces.get(i + 1).equals(merge.right());
            result.add(here ? merge.joined() : pieces.get(i));
            i += here ? 1 : 0;
        }
        return result;
    }

    /** Adds {@code sign} times the word's pairs to the counts. */
    private void count(Word word, int sign) {
        for (int i = 0; i + 1 < word.pieces.size(); i++) {
            Merge pair = new Merge(word.pieces.get(i), word.pieces.get(i + 1));
            long count = counts.merge(pair, sign * word.count, Long::sum);
            places.computeIfAbsent(pair, p -> new LinkedHashSet<>()).add(word);
            candidates.add(new Candidate(pair, count));
        }
    }
}
