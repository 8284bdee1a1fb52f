package org.ldm4j.image;

/** Colours weighted by their transparency, between which scaling may mix; rounded as Pillow's mode {@code RGBa}. */
final class Premultiplied {
    private static final int OPAQUE = 255;

    private Premultiplied() {}

    static Bitmap of(Bitmap rgba) {
        byte[] values = rgba.values().clone();
        for (int i = 0; i < values.length; i += Bitmap.RGBA) {
            int alpha = Byte.toUnsignedInt(values[i + Bitmap.RGB]);
            for (int c = i; c < i + Bitmap.RGB; c++) {
                values[c] = (byte) Bitmap.dividedBy255(Byte.toUnsignedInt(values[c]) * alpha);
            }
        }
        return new Bitmap(rgba.width(), rgba.height(), Bitmap.RGBA, values);
    }

    static Bitmap undo(Bitmap premultiplied) {
        byte[] values = premultiplied.values().clone();
        for (int i = 0; i < values.length; i += Bitmap.RGBA) {
            int alpha = Byte.toUnsignedInt(values[i + Bitmap.RGB]);
            if (alpha != 0 && alpha != OPAQUE) {
                for (int c = i; c < i + Bitmap.RGB; c++) {
                    values[c] = (byte) Math.min(OPAQUE, OPAQUE * Byte.toUnsignedInt(values[c]) / alpha);
                }
            }
        }
        return new Bitmap(premultiplied.width(), premultiplied.height(), Bitmap.RGBA, values);
    }
}
