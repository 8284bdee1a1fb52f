package org.ldm4j.text;

/**
 * A stretch of a prompt whose words have the same weight.
 *
 * @param text the words, without the brackets that gave the weight
 * @param weight what their tokens' vectors are multiplied by; 1 changes nothing
 * @param breaks whether this is the word BREAK, which ends a chunk and is not read; its weight is then negative
 */
public record WeightedText(String text, double weight, boolean breaks) {
    WeightedText times(double factor) {
        return new WeightedText(text, weight * factor, breaks);
    }
}
