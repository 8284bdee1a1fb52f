package org.ldm4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ldm4j.conditioning.LayoutBox;
import org.ldm4j.conditioning.LayoutTokens;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ImageException;
import org.ldm4j.image.PixelTensors;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Tensor;

/**
 * The pictures of a set in the form that training takes. All are looked at once when the set is read: one that can't be
 * read is told by name and left out, so that numbers mean readable pictures alone. As many as memory allows stay decoded,
 * the others are read again when their turn comes.
 */
public final class PictureSet implements PictureSource {
    /** What pictures may take decoded unless something else is said. */
    public static final long USUAL_CACHE_BYTES = 1L << 30;

    private final Preprocessing how;
    private final Consumer<String> report;
    private final PictureCache pictures;
    private final PictureCache maps;
    private final List<Item> items = new ArrayList<>();
    private final List<AspectBuckets.Size> sizes = new ArrayList<>();
    private final Set<Integer> vanished = new TreeSet<>();

    private PictureSet(Preprocessing how, long cacheBytes, Consumer<String> report) {
        this.how = how;
        this.report = report;
        pictures = new PictureCache(cacheBytes);
        maps = new PictureCache(cacheBytes / 4);
    }

    /**
     * Looks at all pictures.
     *
     * @param cacheBytes how much of them stays decoded
     * @param strict whether the first unreadable picture is an error
     * @param report is told each unreadable picture otherwise, and each that vanishes later
     */
    public static PictureSet read(
            List<Item> list, Preprocessing how, long cacheBytes, boolean strict, Consumer<String> report) {
        PictureSet set = new PictureSet(how, cacheBytes, report);
        for (Item item : list) {
            try {
                set.add(item);
            } catch (ImageException | DataException e) {
                if (strict) {
                    throw DataException.refused(String.valueOf(e.getMessage()));
                }
                report.accept("left out: " + e.getMessage());
            }
        }
        if (set.items.isEmpty()) {
            throw DataException.refused("data set: expected readable pictures, found none among " + list.size());
        }
        if (set.items.size() < list.size()) {
            report.accept("left out " + (list.size() - set.items.size()) + " of " + list.size() + " pictures");
        }
        return set;
    }

    /** The middle of each picture as squares of side {@code size}. */
    public static PictureSet read(List<Item> list, int size, int background, boolean strict, Consumer<String> report) {
        return read(list, Preprocessing.squares(size, background), USUAL_CACHE_BYTES, strict, report);
    }

    private void add(Item item) {
        Bitmap picture = item.file().picture();
        pictures.get(items.size(), () -> how.kept(picture, item.file()));
        items.add(item);
        sizes.add(new AspectBuckets.Size(picture.width(), picture.height()));
    }

    @Override
    public int count() {
        return items.size();
    }

    @Override
    public String name(long number) {
        return items.get(Math.toIntExact(number)).file().path().toString();
    }

    /** The readable pictures' entries, in the order of their numbers. */
    public List<Item> items() {
        return List.copyOf(items);
    }

    /** The picture with nothing random in it. */
    public Bitmap bitmap(int number) {
        return how.shown(kept(number), still(number));
    }

    private View still(int number) {
        return how.still(sizes.get(number).width(), sizes.get(number).height());
    }

    private Bitmap kept(int number) {
        return pictures.get(
                number, () -> how.kept(again(number), items.get(number).file()));
    }

    private Bitmap again(int number) {
        DataFile file = items.get(number).file();
        Bitmap picture = file.picture();
        AspectBuckets.Size size = sizes.get(number);
        if (picture.width() != size.width() || picture.height() != size.height()) {
            throw DataException.refused("picture: expected the size that it had, " + size.width() + "x" + size.height()
                    + ", found " + picture.width() + "x" + picture.height() + " (" + file.path() + ")");
        }
        return picture;
    }

    @Override
    public Tensor pictures(long... numbers) {
        List<Bitmap> chosen = new ArrayList<>();
        for (long number : numbers) {
            chosen.add(bitmap(Math.toIntExact(number)));
        }
        return PixelTensors.tensor(chosen);
    }

    @Override
    public Tensor pictures(Rng draws, long... numbers) {
        return batch(draws, numbers).pictures();
    }

    @Override
    public long[] present(long... numbers) {
        return java.util.Arrays.stream(numbers)
                .filter(number -> isPresent(Math.toIntExact(number)))
                .toArray();
    }

    private boolean isPresent(int number) {
        try {
            kept(number);
            return true;
        } catch (ImageException | DataException e) {
            if (vanished.add(number)) {
                report.accept("left out from now on: " + e.getMessage());
            }
            return false;
        }
    }

    /** How many pictures vanished since the set was read. */
    public int vanished() {
        return vanished.size();
    }

    /** Numbers of the buckets of all pictures; zeros where there are none. */
    public int[] buckets() {
        return sizes.stream()
                .mapToInt(size -> how.buckets()
                        .map(b -> b.nearest(size.width(), size.height()))
                        .orElse(0))
                .toArray();
    }

    /**
     * What a step sees of these pictures; one that vanished is left out. Where crops, flips or the order of boxes are
     * drawn, {@code draws} gives the seed of a generator for each place: first the crop is drawn, then the flip, then the
     * order of the boxes.
     */
    public Batch batch(Rng draws, long... numbers) {
        boolean drawn = isDrawn(numbers);
        Random[] generators = drawn ? PlaceDraws.of(draws, numbers.length) : new Random[0];
        List<Shown> shown = new ArrayList<>();
        for (int i = 0; i < numbers.length; i++) {
            int number = Math.toIntExact(numbers[i]);
            if (isPresent(number)) {
                shown.add(shown(number, drawn ? generators[i] : null));
            }
        }
        if (shown.isEmpty()) {
            throw DataException.missing("data set: expected the pictures of a step, found that all of them vanished");
        }
        return new Batch(shown);
    }

    private boolean isDrawn(long[] numbers) {
        return how.draws()
                || java.util.Arrays.stream(numbers)
                        .anyMatch(number -> items.get((int) number).boxes().size() > 1);
    }

    private Shown shown(int number, @Nullable Random random) {
        Item item = items.get(number);
        AspectBuckets.Size size = sizes.get(number);
        View view = random == null ? still(number) : how.view(size.width(), size.height(), random);
        List<LayoutBox> boxes = new ArrayList<>(item.boxes());
        if (random != null) {
            AspectBuckets.shuffle(boxes, random);
        }
        return new Shown(number, item, view, how.shown(kept(number), view), boxes, map(number, view));
    }

    private Optional<Bitmap> map(int number, View view) {
        return items.get(number)
                .map()
                .map(source -> view.finished(view.scaled(whole(number, source), Scaling.NEAREST)));
    }

    private Bitmap whole(int number, MapSource source) {
        AspectBuckets.Size size = sizes.get(number);
        return maps.get(number, () -> source.read(size.width(), size.height()));
    }

    /** Checks all labels against a number of classes, before a network is made for it. */
    public void requireLabels(int classes) {
        for (Item item : items) {
            if (item.label().isEmpty() || item.label().getAsInt() >= classes) {
                String found = item.label().isEmpty()
                        ? "none"
                        : String.valueOf(item.label().getAsInt());
                throw DataException.refused("label: expected the number of one of " + classes + " classes, found "
                        + found + " (" + item.file().path() + ")");
            }
        }
    }

    /** Checks all boxes' classes. */
    public void requireBoxes(LayoutTokens tokens) {
        for (Item item : items) {
            for (LayoutBox box : item.boxes()) {
                if (box.category() < 0 || box.category() >= tokens.classes()) {
                    throw DataException.refused("box: expected one of " + tokens.classes() + " classes, found "
                            + box.category() + " (" + item.file().path() + ")");
                }
            }
        }
    }

    /** Reads all maps and checks their sizes and classes. */
    public void requireMaps(int classes) {
        for (int number = 0; number < items.size(); number++) {
            Item item = items.get(number);
            Bitmap map = whole(number, item.map().orElseThrow(() -> Labels.absent(item)));
            Labels.copy(map, item, classes, new long[map.width() * map.height()], 0);
        }
    }
}
