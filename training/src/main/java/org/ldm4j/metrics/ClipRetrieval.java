package org.ldm4j.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ldm4j.data.Item;
import org.ldm4j.data.PictureSet;
import org.ldm4j.image.Bitmap;
import org.ldm4j.nn.Seeds;
import org.ldm4j.task.ClipEmbeddings;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * How often a CLIP model finds a picture's own caption among those of {@code group} pairs, and a caption's own picture
 * (Radford et al. 2021, section 3.1.4). Pairs are grouped by chance, again and again, so that a small set gives a steady
 * figure: draw r is torch's {@code randperm} with the seed {@code Seeds.of(seed, "retrieval:" + r)}, cut into whole groups.
 *
 * @param pairs how many there are
 * @param group candidates of each decision; all pairs where there are fewer
 * @param groups how many groups were looked at
 * @param picturesToTexts shares of the pictures whose caption was found
 * @param textsToPictures shares of the captions whose picture was found
 */
public record ClipRetrieval(int pairs, int group, int groups, Shares picturesToTexts, Shares textsToPictures) {
    private static final int AT_A_TIME = 32;
    private static final int DRAWS = 20;

    /** Shares of those that were first, or among the first five; 0 to 1. */
    public record Shares(double top1, double top5) {}

    /** What guessing finds at the first place. */
    public double chanceTop1() {
        return 1.0 / group;
    }

    /** What guessing finds at one of the first five. */
    public double chanceTop5() {
        return Math.min(1, 5.0 / group);
    }

    /** Looks at all pictures and the first caption of each. */
    public static ClipRetrieval of(ClipEmbeddings clip, PictureSet set, int group, long seed) {
        return of(cosines(clip, set), set.count(), group, seed);
    }

    /** Pictures down and captions across, row by row. */
    private static float[] cosines(ClipEmbeddings clip, PictureSet set) {
        try (Scope scope = Scope.open()) {
            int parts = (set.count() + AT_A_TIME - 1) / AT_A_TIME;
            Tensor[] pictures = new Tensor[parts], texts = new Tensor[parts];
            for (int part = 0; part < parts; part++) {
                int start = part * AT_A_TIME, end = Math.min(start + AT_A_TIME, set.count());
                List<Bitmap> bitmaps =
                        IntStream.range(start, end).mapToObj(set::bitmap).toList();
                pictures[part] = clip.pictures(bitmaps);
                texts[part] = clip.texts(
                        set.items().subList(start, end).stream().map(Item::text).toList());
            }
            return Tensor.cat(0, pictures)
                    .matmul(Tensor.cat(0, texts).transpose(0, 1))
                    .toFloats();
        }
    }

    /** From the cosines of {@code pairs} pictures (down) and captions (across). */
    static ClipRetrieval of(float[] cosines, int pairs, int group, long seed) {
        int size = Math.min(group, pairs), groups = DRAWS * (pairs / size);
        int[] found = new int[4]; // first and among five, pictures to texts and back
        for (int draw = 0; draw < DRAWS; draw++) {
            int[] order = order(pairs, Seeds.of(seed, "retrieval:" + draw));
            for (int start = 0; start + size <= pairs; start += size) {
                count(cosines, pairs, Arrays.copyOfRange(order, start, start + size), found);
            }
        }
        double all = (double) groups * size;
        return new ClipRetrieval(
                pairs,
                size,
                groups,
                new Shares(found[0] / all, found[1] / all),
                new Shares(found[2] / all, found[3] / all));
    }

    private static int[] order(int count, long seed) {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(seed)) {
            return Arrays.stream(rng.randperm(count).toLongs())
                    .mapToInt(i -> (int) i)
                    .toArray();
        }
    }

    private static void count(float[] cosines, int pairs, int[] members, int[] found) {
        for (int own : members) {
            float wanted = cosines[own * pairs + own];
            int nearerTexts = 0, nearerPictures = 0;
            for (int other : members) { // a tie with another is no find
                nearerTexts += other != own && !(cosines[own * pairs + other] < wanted) ? 1 : 0;
                nearerPictures += other != own && !(cosines[other * pairs + own] < wanted) ? 1 : 0;
            }
            found[0] += nearerTexts < 1 ? 1 : 0;
            found[1] += nearerTexts < 5 ? 1 : 0;
            found[2] += nearerPictures < 1 ? 1 : 0;
            found[3] += nearerPictures < 5 ? 1 : 0;
        }
    }
}
