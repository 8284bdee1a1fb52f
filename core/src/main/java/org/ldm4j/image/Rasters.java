package org.ldm4j.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * {@link Bitmap} and {@link BufferedImage}. Stored values are taken as they are, without colour management: Java counts
 * grey as linear light and would brighten it, and the references apply no profiles either.
 */
final class Rasters {
    private Rasters() {}

    static Bitmap bitmap(BufferedImage image) {
        ColorModel colors = image.getColorModel();
        int bands = image.getRaster().getNumBands();
        if (colors.getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
            return fromInks(image);
        }
        boolean stored = !(colors instanceof IndexColorModel)
                && !colors.isAlphaPremultiplied()
                && colors.getPixelSize() / bands >= Byte.SIZE
                && (isGrey(colors) || colors.getColorSpace().getType() == ColorSpace.TYPE_RGB);
        return stored ? stored(image, bands) : converted(image);
    }

    private static boolean isGrey(ColorModel colors) {
        return colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    }

    private static Bitmap stored(BufferedImage image, int bands) {
        int width = image.getWidth(), channels = bands == 2 ? Bitmap.RGBA : bands;
        int shift = image.getColorModel().getComponentSize(0) - Byte.SIZE; // the high byte of 16 bits
        byte[] values = new byte[width * image.getHeight() * channels];
        int[] row = new int[width * bands];
        Raster raster = image.getRaster();
        for (int y = 0, to = 0; y < image.getHeight(); y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    int band = bands == 2 ? c / Bitmap.RGB : c; // grey three times, then alpha
                    values[to++] = (byte) (row[x * bands + band] >> shift);
                }
            }
        }
        return new Bitmap(width, image.getHeight(), channels, values);
    }

    /** Four inks, as in pictures for print, by the plain formula that Pillow applies. */
    private static Bitmap fromInks(BufferedImage image) {
        int width = image.getWidth(), height = image.getHeight(), inks = 4;
        byte[] values = new byte[width * height * Bitmap.RGB];
        int[] row = new int[width * inks];
        for (int y = 0, to = 0; y < height; y++) {
            image.getRaster().getPixels(0, y, width, 1, row);
            for (int x = 0; x < row.length; x += inks) {
                int light = 0xFF - row[x + inks - 1];
                for (int c = 0; c < Bitmap.RGB; c++) {
                    values[to++] = (byte) (light - Bitmap.dividedBy255(row[x + c] * light));
                }
            }
        }
        return new Bitmap(width, height, Bitmap.RGB, values);
    }

    private static Bitmap converted(BufferedImage image) {
        int width = image.getWidth(), height = image.getHeight();
        int channels = image.getColorModel().hasAlpha() ? Bitmap.RGBA : Bitmap.RGB;
        byte[] values = new byte[width * height * channels];
        int[] row = new int[width];
        for (int y = 0, to = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int argb : row) {
                for (int c = 0; c < channels; c++) {
                    int shift = c == Bitmap.RGB ? Integer.SIZE - Byte.SIZE : (Bitmap.RGB - 1 - c) * Byte.SIZE;
                    values[to++] = (byte) (argb >> shift);
                }
            }
        }
        return new Bitmap(width, height, channels, values);
    }

    static BufferedImage image(Bitmap bitmap) {
        boolean alpha = bitmap.channels() == Bitmap.RGBA;
        int type = alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
        BufferedImage image = new BufferedImage(bitmap.width(), bitmap.height(), type);
        int[] row = new int[bitmap.width()];
        for (int y = 0; y < bitmap.height(); y++) {
            for (int x = 0; x < row.length; x++) {
                row[x] = argb(bitmap, x, y);
            }
            image.getRaster().setDataElements(0, y, row.length, 1, row);
        }
        return image;
    }

    private static int argb(Bitmap bitmap, int x, int y) {
        int green = bitmap.channels() == Bitmap.GREY ? 0 : 1, blue = 2 * green;
        int alpha = bitmap.channels() == Bitmap.RGBA ? bitmap.at(x, y, Bitmap.RGBA - 1) : 0xFF;
        return alpha << 24 | bitmap.at(x, y, 0) << 16 | bitmap.at(x, y, green) << 8 | bitmap.at(x, y, blue);
    }
}
