package org.ldm4j.task;

import org.ldm4j.image.Bitmap;

/** How many pixels a picture is made larger by on each side. */
record Extension(int left, int top, int right, int bottom) {
    private static final int REPAINT = 255;

    Extension {
        Rules.require(
                left >= 0 && top >= 0 && right >= 0 && bottom >= 0,
                "extension",
                left + ", " + top + ", " + right + ", " + bottom,
                "have no negative side");
        Rules.require((long) left + top + right + bottom > 0, "extension", 0, "have a side above 0");
    }

    /** The larger picture, RGB: every new pixel is the nearest one of the border. */
    Bitmap canvas(Bitmap image) {
        Bitmap source = image.rgb();
        int width = width(image), height = height(image), channels = source.channels();
        byte[] values = new byte[width * height * channels];
        for (int y = 0, to = 0; y < height; y++) {
            int fromY = nearest(y - top, image.height());
            for (int x = 0; x < width; x++) {
                int fromX = nearest(x - left, image.width());
                for (int channel = 0; channel < channels; channel++, to++) {
                    values[to] = (byte) source.at(fromX, fromY, channel);
                }
            }
        }
        return Bitmap.of(width, height, channels, values);
    }

    private static int nearest(int position, int count) {
        return Math.max(0, Math.min(count - 1, position));
    }

    /** White where {@link #canvas} is new. */
    Bitmap mask(Bitmap image) {
        int width = width(image), height = height(image);
        byte[] values = new byte[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean inside = x >= left && x < left + image.width() && y >= top && y < top + image.height();
                values[y * width + x] = (byte) (inside ? 0 : REPAINT);
            }
        }
        return Bitmap.of(width, height, 1, values);
    }

    private int width(Bitmap image) {
        return side("width", (long) left + image.width() + right);
    }

    private int height(Bitmap image) {
        return side("height", (long) top + image.height() + bottom);
    }

    /** A side of the larger picture, before that takes memory. */
    private static int side(String name, long pixels) {
        Rules.require(
                pixels <= PictureSize.MAX_SIDE,
                name + " of the extended picture",
                pixels,
                "be at most " + PictureSize.MAX_SIDE);
        return (int) pixels;
    }
}
