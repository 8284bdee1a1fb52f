package org.ldm4j.denoiser;

import java.util.List;

/** How attention is divided into heads at each level of the U-Net. */
public sealed interface Heads {
    /** Number of heads for {@code channels} at {@code level} (0 is the full resolution). */
    int at(int level, int channels);

    /** The same number everywhere, so that heads grow wider with the channels (SD 1.x: 8). */
    record Count(int heads) implements Heads {
        @Override
        public int at(int level, int channels) {
            return heads;
        }
    }

    /** Heads of the same width everywhere (SD 2.x: 64 channels). */
    record Width(int channelsPerHead) implements Heads {
        @Override
        public int at(int level, int channels) {
            return channels / channelsPerHead;
        }
    }

    /** A number for each level, as diffusers writes it for SD 2.x: [5, 10, 20, 20]. */
    record PerLevel(List<Integer> heads) implements Heads {
        public PerLevel {
            heads = List.copyOf(heads);
        }

        @Override
        public int at(int level, int channels) {
            return heads.get(level);
        }
    }
}
