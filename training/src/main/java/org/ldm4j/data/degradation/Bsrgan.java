package org.ldm4j.data.degradation;

import java.util.List;
import java.util.random.RandomGenerator;
import org.ldm4j.image.Bitmap;

/**
 * Pictures as they come from cameras and the web: blurred, shrunk, noisy, compressed, in a drawn order (Zhang et al. 2021),
 * as the paper's super-resolution models were trained with.
 *
 * @param blurs how often a picture is blurred
 * @param narrowing what the widths of blurs are divided by
 * @param kernelStep difference between neighbouring kernel sizes
 * @param isotropicSizes how many sizes round kernels have
 * @param interpolation how often the first shrinking is an interpolation; otherwise pixels are left out after a blur
 * @param leastNoise level in 255ths
 * @param mostNoise level in 255ths
 * @param leastQuality of JPEG
 */
record Bsrgan(
        int blurs,
        double narrowing,
        int kernelStep,
        int isotropicSizes,
        double interpolation,
        int leastNoise,
        int mostNoise,
        int leastQuality) {
    static final Bsrgan FULL = new Bsrgan(2, 1, 2, 10, 0.75, 2, 25, 30);
    static final Bsrgan LIGHT = new Bsrgan(1, 4, 1, 3, 0.8, 1, 2, 80);

    private static final int STEPS = 7;
    private static final int BLUR = 0, BLUR_AGAIN = 1, SHRINK = 2, TO_SIZE = 3, NOISE = 4, COMPRESS = 5;
    private static final int MOST_QUALITY = 95;
    private static final List<CvResize> FILTERS = List.of(CvResize.BILINEAR, CvResize.BICUBIC, CvResize.AREA);

    /** The picture, cut to a multiple of {@code factor}, in {@code 1 / factor} of its size. */
    Bitmap apply(Bitmap picture, int factor, RandomGenerator random) {
        Bitmap cut = picture.cropped(
                0, 0, picture.width() - picture.width() % factor, picture.height() - picture.height() % factor);
        Pass pass = new Pass(FloatImage.of(cut), factor, random);
        if (factor == 4 && random.nextDouble() < 0.25) {
            pass.halve();
        }
        for (int step : order(random)) {
            pass.take(step);
        }
        return Jpeg.compressed(pass.image.bitmap(), quality(random));
    }

    /** The steps shuffled; of the two that shrink, the one to the final size is the later. */
    static int[] order(RandomGenerator random) {
        int[] order = new int[STEPS];
        for (int i = 0; i < STEPS; i++) {
            order[i] = i;
        }
        for (int i = STEPS - 1; i > 0; i--) {
            swap(order, i, random.nextInt(i + 1));
        }
        int shrink = place(order, SHRINK), toSize = place(order, TO_SIZE);
        if (shrink > toSize) {
            swap(order, shrink, toSize);
        }
        return order;
    }

    private static int place(int[] order, int step) {
        int at = 0;
        while (order[at] != step) {
            at++;
        }
        return at;
    }

    private static void swap(int[] order, int i, int j) {
        int held = order[i];
        order[i] = order[j];
        order[j] = held;
    }

    private int quality(RandomGenerator random) {
        return leastQuality + random.nextInt(MOST_QUALITY - leastQuality + 1);
    }

    /** One picture on its way. */
    private final class Pass {
        private final RandomGenerator random;
        private FloatImage image;
        private int factor;
        private int widthBefore;
        private int heightBefore;

        Pass(FloatImage image, int factor, RandomGenerator random) {
            this.image = image;
            this.factor = factor;
            this.random = random;
        }

        void halve() {
            boolean interpolated = random.nextDouble() < 0.5;
            image = interpolated
                    ? filter().apply(image, image.width() / 2, image.height() / 2)
                    : MatlabResize.shrunk(image, 2);
            image = image.clipped();
            factor = 2;
        }

        void take(int step) {
            switch (step) {
                case BLUR -> blur();
                case BLUR_AGAIN -> {
                    if (blurs > 1) {
                        blur();
                    }
                }
                case SHRINK -> shrink();
                case TO_SIZE -> image = resized(widthBefore / factor, heightBefore / factor);
                case NOISE -> image = Noise.added(image, leastNoise, mostNoise, random);
                case COMPRESS -> compress();
                default -> {} // the place of a camera model that was never published
            }
        }

        private void blur() {
            double wide = (4 + factor) / narrowing, sigma = (2 + 0.2 * factor) / narrowing;
            if (random.nextDouble() < 0.5) {
                double l1 = wide * random.nextDouble(), l2 = wide * random.nextDouble();
                int size = kernelStep * (2 + random.nextInt(10)) + 3;
                image = image.convolved(BlurKernels.anisotropic(size, random.nextDouble() * Math.PI, l1, l2));
            } else {
                int size = kernelStep * (2 + random.nextInt(isotropicSizes)) + 3;
                image = image.convolved(BlurKernels.gaussian(size, sigma * random.nextDouble()));
            }
        }

        private void shrink() {
            widthBefore = image.width();
            heightBefore = image.height();
            if (random.nextDouble() < interpolation) {
                double by = 1 + random.nextDouble() * (2 * factor - 1);
                image = resized((int) (1 / by * widthBefore), (int) (1 / by * heightBefore));
            } else {
                double sigma = 0.1 + random.nextDouble() * (0.6 * factor - 0.1);
                double[][] kernel = BlurKernels.shifted(BlurKernels.gaussian(25, sigma), factor);
                image = image.convolved(kernel).every(factor).clipped();
            }
        }

        private FloatImage resized(int width, int height) {
            return filter().apply(image, Math.max(1, width), Math.max(1, height))
                    .clipped();
        }

        private void compress() {
            if (random.nextDouble() < 0.9) {
                image = FloatImage.of(Jpeg.compressed(image.bitmap(), quality(random)));
            }
        }

        private CvResize filter() {
            return FILTERS.get(random.nextInt(FILTERS.size()));
        }
    }
}
