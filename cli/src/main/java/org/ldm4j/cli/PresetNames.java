package org.ldm4j.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ldm4j.checkpoint.ModelPreset;
import org.ldm4j.checkpoint.Presets;

/** Finds published models by the names that people type. */
final class PresetNames {
    private static final int SUGGESTIONS = 3;

    private PresetNames() {}

    /** The model that {@code name} names; one that does not exist is refused with those that are spelled most like it. */
    static ModelPreset find(String option, String name) {
        ModelPreset preset = Presets.find(name);
        if (preset == null) {
            throw CommandException.usage(option, "the name of a published model", name)
                    .hinting("did you mean " + String.join(", ", nearest(name)) + "?");
        }
        return preset;
    }

    static List<String> nearest(String name) {
        return Presets.names().stream()
                .sorted(Comparator.comparingInt(candidate -> distance(key(name), key(candidate))))
                .limit(SUGGESTIONS)
                .collect(Collectors.toList());
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** Levenshtein's: how many characters to insert, delete or change. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
