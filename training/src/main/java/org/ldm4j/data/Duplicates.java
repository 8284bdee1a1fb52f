package org.ldm4j.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the pictures of a set that are the same, or nearly. */
final class Duplicates {
    /** Hashes that differ in more places are of different pictures. */
    static final int MAX_DISTANCE = 3;

    private static final double MAX_GREY_DIFFERENCE = 6;
    /** Of this many parts of two hashes that differ in three places, one at least is equal. */
    private static final int PARTS = MAX_DISTANCE + 1;

    private static final int PART_BITS = Long.SIZE / PARTS;

    private final Map<String, Fingerprint> fingerprints = new LinkedHashMap<>();

    void add(String name, Fingerprint fingerprint) {
        fingerprints.put(name, fingerprint);
    }

    /** Groups of files with the same bytes, in the order of their first. */
    List<List<String>> same() {
        Map<String, List<String>> byHash = new LinkedHashMap<>();
        fingerprints.forEach((name, print) ->
                byHash.computeIfAbsent(print.bytes(), hash -> new ArrayList<>()).add(name));
        return byHash.values().stream()
                .filter(group -> group.size() > 1)
                .map(List::copyOf)
                .toList();
    }

    /** Pairs that look alike and are not the same bytes; at most {@code limit}. */
    List<DataCheck.Near> near(int limit) {
        List<DataCheck.Near> pairs = new ArrayList<>();
        List<Map<Long, List<String>>> byPart = new ArrayList<>();
        for (int part = 0; part < PARTS; part++) {
            byPart.add(new HashMap<>());
        }
        for (Map.Entry<String, Fingerprint> entry : fingerprints.entrySet()) {
            for (int part = 0; part < PARTS; part++) {
                List<String> others =
                        byPart.get(part).computeIfAbsent(part(entry.getValue(), part), bits -> new ArrayList<>());
                for (String other : others) {
                    if (pairs.size() < limit && isFirstSharedPart(entry.getValue(), print(other), part)) {
                        addIfNear(pairs, other, entry.getKey());
                    }
                }
                others.add(entry.getKey());
            }
        }
        return pairs;
    }

    private static long part(Fingerprint print, int part) {
        return print.differences() >>> part * PART_BITS & (1L << PART_BITS) - 1;
    }

    /** So that a pair that shares several parts is looked at once. */
    private static boolean isFirstSharedPart(Fingerprint one, Fingerprint other, int part) {
        for (int earlier = 0; earlier < part; earlier++) {
            if (part(one, earlier) == part(other, earlier)) {
                return false;
            }
        }
        return true;
    }

    private void addIfNear(List<DataCheck.Near> pairs, String first, String second) {
        Fingerprint one = print(first), other = print(second);
        int distance = one.distance(other);
        boolean near = distance <= MAX_DISTANCE && one.greyDifference(other) <= MAX_GREY_DIFFERENCE;
        if (near && !one.bytes().equals(other.bytes())) {
            pairs.add(new DataCheck.Near(first, second, distance));
        }
    }

    private Fingerprint print(String name) {
        Fingerprint print = fingerprints.get(name);
        if (print == null) {
            throw new IllegalStateException(name);
        }
        return print;
    }
}
