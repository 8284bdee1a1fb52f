package org.ldm4j.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.ldm4j.text.BytePairVocabulary.Merge;

/**
 * Words to ids by byte-pair encoding (Sennrich et al. 2016, arXiv 1508.07909): among all neighbours the merge of the
 * best rank is applied first, the leftmost on a tie, until none applies. May be shared by threads.
 */
final class BytePairEncoder {
    private static final int BYTES = 256;
    private static final int CACHED_WORDS = 1 << 15;
    private static final int CACHED_LENGTH = 64;

    private final int[] inner = new int[BYTES];
    private final int[] last = new int[BYTES];
    /** (left id, right id) to rank and id of the merged piece. */
    private final Map<Long, Rule> rules;

    private final Map<String, int[]> cache = new ConcurrentHashMap<>();

    private record Rule(int rank, int id) {}

    /** All pieces of the merges must have an id; {@code unknown} is the id of a byte that the vocabulary lacks. */
    BytePairEncoder(BytePairVocabulary vocabulary, int unknown) {
        Map<String, Integer> ids = vocabulary.ids();
        for (int b = 0; b < BYTES; b++) {
            inner[b] = ids.getOrDefault(ByteSymbols.of(b), unknown);
            last[b] = ids.getOrDefault(ByteSymbols.of(b) + ByteSymbols.END_OF_WORD, unknown);
        }
        rules = new HashMap<>(vocabulary.merges().size() * 2);
        for (Merge merge : vocabulary.merges()) {
            long pair = pair(id(ids, merge.left()), id(ids, merge.right()));
            rules.put(pair, new Rule(rules.size(), id(ids, merge.joined())));
        }
    }

    private static int id(Map<String, Integer> ids, String piece) {
        return Objects.requireNonNull(ids.get(piece), piece);
    }

    private static long pair(int left, int right) {
        return (long) left << Integer.SIZE | right;
    }

    /** The ids of one word; the array is shared and must not be changed. */
    int[] encode(String word) {
        int[] known = cache.get(word);
        if (known != null) {
            return known;
        }
        int[] ids = new Word(symbols(word)).merged();
        if (word.length() <= CACHED_LENGTH && cache.size() < CACHED_WORDS) {
            cache.put(word, ids);
        }
        return ids;
    }

    private int[] symbols(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        int[] symbols = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            symbols[i] = (i == bytes.length - 1 ? last : inner)[Byte.toUnsignedInt(bytes[i])];
        }
        return symbols;
    }

    /** One word being merged: a linked list of symbols, and a queue of the merges that may apply. */
    private final class Word {
        private static final int GONE = -1;

        private final int[] symbols;
        private final int[] next;
        private final int[] previous;
        /** Rank above, place below: the smallest is the best rank, leftmost. Outdated entries are skipped. */
        private final PriorityQueue<Long> queue = new PriorityQueue<>();

        Word(int[] symbols) {
            this.symbols = symbols;
            next = new int[symbols.length];
            previous = new int[symbols.length];
            Arrays.setAll(next, i -> i + 1);
            Arrays.setAll(previous, i -> i - 1);
            for (int i = 0; i < symbols.length; i++) {
                offer(i);
            }
        }

        int[] merged() {
            for (Long entry = queue.poll(); entry != null; entry = queue.poll()) {
                int place = entry.intValue();
                Rule rule = ruleAt(place);
                if (rule != null && rule.rank() == entry >> Integer.SIZE) {
                    apply(rule, place);
                }
            }
            return Arrays.stream(symbols).filter(id -> id != GONE).toArray();
        }

        private void apply(Rule rule, int place) {
            int taken = next[place];
            symbols[place] = rule.id();
            symbols[taken] = GONE;
            next[place] = next[taken];
            if (next[place] < symbols.length) {
                previous[next[place]] = place;
            }
            offer(place);
            if (previous[place] >= 0) {
                offer(previous[place]);
            }
        }

        private void offer(int place) {
            Rule rule = ruleAt(place);
            if (rule != null) {
                queue.add(pair(rule.rank(), place));
            }
        }

        private @Nullable Rule ruleAt(int place) {
            if (symbols[place] == GONE || next[place] >= symbols.length) {
                return null;
            }
            return rules.get(pair(symbols[place], symbols[next[place]]));
        }
    }
}
