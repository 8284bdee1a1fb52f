package org.ldm4j.metrics;

import org.ldm4j.image.Bitmap;

/** Peak signal-to-noise ratio of 8-bit pictures, in dB. */
public final class Psnr {
    private static final double PEAK = 255;

    private Psnr() {}

    /** Over all pixels and channels of two pictures of one size. */
    public static double of(Bitmap a, Bitmap b) {
        if (a.width() != b.width() || a.height() != b.height() || a.channels() != b.channels()) {
            throw new IllegalArgumentException("pictures (" + a + ", " + b + ") must have one size");
        }
        double sum = 0;
        for (int y = 0; y < a.height(); y++) {
            for (int x = 0; x < a.width(); x++) {
                for (int c = 0; c < a.channels(); c++) {
                    double difference = a.at(x, y, c) - b.at(x, y, c);
                    sum += difference * difference;
                }
            }
        }
        return ofMeanSquaredError(sum / ((double) a.width() * a.height() * a.channels()));
    }

    static double ofMeanSquaredError(double error) {
        return error == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(PEAK * PEAK / error);
    }
}
