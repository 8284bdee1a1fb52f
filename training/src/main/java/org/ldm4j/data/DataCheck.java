package org.ldm4j.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ContactSheet;
import org.ldm4j.image.ImageException;
import org.ldm4j.image.ImageFile;
import org.ldm4j.image.Resize;

/** Looks at every picture of a set before a run does: what can't be read, what is there twice, how large all are. */
public final class DataCheck {
    private static final int MAX_BYTES = 257 << 20; // more than pictures may have, so that too large ones are told
    private static final int MAX_PAIRS = 10_000;
    private static final int SHOWN = 64;
    private static final int COLUMNS = 8;
    private static final int THUMBNAIL = 128;

    /** A file that can't be used, and why. */
    public record Broken(String file, String reason) {}

    /** How many pictures have a size. */
    public record SizeCount(int width, int height, int count) {}

    /** Two pictures that look alike; {@code distance} of 64 places differ. */
    public record Near(String first, String second, int distance) {}

    private final DataSet set;
    private final List<Broken> broken = new ArrayList<>();
    private final Map<AspectBuckets.Size, Integer> sizes = new HashMap<>();
    private final Duplicates duplicates = new Duplicates();
    private final List<Bitmap> thumbnails = new ArrayList<>();
    private final List<String> captions = new ArrayList<>();

    private DataCheck(DataSet set) {
        this.set = set;
    }

    /**
     * Looks at all pictures.
     *
     * @param each is run after each of them
     */
    public static DataCheck of(DataSet set, Runnable each) {
        DataCheck check = new DataCheck(set);
        int step = Math.max(1, (set.items().size() + SHOWN - 1) / SHOWN);
        for (int i = 0; i < set.items().size(); i++) {
            check.look(set.items().get(i), i % step == 0);
            each.run();
        }
        return check;
    }

    private void look(Item item, boolean shown) {
        try {
            byte[] bytes = item.file().bytes(MAX_BYTES, "picture");
            Bitmap picture = ImageFile.decode(bytes, item.file().path().toString());
            item.map().ifPresent(map -> map.read(picture.width(), picture.height()));
            sizes.merge(new AspectBuckets.Size(picture.width(), picture.height()), 1, Integer::sum);
            duplicates.add(item.file().name(), Fingerprint.of(bytes, picture));
            if (shown) {
                thumbnails.add(thumbnail(picture));
                captions.add(item.text().isEmpty() ? item.file().name() : item.text());
            }
        } catch (ImageException | DataException e) {
            broken.add(new Broken(item.file().name(), String.valueOf(e.getMessage())));
        }
    }

    private static Bitmap thumbnail(Bitmap picture) {
        double scale = Math.min(1, THUMBNAIL / (double) Math.max(picture.width(), picture.height()));
        int width = Math.max(1, (int) Math.round(picture.width() * scale));
        return picture.rgb().resized(width, Math.max(1, (int) Math.round(picture.height() * scale)), Resize.BOX);
    }

    public DataSet set() {
        return set;
    }

    /** Whether a run could take all pictures and captions as they are. */
    public boolean passed() {
        return broken.isEmpty() && set.captions().notUtf8() == 0;
    }

    /** The files that can't be used, in the order of the set. */
    public List<Broken> broken() {
        return List.copyOf(broken);
    }

    /** The sizes, the most frequent first. */
    public List<SizeCount> sizes() {
        return sizes.entrySet().stream()
                .map(e -> new SizeCount(e.getKey().width(), e.getKey().height(), e.getValue()))
                .sorted(Comparator.comparingInt(SizeCount::count)
                        .reversed()
                        .thenComparingInt(SizeCount::width)
                        .thenComparingInt(SizeCount::height))
                .toList();
    }

    /** Groups of files with the same bytes. */
    public List<List<String>> same() {
        return duplicates.same();
    }

    /** Pairs of other pictures that look alike; at most ten thousand. */
    public List<Near> near() {
        return duplicates.near(MAX_PAIRS);
    }

    /** Some of the pictures, spread over the set, with their captions or names. */
    public Bitmap sheet() {
        if (thumbnails.isEmpty()) {
            throw DataException.refused("data set: expected readable pictures, found none (" + set.root() + ")");
        }
        return ContactSheet.captioned(thumbnails, captions, COLUMNS);
    }
}
