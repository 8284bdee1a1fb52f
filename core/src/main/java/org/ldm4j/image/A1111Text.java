package org.ldm4j.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The text that Stable Diffusion web UI puts into its pictures: the prompt, a line with the negative prompt, and a last
 * line of settings. A value with a comma, colon or line break is quoted as a JSON string.
 */
final class A1111Text {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String NEGATIVE = "Negative prompt:";
    /** A last line with fewer settings is a part of the prompt. */
    private static final int FEWEST_SETTINGS = 3;
    /** Longer than any honest line of settings. */
    private static final int LONGEST_LINE = 1 << 16;

    /** Names are bounded, so that a hostile line costs no more than its length. */
    private static final Pattern SETTING = Pattern.compile(
            "(\\w[\\w \\-/]{1,80}+):\\s*+(\"(?:\\\\.|[^\\\\\"])++\"|[^,]*+)(?:,|$)", Pattern.UNICODE_CHARACTER_CLASS);

    private A1111Text() {}

    static String write(GenerationParameters parameters) {
        String settings = parameters.settings().entrySet().stream()
                .map(setting -> setting.getKey() + ": " + quoted(setting.getValue()))
                .collect(Collectors.joining(", "));
        String negative =
                parameters.negativePrompt().isEmpty() ? "" : "\n" + NEGATIVE + " " + parameters.negativePrompt();
        return (parameters.prompt() + negative + "\n" + settings).strip();
    }

    private static String quoted(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == ':' || c == '\n');
        return plain ? value : JSON.writeValueAsString(value);
    }

    static GenerationParameters read(String text) {
        List<String> lines = new ArrayList<>(List.of(text.strip().split("\n", -1)));
        Map<String, String> settings = settings(lines.get(lines.size() - 1));
        if (settings.isEmpty()) {
            return prompts(lines, settings);
        }
        return prompts(lines.subList(0, lines.size() - 1), settings);
    }

    private static Map<String, String> settings(String line) {
        Map<String, String> settings = new LinkedHashMap<>();
        Matcher matcher = SETTING.matcher(line.length() > LONGEST_LINE ? "" : line);
        int count = 0;
        while (matcher.find()) {
            count++;
            if (!matcher.group(2).isEmpty()) {
                settings.put(matcher.group(1), unquoted(matcher.group(2)));
            }
        }
        return count < FEWEST_SETTINGS ? Map.of() : settings;
    }

    private static String unquoted(String value) {
        if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
            return value;
        }
        try {
            return JSON.readValue(value, String.class);
        } catch (JacksonException e) {
            return value;
        }
    }

    private static GenerationParameters prompts(List<String> lines, Map<String, String> settings) {
        List<String> prompt = new ArrayList<>(), negative = new ArrayList<>();
        List<String> current = prompt;
        for (String line : lines) {
            String content = line.strip();
            if (content.startsWith(NEGATIVE)) {
                current = negative;
                content = content.substring(NEGATIVE.length()).strip();
            }
            if (!current.isEmpty() || !content.isEmpty()) { // empty lines before the first are lost, as in the original
                current.add(content);
            }
        }
        return new GenerationParameters(String.join("\n", prompt), String.join("\n", negative), settings);
    }
}
