package org.ldm4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ImageException;
import org.ldm4j.image.ImageFile;
import org.ldm4j.image.PixelTensors;
import org.ldm4j.image.Resize;
import org.ldm4j.tensor.Tensor;

/**
 * The pictures of a folder in memory as bytes, composed on a background and scaled to squares with Pillow's bicubic
 * filter. A picture that can't be read is told by name and left out, so that numbers mean readable pictures alone.
 */
public final class PictureSet implements PictureSource {
    private final List<ImageFolder.Item> items;
    private final List<Bitmap> bitmaps;

    private PictureSet(List<ImageFolder.Item> items, List<Bitmap> bitmaps) {
        this.items = items;
        this.bitmaps = bitmaps;
    }

    /**
     * Reads all pictures.
     *
     * @param size side of the squares
     * @param background colour 0xrrggbb
     * @param strict whether the first unreadable picture is an error
     * @param report is told each unreadable picture otherwise
     */
    public static PictureSet read(
            List<ImageFolder.Item> list, int size, int background, boolean strict, Consumer<String> report) {
        List<ImageFolder.Item> items = new ArrayList<>();
        List<Bitmap> bitmaps = new ArrayList<>();
        for (ImageFolder.Item item : list) {
            try {
                bitmaps.add(ImageFile.read(item.file()).rgb(background).resized(size, size, Resize.BICUBIC));
                items.add(item);
            } catch (ImageException e) {
                if (strict) {
                    throw DataException.refused(String.valueOf(e.getMessage()));
                }
                report.accept("left out: " + e.getMessage());
            }
        }
        if (items.isEmpty()) {
            throw DataException.refused("data set: expected readable pictures, found none among " + list.size());
        }
        return new PictureSet(List.copyOf(items), bitmaps);
    }

    @Override
    public int count() {
        return items.size();
    }

    @Override
    public Tensor pictures(long... numbers) {
        List<Bitmap> chosen = new ArrayList<>();
        for (long number : numbers) {
            chosen.add(bitmaps.get(Math.toIntExact(number)));
        }
        return PixelTensors.tensor(chosen);
    }

    /** The readable pictures' entries, in the order of their numbers. */
    public List<ImageFolder.Item> items() {
        return items;
    }

    public Bitmap bitmap(int number) {
        return bitmaps.get(number);
    }
}
