package org.ldm4j.tensor;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.InterpolateFuncOptions;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.kBicubic;
import org.bytedeco.pytorch.kBilinear;

/**
 * Scaling of maps and latents, {@code [B, C, H, W]}, as torch's {@code interpolate} does it. Only the antialiased forms
 * look at more than the nearest source values when they shrink; pictures are scaled by {@code org.ldm4j.image.Resize}.
 */
public enum Interpolation {
    NEAREST {
        @Override
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, long[] size, DoubleOptional scale) {
            return torch.upsample_nearest2d(x, size, scale, scale);
        }
    },
    BILINEAR {
        @Override
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, long[] size, DoubleOptional scale) {
            return torch.upsample_bilinear2d(x, size, false, scale, scale);
        }
    },
    /** Keys' cubic with a = -3/4, unlike the antialiased one. */
    BICUBIC {
        @Override
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, long[] size, DoubleOptional scale) {
            return torch.upsample_bicubic2d(x, size, false, scale, scale);
        }
    },
    /** The middles of the corner pixels stay where they are. */
    BICUBIC_ALIGNED_CORNERS {
        @Override
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, long[] size, DoubleOptional scale) {
            return torch.upsample_bicubic2d(x, size, true, scale, scale);
        }
    },
    /** The mean of the source area under each target pixel. */
    AREA {
        @Override
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, long[] size, DoubleOptional scale) {
            return torch.adaptive_avg_pool2d(x, size);
        }
    },
    BILINEAR_ANTIALIASED {
        @Override
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, long[] size, DoubleOptional scale) {
            try (InterpolateFuncOptions options = new InterpolateFuncOptions();
                    kBilinear mode = new kBilinear()) {
                options.mode().put(mode);
                return antialiased(x, size, options);
            }
        }
    },
    /** Keys' cubic with a = -1/2, as Pillow's. */
    BICUBIC_ANTIALIASED {
        @Override
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, long[] size, DoubleOptional scale) {
            try (InterpolateFuncOptions options = new InterpolateFuncOptions();
                    kBicubic mode = new kBicubic()) {
                options.mode().put(mode);
                return antialiased(x, size, options);
            }
        }
    };

    /** @param scale how far positions lie apart, or empty where the two sizes say it */
    abstract org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, long[] size, DoubleOptional scale);

    /** The map in {@code height} x {@code width}. */
    public Tensor apply(Tensor x, long height, long width) {
        try (DoubleOptional none = new DoubleOptional()) {
            return Tensor.call("interpolate " + name(), () -> run(x.raw, new long[] {height, width}, none), x);
        }
    }

    /**
     * The map with both sides multiplied by {@code factor} and rounded down. Positions lie apart by the factor itself, not
     * by what the rounded sides make of it.
     */
    public Tensor scale(Tensor x, double factor) {
        long[] size = {(long) Math.floor(x.size(2) * factor), (long) Math.floor(x.size(3) * factor)};
        try (DoubleOptional scale = new DoubleOptional(factor)) {
            return Tensor.call("interpolate " + name(), () -> run(x.raw, size, scale), x);
        }
    }

    private static org.bytedeco.pytorch.Tensor antialiased(
            org.bytedeco.pytorch.Tensor x, long[] size, InterpolateFuncOptions options) {
        try (LongVector target = new LongVector(size)) {
            options.size().put(target);
            options.align_corners().put(false);
            options.antialias().put(true);
            return torch.interpolate(x, options);
        }
    }
}
