package org.ldm4j.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Which part of a picture of another shape is shown, and whether it is scaled before or after it is cut out. */
public enum Crop {
    /** The smaller side is scaled to the size, then the middle is taken (FFHQ, CelebA-HQ, ImageNet's validation). */
    CENTRE {
        @Override
        View view(int width, int height, int toWidth, int toHeight, RandomGenerator random) {
            int[] scaled = covering(width, height, toWidth, toHeight);
            Area middle = Area.middle(toWidth, toHeight, scaled[0], scaled[1]);
            return new View(width, height, Area.whole(width, height), scaled[0], scaled[1], middle, false);
        }
    },
    /** The same, in a place that is drawn (ImageNet's training). */
    RANDOM {
        @Override
        View view(int width, int height, int toWidth, int toHeight, RandomGenerator random) {
            int[] scaled = covering(width, height, toWidth, toHeight);
            int left = random.nextInt(scaled[0] - toWidth + 1), top = random.nextInt(scaled[1] - toHeight + 1);
            Area place = new Area(left, top, toWidth, toHeight);
            return new View(width, height, Area.whole(width, height), scaled[0], scaled[1], place, false);
        }
    },
    /** The largest middle part of the shape is cut out, then scaled (LSUN). */
    LARGEST {
        @Override
        View view(int width, int height, int toWidth, int toHeight, RandomGenerator random) {
            int[] part = inside(width, height, toWidth, toHeight);
            return scaledPart(width, height, Area.middle(part[0], part[1], width, height), toWidth, toHeight);
        }
    },
    /** A part whose size, from the target's to the largest, and place are drawn, then scaled (layouts: random-2d). */
    RANDOM_SIZE {
        @Override
        View view(int width, int height, int toWidth, int toHeight, RandomGenerator random) {
            int[] largest = inside(width, height, toWidth, toHeight);
            int least = Math.min(toWidth, largest[0]);
            return drawnPart(width, height, least + random.nextInt(largest[0] - least + 1), toWidth, toHeight, random);
        }
    },
    /** A part of half to all of the largest size, in a place that is drawn, then scaled (super-resolution). */
    RANDOM_PART {
        @Override
        View view(int width, int height, int toWidth, int toHeight, RandomGenerator random) {
            int most = inside(width, height, toWidth, toHeight)[0];
            int w = Math.max(1, (int) (most * (0.5 + 0.5 * random.nextDouble())));
            return drawnPart(width, height, w, toWidth, toHeight, random);
        }
    },
    /** A part in a place that is drawn, its pixels as they are; a picture that is too small is scaled to cover it. */
    PATCH {
        @Override
        View view(int width, int height, int toWidth, int toHeight, RandomGenerator random) {
            if (width < toWidth || height < toHeight) {
                return RANDOM.view(width, height, toWidth, toHeight, random);
            }
            int left = random.nextInt(width - toWidth + 1), top = random.nextInt(height - toHeight + 1);
            Area place = new Area(left, top, toWidth, toHeight);
            return new View(width, height, Area.whole(width, height), width, height, place, false);
        }
    },
    /** The middle of that size, its pixels as they are; a picture that is too small is scaled to cover it. */
    MIDDLE {
        @Override
        View view(int width, int height, int toWidth, int toHeight, RandomGenerator random) {
            if (width < toWidth || height < toHeight) {
                return CENTRE.view(width, height, toWidth, toHeight, random);
            }
            Area middle = Area.middle(toWidth, toHeight, width, height);
            return new View(width, height, Area.whole(width, height), width, height, middle, false);
        }
    },
    /** Nothing is cut off; proportions are lost. */
    SQUEEZE {
        @Override
        View view(int width, int height, int toWidth, int toHeight, RandomGenerator random) {
            return scaledPart(width, height, Area.whole(width, height), toWidth, toHeight);
        }
    };

    /** The part of a picture of {@code width} x {@code height} that becomes {@code toWidth} x {@code toHeight}. */
    abstract View view(int width, int height, int toWidth, int toHeight, RandomGenerator random);

    boolean draws() {
        return this == RANDOM || this == PATCH || drawsBeforeScaling();
    }

    /** Whether the scaling depends on what is drawn. */
    boolean drawsBeforeScaling() {
        return this == RANDOM_SIZE || this == RANDOM_PART;
    }

    private static View drawnPart(int width, int height, int w, int toWidth, int toHeight, RandomGenerator random) {
        int most = inside(width, height, toWidth, toHeight)[1];
        int h = Math.max(1, Math.min(most, Math.round((float) w * toHeight / toWidth)));
        int left = random.nextInt(width - w + 1), top = random.nextInt(height - h + 1);
        return scaledPart(width, height, new Area(left, top, w, h), toWidth, toHeight);
    }

    private static View scaledPart(int width, int height, Area part, int toWidth, int toHeight) {
        return new View(width, height, part, toWidth, toHeight, Area.whole(toWidth, toHeight), false);
    }

    /** The least size of the picture's proportions that covers the target. */
    private static int[] covering(int width, int height, int toWidth, int toHeight) {
        if ((long) width * toHeight < (long) height * toWidth) {
            return new int[] {toWidth, Math.max(toHeight, rounded((double) height * toWidth / width))};
        }
        return new int[] {Math.max(toWidth, rounded((double) width * toHeight / height)), toHeight};
    }

    /** The largest size of the target's proportions inside the picture. */
    private static int[] inside(int width, int height, int toWidth, int toHeight) {
        if ((long) width * toHeight < (long) height * toWidth) {
            return new int[] {width, Math.max(1, (int) ((long) width * toHeight / toWidth))};
        }
        return new int[] {Math.max(1, (int) ((long) height * toWidth / toHeight)), height};
    }

    /** To the nearest, halves to the even one, as albumentations' SmallestMaxSize. */
    private static int rounded(double side) {
        return (int) Math.rint(side);
    }

    /** The name in settings. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The way with this name in settings. */
    public static Crop of(String label) {
        return Arrays.stream(values())
                .filter(crop -> crop.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("crop (" + label + ") must be one of " + labels()));
    }

    public static String labels() {
        return String.join(", ", Arrays.stream(values()).map(Crop::label).toList());
    }
}
