package org.ldm4j.tensor;

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
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, long[] size) {
            return torch.upsample_nearest2d(x, size);
        }
    },
    BILINEAR {
        @Override
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, long[] size) {
            return torch.upsample_bilinear2d(x, size, false);
        }
    },
    /** Keys' cubic with a = -3/4, unlike the antialiased one. */
    BICUBIC {
        @Override
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, long[] size) {
            return torch.upsample_bicubic2d(x, size, false);
        }
    },
    /** The middles of the corner pixels stay where they are. */
    BICUBIC_ALIGNED_CORNERS {
        @Override
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, long[] size) {
            return torch.upsample_bicubic2d(x, size, true);
        }
    },
    /** The mean of the source area under each target pixel. */
    AREA {
        @Override
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, long[] size) {
            return torch.adaptive_avg_pool2d(x, size);
        }
    },
    BILINEAR_ANTIALIASED {
        @Override
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, long[] size) {
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
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, long[] size) {
            try (InterpolateFuncOptions options = new InterpolateFuncOptions();
                    kBicubic mode = new kBicubic()) {
                options.mode().put(mode);
                return antialiased(x, size, options);
            }
        }
    };

    abstract org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, long[] size);

    /** The map in {@code height} x {@code width}. */
    public Tensor apply(Tensor x, long height, long width) {
        return Tensor.call("interpolate " + name(), () -> run(x.raw, new long[] {height, width}), x);
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
