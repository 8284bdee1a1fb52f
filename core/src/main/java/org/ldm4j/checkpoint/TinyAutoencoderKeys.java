package org.ldm4j.checkpoint;

import java.util.Set;
import org.ldm4j.autoencoder.TinyAutoencoderConfig;

/** Names of TAESD's parameters: diffusers' AutoencoderTiny, whose layers are numbered through. */
public final class TinyAutoencoderKeys {
    private static final int KERNEL = 3;

    private TinyAutoencoderKeys() {}

    /** The table for {@code config}, both sides with the same names. */
    public static KeyTable of(TinyAutoencoderConfig config) {
        KeyRows root = new KeyRows();
        encoder(root.at("encoder.layers"), config);
        decoder(root.at("decoder.layers"), config);
        return new KeyTable(root.rows(), Set.of());
    }

    /** The table of the decoder alone. */
    static KeyTable decoder(TinyAutoencoderConfig config) {
        KeyRows root = new KeyRows();
        decoder(root.at("decoder.layers"), config);
        return new KeyTable(root.rows(), Set.of());
    }

    private static void encoder(KeyRows rows, TinyAutoencoderConfig config) {
        int width = config.encoderWidth(), index = 0;
        for (int level = 0; level < config.encoderBlocks().size(); level++) {
            if (level == 0) {
                conv(rows, index++, config.imageChannels(), width);
            } else {
                convWithoutBias(rows, index++, width);
            }
            index = blocks(rows, index, config.encoderBlocks().get(level), width);
        }
        conv(rows, index, width, config.latentChannels());
    }

    private static void decoder(KeyRows rows, TinyAutoencoderConfig config) {
        int width = config.decoderWidth(), last = config.decoderBlocks().size() - 1;
        conv(rows, 0, config.latentChannels(), width);
        int index = 2;
        for (int level = 0; level <= last; level++) {
            index = blocks(rows, index, config.decoderBlocks().get(level), width);
            if (level < last) {
                convWithoutBias(rows, index + 1, width);
                index += 2;
            }
        }
        conv(rows, index, width, config.imageChannels());
    }

    private static int blocks(KeyRows rows, int index, int count, int width) {
        for (int i = 0; i < count; i++) {
            for (int layer : new int[] {0, 2, 4}) {
                conv(rows.at((index + i) + ".conv"), layer, width, width);
            }
        }
        return index + count;
    }

    private static void conv(KeyRows rows, int index, int in, int out) {
        String name = Integer.toString(index);
        rows.conv(name, name, in, out, KERNEL);
    }

    private static void convWithoutBias(KeyRows rows, int index, int width) {
        String name = index + ".weight";
        rows.tensor(name, name, width, width, KERNEL, KERNEL);
    }
}
