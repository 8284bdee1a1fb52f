package org.ldm4j.image;

import java.util.ArrayList;
import java.util.List;
import org.ldm4j.tensor.Tensor;

/** Pictures of 0 to 255 and tensors of -1 to 1. */
public final class PixelTensors {
    private static final float[] UNIT = new float[256];

    static {
        for (int value = 0; value < UNIT.length; value++) {
            UNIT[value] = value / 255f * 2 - 1;
        }
    }

    /** How a value between two levels becomes one. */
    public enum Rounding {
        /** To the nearest, halves to the even one: diffusers. */
        NEAREST,
        /** Downwards: CompVis' scripts. */
        DOWN
    }

    private PixelTensors() {}

    /** One picture as [1, C, H, W] float32 in [-1, 1]. */
    public static Tensor tensor(Bitmap bitmap) {
        return tensor(List.of(bitmap));
    }

    /** Pictures of one size as [B, C, H, W] float32 in [-1, 1]. */
    public static Tensor tensor(List<Bitmap> bitmaps) {
        Bitmap first = bitmaps.get(0);
        int plane = first.width() * first.height(), each = plane * first.channels();
        float[] values = new float[Math.multiplyExact(bitmaps.size(), each)];
        for (int b = 0; b < bitmaps.size(); b++) {
            requireSame(first, bitmaps.get(b));
            byte[] source = bitmaps.get(b).values();
            for (int i = 0; i < each; i++) {
                int pixel = i / first.channels(), channel = i % first.channels();
                values[b * each + channel * plane + pixel] = UNIT[source[i] & 0xFF];
            }
        }
        return Tensor.of(values, bitmaps.size(), first.channels(), first.height(), first.width());
    }

    /** A mask as [1, 1, H, W]: 1 where the picture is at least half white, else 0. */
    public static Tensor mask(Bitmap bitmap) {
        byte[] grey = bitmap.grey().values();
        float[] values = new float[grey.length];
        for (int i = 0; i < grey.length; i++) {
            values[i] = (grey[i] & 0xFF) >= Bitmap.HALF ? 1 : 0;
        }
        return Tensor.of(values, 1, 1, bitmap.height(), bitmap.width());
    }

    private static void requireSame(Bitmap first, Bitmap other) {
        if (other.width() != first.width()
                || other.height() != first.height()
                || other.channels() != first.channels()) {
            throw new IllegalArgumentException("pictures (" + first + ", " + other + ") must have one size");
        }
    }

    /** The pictures of [B, C, H, W] in [-1, 1], C 1, 3 or 4; what lies outside is cut. */
    public static List<Bitmap> bitmaps(Tensor tensor, Rounding rounding) {
        long[] shape = tensor.shape();
        if (shape.length != 4) {
            throw new IllegalArgumentException("tensor (" + tensor + ") must be [B, C, H, W]");
        }
        int channels = (int) shape[1], plane = Math.toIntExact(shape[2] * shape[3]), each = plane * channels;
        float[] values = tensor.toFloats();
        List<Bitmap> bitmaps = new ArrayList<>();
        for (int start = 0; start < values.length; start += each) {
            byte[] pixels = new byte[each];
            for (int i = 0; i < each; i++) {
                float value = values[start + i % channels * plane + i / channels];
                pixels[i] = (byte) level(value, rounding);
            }
            bitmaps.add(Bitmap.of((int) shape[3], (int) shape[2], channels, pixels));
        }
        return bitmaps;
    }

    private static int level(float value, Rounding rounding) {
        float unit = Math.max(0, Math.min(1, value / 2 + 0.5f));
        return rounding == Rounding.DOWN ? (int) (unit * 255) : (int) Math.rint(unit * 255);
    }
}
