package org.ldm4j.image;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * A picture of 8 bits a channel, row by row with its channels side by side: 1 grey, 3 red green blue, 4 the same with
 * alpha (not premultiplied). Never changes.
 */
public final class Bitmap {
    static final int GREY = 1;
    static final int RGB = 3;
    static final int RGBA = 4;

    /** From here on a mask counts as white. */
    static final int HALF = 128;

    private static final int OPAQUE = 255;
    private static final int WHITE = 0xFFFFFF;

    private final int width;
    private final int height;
    private final int channels;
    private final byte[] values;

    Bitmap(int width, int height, int channels, byte[] values) {
        if (values.length != (long) width * height * channels) {
            throw new IllegalArgumentException(
                    "values (" + values.length + ") must fill " + width + "x" + height + "x" + channels);
        }
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.values = values;
    }

    /** A picture with a copy of {@code values}, {@code height * width * channels} bytes. */
    public static Bitmap of(int width, int height, int channels, byte[] values) {
        if (channels != GREY && channels != RGB && channels != RGBA) {
            throw new IllegalArgumentException("channels (" + channels + ") must be 1, 3 or 4");
        }
        return new Bitmap(width, height, channels, values.clone());
    }

    /** Grey of 8 or 16 bits stays grey, a picture with transparency becomes RGBA, every other one RGB. */
    public static Bitmap of(BufferedImage image) {
        return Rasters.bitmap(image);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** 1, 3 or 4. */
    public int channels() {
        return channels;
    }

    /** A channel of a pixel, 0 to 255. */
    public int at(int x, int y, int channel) {
        return Byte.toUnsignedInt(values[(y * width + x) * channels + channel]);
    }

    /** The values themselves, for the classes beside this one, which do not change them. */
    byte[] values() {
        return values;
    }

    /** The picture as RGB on white: grey is repeated, transparency blended as Pillow's {@code paste} does. */
    public Bitmap rgb() {
        return rgb(WHITE);
    }

    /** The picture as RGB on a {@code background} of 0xRRGGBB. */
    public Bitmap rgb(int background) {
        if (channels == RGB) {
            return this;
        }
        byte[] result = new byte[width * height * RGB];
        for (int i = 0; i < width * height; i++) {
            for (int c = 0; c < RGB; c++) {
                int under = background >> (RGB - 1 - c) * Byte.SIZE & 0xFF;
                result[i * RGB + c] = channels == GREY ? values[i] : blended(i * RGBA, c, under);
            }
        }
        return new Bitmap(width, height, RGB, result);
    }

    private byte blended(int pixel, int channel, int under) {
        int alpha = Byte.toUnsignedInt(values[pixel + RGBA - 1]);
        int over = Byte.toUnsignedInt(values[pixel + channel]);
        return (byte) dividedBy255(over * alpha + under * (OPAQUE - alpha));
    }

    /** {@code a / 255}, rounded, for 0 to 255²: exact without a division. */
    static int dividedBy255(int a) {
        int t = a + 128;
        return (t >> 8) + t >> 8;
    }

    /** Whether no pixel has a colour. */
    public boolean isGrey() {
        for (int i = 0; channels > 2 && i < width * height; i++) {
            int x = i % width, y = i / width;
            if (at(x, y, 0) != at(x, y, 1) || at(x, y, 1) != at(x, y, 2)) {
                return false;
            }
        }
        return true;
    }

    /** One channel by ITU-R 601 luma in Pillow's fixed point; transparency is ignored, as Pillow's {@code convert("L")}. */
    public Bitmap grey() {
        if (channels == GREY) {
            return this;
        }
        byte[] result = new byte[width * height];
        for (int i = 0; i < result.length; i++) {
            int at = i * channels;
            int luma = Byte.toUnsignedInt(values[at]) * 19595
                    + Byte.toUnsignedInt(values[at + 1]) * 38470
                    + Byte.toUnsignedInt(values[at + 2]) * 7471;
            result[i] = (byte) (luma + 0x8000 >> 16);
        }
        return new Bitmap(width, height, GREY, result);
    }

    /** The picture in another size, by {@code filter}, pixel for pixel as Pillow scales it. */
    public Bitmap resized(int newWidth, int newHeight, Resize filter) {
        return filter.apply(this, newWidth, newHeight);
    }

    /** {@code other} where {@code mask} is at least half white, this picture elsewhere; all of one size, RGB under RGB. */
    public Bitmap covered(Bitmap other, Bitmap mask) {
        if (!isLike(other) || mask.width != width || mask.height != height) {
            throw new IllegalArgumentException(
                    "cover (" + other + ") and mask (" + mask + ") must have the size of the picture, " + this);
        }
        byte[] result = values.clone();
        byte[] grey = mask.grey().values;
        for (int i = 0; i < grey.length; i++) {
            if (Byte.toUnsignedInt(grey[i]) >= HALF) {
                System.arraycopy(other.values, i * channels, result, i * channels, channels);
            }
        }
        return new Bitmap(width, height, channels, result);
    }

    /** This picture, as RGB, with {@code part} laid on it, its corner at {@code left}, {@code top}. */
    public Bitmap pasted(Bitmap part, int left, int top) {
        return new Canvas(width, height)
                .paste(rgb(), 0, 0)
                .paste(part.rgb(), left, top)
                .bitmap();
    }

    private boolean isLike(Bitmap other) {
        return width == other.width && height == other.height && channels == other.channels;
    }

    /** The part of {@code newWidth} x {@code newHeight} pixels whose corner is at {@code left}, {@code top}. */
    public Bitmap cropped(int left, int top, int newWidth, int newHeight) {
        if (left < 0
                || top < 0
                || newWidth < 1
                || newHeight < 1
                || left > width - newWidth
                || top > height - newHeight) {
            throw new IllegalArgumentException("crop (" + newWidth + "x" + newHeight + " at " + left + ", " + top
                    + ") must lie inside the picture of " + width + "x" + height);
        }
        byte[] result = new byte[newWidth * newHeight * channels];
        for (int y = 0; y < newHeight; y++) {
            int from = ((top + y) * width + left) * channels;
            System.arraycopy(values, from, result, y * newWidth * channels, newWidth * channels);
        }
        return new Bitmap(newWidth, newHeight, channels, result);
    }

    /** Left and right exchanged. */
    public Bitmap mirrored() {
        byte[] result = new byte[values.length];
        for (int pixel = 0; pixel < width * height; pixel++) {
            int to = pixel - pixel % width + width - 1 - pixel % width;
            System.arraycopy(values, pixel * channels, result, to * channels, channels);
        }
        return new Bitmap(width, height, channels, result);
    }

    /** The largest square in the middle. */
    public Bitmap centreSquare() {
        int side = Math.min(width, height);
        return cropped((width - side) / 2, (height - side) / 2, side, side);
    }

    /** For Java2D and everything else that wants one: sRGB, with alpha if this has. */
    public BufferedImage toImage() {
        return Rasters.image(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bitmap b && isLike(b) && Arrays.equals(values, b.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return width + "x" + height + "x" + channels;
    }
}
