package org.ldm4j.text;

import java.util.List;
import java.util.Map;

/**
 * What a byte-pair tokenizer knows: the id of every piece, and the merges in order of precedence. A piece that ends a
 * word ends in {@code </w>}.
 *
 * @param ids piece to id
 * @param merges the first is applied first
 */
record BytePairVocabulary(Map<String, Integer> ids, List<Merge> merges) {
    /** Two neighbouring pieces that become one. */
    record Merge(String left, String right) {
        String joined() {
            return left + right;
        }
    }
}
