package org.ldm4j.task;

import java.util.Arrays;
import org.ldm4j.image.Bitmap;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/**
 * How near each point of a picture is: larger is nearer, in any unit, as MiDaS gives it. Any size will do, and only
 * differences between values count. Never changes.
 */
public final class DepthMap {
    private final int width;
    private final int height;
    private final float[] values;

    private DepthMap(int width, int height, float[] values) {
        Rules.require(width >= 1 && height >= 1, "depth map", width + "x" + height, "have at least one value");
        this.width = width;
        this.height = height;
        this.values = values;
        for (float value : values) {
            Rules.require(Float.isFinite(value), "depth map", value, "have finite values");
        }
    }

    /** A grey picture, white for what is nearest; of a coloured one the luma. */
    public static DepthMap of(Bitmap bitmap) {
        Bitmap grey = bitmap.grey();
        float[] values = new float[grey.width() * grey.height()];
        for (int i = 0; i < values.length; i++) {
            values[i] = grey.at(i % grey.width(), i / grey.width(), 0);
        }
        return new DepthMap(grey.width(), grey.height(), values);
    }

    /** A copy of [H, W], or the same with dimensions of 1 before. */
    public static DepthMap of(Tensor tensor) {
        long[] shape = tensor.shape();
        int rank = shape.length;
        Rules.require(
                rank >= 2 && Arrays.stream(shape).limit(rank - 2).allMatch(n -> n == 1),
                "depth map",
                Arrays.toString(shape),
                "have the shape [H, W]");
        return new DepthMap(
                Math.toIntExact(shape[rank - 1]),
                Math.toIntExact(shape[rank - 2]),
                tensor.to(DType.FP32).toFloats());
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The values as [1, 1, H, W]. */
    Tensor tensor() {
        return Tensor.of(values, 1, 1, height, width);
    }
}
