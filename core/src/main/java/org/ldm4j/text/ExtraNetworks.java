package org.ldm4j.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Tags in prompts that ask for an additional network, as AUTOMATIC1111's web UI writes them: {@code <lora:name:0.8>}. The
 * tags are no part of what is encoded.
 *
 * @param text the prompt without its tags
 * @param networks what they ask for, in order
 */
public record ExtraNetworks(String text, List<Network> networks) {
    public ExtraNetworks {
        networks = List.copyOf(networks);
    }

    /**
     * One tag.
     *
     * @param kind what kind of network, such as {@code lora}
     * @param name the network's name, or its file's
     * @param arguments what stands behind the name, parted by colons
     */
    public record Network(String kind, String name, List<String> arguments) {
        public Network {
            arguments = List.copyOf(arguments);
        }

        /** How much of it is added to the text encoder: the first argument or {@code te=}; 1 if there is none. */
        public double weight() {
            return number(argument("te", 0), 1);
        }

        /** The same for the U-Net: the second argument or {@code unet=}; as the text encoder if there is none. */
        public double unetWeight() {
            return number(argument("unet", 1), weight());
        }

        private String argument(String key, int place) {
            List<String> plain =
                    arguments.stream().filter(text -> text.indexOf('=') < 0).toList();
            return arguments.stream()
                    .filter(text -> text.startsWith(key + "="))
                    .map(text -> text.substring(key.length() + 1))
                    .findFirst()
                    .orElse(place < plain.size() ? plain.get(place) : "");
        }

        private double number(String text, double otherwise) {
            if (text.isEmpty()) {
                return otherwise;
            }
            OptionalDouble value = PromptNumber.parse(text.strip());
            return value.orElseThrow(() -> new IllegalArgumentException(
                    "weight: expected a number, found '" + text + "' (<" + kind + ":" + name + "> in the prompt)"));
        }
    }

    /** Takes the tags out of {@code prompt}. */
    public static ExtraNetworks of(String prompt) {
        StringBuilder text = new StringBuilder();
        List<Network> networks = new ArrayList<>();
        int start = 0;
        for (int open = prompt.indexOf('<'); open >= 0; open = prompt.indexOf('<', open + 1)) {
            int colon = endOfWord(prompt, open + 1);
            if (colon == open + 1 || !prompt.startsWith(":", colon)) {
                continue;
            }
            int close = prompt.indexOf('>', colon);
            if (close < 0) {
                break; // nor does any later tag end
            }
            if (close > colon + 1) {
                text.append(prompt, start, open);
                networks.add(network(prompt.substring(open + 1, colon), prompt.substring(colon + 1, close)));
                start = close + 1;
                open = close;
            }
        }
        return new ExtraNetworks(text.append(prompt, start, prompt.length()).toString(), networks);
    }

    private static int endOfWord(String text, int start) {
        int i = start;
        while (i < text.length() && PromptWords.isWordPart(text.codePointAt(i))) {
            i += Character.charCount(text.codePointAt(i));
        }
        return i;
    }

    private static Network network(String kind, String rest) {
        List<String> parts = Arrays.asList(rest.split(":", -1));
        return new Network(kind, parts.get(0), parts.subList(1, parts.size()));
    }
}
