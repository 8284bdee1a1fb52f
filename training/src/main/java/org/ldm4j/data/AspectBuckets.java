package org.ldm4j.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A few sizes of about one area but different shapes, so that pictures of all shapes are trained on with little cut off
 * (NovelAI's aspect ratio bucketing). A batch holds pictures of one size.
 *
 * @param sizes from the tallest to the widest
 */
public record AspectBuckets(List<Size> sizes) {
    /**
     * A size of pictures.
     *
     * @param width pixels
     * @param height pixels
     */
    public record Size(int width, int height) {
        double logRatio() {
            return Math.log((double) width / height);
        }
    }

    public AspectBuckets {
        sizes = List.copyOf(sizes);
        if (sizes.isEmpty()) {
            throw new IllegalArgumentException("buckets must hold at least one size");
        }
    }

    /**
     * The sizes whose area is at most that of a square of side {@code size}, with sides that are multiples of {@code unit}
     * from half to twice that side: for each width the greatest height, and the same turned.
     */
    public static AspectBuckets around(int size, int unit) {
        if (size < unit || unit < 1) {
            throw new IllegalArgumentException("size (" + size + ") must be at least the unit of its sides, " + unit);
        }
        int least = Math.max(unit, size / 2 / unit * unit), most = Math.max(least, 2 * size / unit * unit);
        List<Size> sizes = new ArrayList<>();
        for (int width = least; width <= most; width += unit) {
            int height = Math.min(most, size * size / width / unit * unit);
            if (height >= least) {
                add(sizes, new Size(width, height));
                add(sizes, new Size(height, width));
            }
        }
        sizes.sort((a, b) -> Double.compare(a.logRatio(), b.logRatio()));
        return new AspectBuckets(sizes);
    }

    private static void add(List<Size> sizes, Size size) {
        if (!sizes.contains(size)) {
            sizes.add(size);
        }
    }

    /** Number of the size whose proportions are nearest to the picture's; of two alike the first. */
    public int nearest(int width, int height) {
        double ratio = Math.log((double) width / height);
        int best = 0;
        for (int i = 1; i < sizes.size(); i++) {
            if (Math.abs(sizes.get(i).logRatio() - ratio)
                    < Math.abs(sizes.get(best).logRatio() - ratio)) {
                best = i;
            }
        }
        return best;
    }

    /**
     * One pass over all pictures in batches of one size: each bucket is shuffled and cut, its last batch is filled from
     * its beginning, then the batches are shuffled. The same generator gives the same pass.
     *
     * @param bucketOf for each picture the number of its size
     */
    public static List<long[]> batches(int[] bucketOf, int batch, RandomGenerator random) {
        List<long[]> batches = new ArrayList<>();
        int buckets = java.util.Arrays.stream(bucketOf).max().orElse(-1) + 1;
        for (int bucket = 0; bucket < buckets; bucket++) {
            List<Long> members = new ArrayList<>();
            for (int i = 0; i < bucketOf.length; i++) {
                if (bucketOf[i] == bucket) {
                    members.add((long) i);
                }
            }
            shuffle(members, random);
            for (int from = 0; from < members.size(); from += batch) {
                batches.add(cut(members, from, batch));
            }
        }
        shuffle(batches, random);
        return batches;
    }

    private static long[] cut(List<Long> members, int from, int batch) {
        long[] numbers = new long[batch];
        for (int i = 0; i < batch; i++) {
            numbers[i] = members.get((from + i) % members.size());
        }
        return numbers;
    }

    /** Fisher and Yates', from the end; written out, since the library's own isn't specified. */
    static void shuffle(List<?> list, RandomGenerator random) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, random.nextInt(i + 1));
        }
    }
}
