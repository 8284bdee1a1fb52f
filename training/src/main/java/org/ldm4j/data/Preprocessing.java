package org.ldm4j.data;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ldm4j.image.Bitmap;

/**
 * How a picture becomes one that training takes.
 *
 * @param width of what comes out
 * @param height of what comes out
 * @param crop which part is shown
 * @param filter how it is scaled; maps are scaled by nearest pixels
 * @param flip how often left and right are exchanged, 0 to 1
 * @param background colour 0xrrggbb that transparent pictures are composed on
 * @param buckets sizes of which each picture has the one of its shape, in the place of width and height
 */
public record Preprocessing(
        int width,
        int height,
        Crop crop,
        Scaling filter,
        double flip,
        int background,
        Optional<AspectBuckets> buckets) {
    /** A picture scaled to more than this isn't a picture but a line. */
    private static final long MAX_PIXELS = 1L << 26;

    public Preprocessing {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("size (" + width + "x" + height + ") must be at least 1x1");
        }
        if (!(flip >= 0 && flip <= 1)) {
            throw new IllegalArgumentException("flip (" + flip + ") must be 0 to 1");
        }
    }

    /** The middle of each picture as a square, by Pillow's bicubic filter. */
    public static Preprocessing squares(int size, int background) {
        return new Preprocessing(size, size, Crop.CENTRE, Scaling.BICUBIC, 0, background, Optional.empty());
    }

    public Preprocessing with(Crop other) {
        return new Preprocessing(width, height, other, filter, flip, background, buckets);
    }

    public Preprocessing with(Scaling other) {
        return new Preprocessing(width, height, crop, other, flip, background, buckets);
    }

    public Preprocessing withFlip(double share) {
        return new Preprocessing(width, height, crop, filter, share, background, buckets);
    }

    public Preprocessing with(AspectBuckets sizes) {
        return new Preprocessing(width, height, crop, filter, flip, background, Optional.of(sizes));
    }

    /** Whether anything is left to chance. */
    public boolean draws() {
        return crop.draws() || flip > 0;
    }

    /** The size that a picture of {@code w} x {@code h} gets. */
    AspectBuckets.Size target(int w, int h) {
        return buckets.map(b -> b.sizes().get(b.nearest(w, h))).orElse(new AspectBuckets.Size(width, height));
    }

    /** The drawn view of a picture of {@code w} x {@code h}: place first, then whether it is mirrored. */
    View view(int w, int h, RandomGenerator random) {
        AspectBuckets.Size to = target(w, h);
        View view = crop.view(w, h, to.width(), to.height(), random);
        return flip > 0 ? view.mirrored(random.nextDouble() < flip) : view;
    }

    /** The view that is taken where nothing may be random: the middle. */
    View still(int w, int h) {
        AspectBuckets.Size to = target(w, h);
        return stillCrop().view(w, h, to.width(), to.height(), NoChance.INSTANCE);
    }

    private Crop stillCrop() {
        return switch (crop) {
            case RANDOM -> Crop.CENTRE;
            case RANDOM_SIZE, RANDOM_PART -> Crop.LARGEST;
            case PATCH -> Crop.MIDDLE;
            case CENTRE, LARGEST, MIDDLE, SQUEEZE -> crop;
        };
    }

    /** What is kept of a picture: scaled already, unless that depends on what is drawn. */
    Bitmap kept(Bitmap picture, DataFile file) {
        Bitmap rgb = picture.rgb(background);
        View view = still(rgb.width(), rgb.height());
        if ((long) view.scaledWidth() * view.scaledHeight() > MAX_PIXELS) {
            throw DataException.refused(
                    "picture: expected one that can be cut to " + view.after().width() + "x"
                            + view.after().height() + ", found a line of " + rgb.width() + "x" + rgb.height() + " ("
                            + file.path() + ")");
        }
        return crop.drawsBeforeScaling() ? rgb : view.scaled(rgb, filter);
    }

    /** The view of what was kept. */
    Bitmap shown(Bitmap kept, View view) {
        return view.finished(crop.drawsBeforeScaling() ? view.scaled(kept, filter) : kept);
    }

    /** A generator for crops that draw nothing. */
    private enum NoChance implements RandomGenerator {
        INSTANCE;

        @Override
        public long nextLong() {
            throw new IllegalStateException("nothing may be drawn here");
        }
    }
}
