package org.ldm4j.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ldm4j.data.PictureSet;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.Resize;

/**
 * Whether a picture made from a caption is nearer to the captioned picture than to every other of the data set, by mean
 * squared error over 32x32 pixels: how well a model has learned its captions.
 */
public final class CaptionRetrieval {
    private static final int SIDE = 32;

    private final List<byte[]> references = new ArrayList<>();
    private final List<Integer> ranks = new ArrayList<>();
    private final List<Double> psnrs = new ArrayList<>();

    /** @param pictures the data set, composed on the background that samples have */
    public CaptionRetrieval(PictureSet pictures) {
        for (int i = 0; i < pictures.count(); i++) {
            references.add(small(pictures.bitmap(i)));
        }
    }

    private static byte[] small(Bitmap bitmap) {
        Bitmap scaled = bitmap.resized(SIDE, SIDE, Resize.BICUBIC);
        byte[] values = new byte[SIDE * SIDE * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) scaled.at(i / 3 % SIDE, i / 3 / SIDE, i % 3);
        }
        return values;
    }

    /** Takes the picture that was made from the caption of picture {@code number}; returns its rank, 0 for the nearest. */
    public int add(int number, Bitmap sample) {
        byte[] made = small(sample);
        long own = squaredError(made, references.get(number));
        int nearer = 0;
        for (int i = 0; i < references.size(); i++) {
            if (i != number && squaredError(made, references.get(i)) < own) {
                nearer++;
            }
        }
        ranks.add(nearer);
        psnrs.add(Psnr.ofMeanSquaredError((double) own / made.length));
        return nearer;
    }

    private static long squaredError(byte[] a, byte[] b) {
        long sum = 0;
        for (int i = 0; i < a.length; i++) {
            int difference = (a[i] & 0xff) - (b[i] & 0xff);
            sum += (long) difference * difference;
        }
        return sum;
    }

    /** Share of the pictures whose rank is below {@code k}, 0 to 1. */
    public double top(int k) {
        return ranks.stream().filter(rank -> rank < k).count() / (double) ranks.size();
    }

    /** Median over the pictures of the peak signal-to-noise ratio at 32x32, in dB. */
    public double medianPsnr() {
        double[] sorted =
                psnrs.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public int count() {
        return ranks.size();
    }

    /** Rank of each picture, in the order they were added. */
    public int[] ranks() {
        return Arrays.stream(ranks.toArray(Integer[]::new))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
