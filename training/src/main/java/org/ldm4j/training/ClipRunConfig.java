package org.ldm4j.training;

import org.ldm4j.conditioning.Activation;
import org.ldm4j.conditioning.ClipConfig;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.conditioning.ClipVisionConfig;

/**
 * The YAML of {@code train clip}.
 *
 * @param seed decides every draw of the run
 * @param data what is read, and how; pictures of {@code data.size} are what the model takes
 * @param vision the image tower
 * @param text the text tower
 * @param projection width of the space in which texts and pictures meet
 * @param training how all of it is optimised; {@code training.batch} is how many texts each picture is told from
 */
public record ClipRunConfig(long seed, DataConfig data, Vision vision, Text text, int projection, Settings training) {
    public ClipRunConfig {
        Settings.require(training.batch() > 1, "training.batch", training.batch(), "be at least 2");
    }

    /**
     * The image tower's shape.
     *
     * @param patch side of the squares that become tokens
     * @param width width of the tokens
     * @param layers transformer layers
     * @param heads attention heads
     */
    public record Vision(int patch, int width, int layers, int heads) {
        ClipVisionConfig toConfig(int size) {
            return new ClipVisionConfig(size, patch, width, layers, heads, 4 * width, Activation.QUICK_GELU);
        }
    }

    /**
     * The text tower's shape.
     *
     * @param tokenizer folder of a CLIP tokenizer; empty to learn a vocabulary from the captions
     * @param vocabulary most entries of the vocabulary that is learned
     * @param positions tokens of a text, start and end included
     * @param width width of the tokens
     * @param layers transformer layers
     * @param heads attention heads
     */
    public record Text(String tokenizer, int vocabulary, int positions, int width, int layers, int heads) {
        ClipTextConfig toConfig(int vocabularySize) {
            return new ClipTextConfig(
                    vocabularySize, positions, width, layers, heads, 4 * width, Activation.QUICK_GELU);
        }
    }

    ClipConfig toConfig(int vocabularySize) {
        return new ClipConfig(text.toConfig(vocabularySize), vision.toConfig(data.size()), projection);
    }
}
