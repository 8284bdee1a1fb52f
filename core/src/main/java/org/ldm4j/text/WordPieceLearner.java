package org.ldm4j.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Learns the vocabulary of a {@link WordPieceTokenizer} from captions: beginning with single characters, the most frequent
 * pair of neighbours within words becomes a piece, again and again; on a tie the first in order of characters.
 */
public final class WordPieceLearner {
    private static final List<String> SPECIALS = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
    private static final BertText FORM = new BertText(true, true, true);
    /** A pair that occurs once teaches nothing about other texts. */
    private static final long LEAST_COUNT = 2;

    private final Map<List<String>, Long> words = new LinkedHashMap<>();

    private record Pair(String left, String right) {
        String joined() {
            return left + right.substring(WordPieceTokenizer.INNER.length());
        }
    }

    private WordPieceLearner(Collection<String> captions) {
        Map<String, Long> found = new TreeMap<>();
        for (String caption : captions) {
            BertText.words(FORM.normalize(caption)).forEach(word -> found.merge(word, 1L, Long::sum));
        }
        found.forEach((word, count) -> words.merge(characters(word), count, Long::sum));
    }

    private static List<String> characters(String word) {
        List<String> pieces = new ArrayList<>();
        word.codePoints().forEach(c -> {
            String character = Character.toString(c);
            pieces.add(pieces.isEmpty() ? character : WordPieceTokenizer.INNER + character);
        });
        return pieces;
    }

    /**
     * A tokenizer whose vocabulary has at most {@code entries} pieces, but always all characters of the captions; texts
     * are read in lower case and without accents.
     */
    public static WordPieceTokenizer learn(Collection<String> captions, int entries) {
        return WordPieceFolder.of(new WordPieceLearner(captions).vocabulary(entries));
    }

    private List<String> vocabulary(int entries) {
        TreeSet<String> characters = new TreeSet<>();
        words.keySet().forEach(characters::addAll);
        List<String> vocabulary = new ArrayList<>(SPECIALS);
        vocabulary.addAll(characters);
        for (Pair best = next(); best != null && vocabulary.size() < entries; best = next()) {
            vocabulary.add(best.joined());
            merge(best);
        }
        return vocabulary.stream().distinct().toList();
    }

    /** The most frequent pair, or null if none recurs. */
    private @Nullable Pair next() {
        Map<Pair, Long> counts = new LinkedHashMap<>();
        words.forEach((pieces, count) -> {
            for (int i = 0; i + 1 < pieces.size(); i++) {
                counts.merge(new Pair(pieces.get(i), pieces.get(i + 1)), count, Long::sum);
            }
        });
        Comparator<Map.Entry<Pair, Long>> order = Map.Entry.<Pair, Long>comparingByValue()
                .reversed()
                .thenComparing(entry -> entry.getKey().left())
                .thenComparing(entry -> entry.getKey().right());
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= LEAST_COUNT)
                .min(order)
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private void merge(Pair pair) {
        Map<List<String>, Long> merged = new LinkedHashMap<>();
        words.forEach((pieces, count) -> merged.merge(merged(pieces, pair), count, Long::sum));
        words.clear();
        words.putAll(merged);
    }

    private static List<String> merged(List<String> pieces, Pair pair) {
        List<String> result = new ArrayList<>(pieces.size());
        for (int i = 0; i < pieces.size(); i++) {
            boolean here = i + 1 < pieces.size()
                    && pieces.get(i).equals(pair.left())
                    && pieces.get(i + 1).equals(pair.right());
            result.add(here ? pair.joined() : pieces.get(i));
            i += here ? 1 : 0;
        }
        return result;
    }
}
