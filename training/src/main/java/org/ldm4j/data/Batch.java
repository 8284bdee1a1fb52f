package org.ldm4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ldm4j.conditioning.LayoutTokens;
import org.ldm4j.data.degradation.Degradation;
import org.ldm4j.data.degradation.LargeMasks;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.PixelTensors;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Tensor;

/**
 * What one step of training sees of its pictures. Tensors belong to the current scope.
 *
 * @param shown the pictures that could be read
 */
public record Batch(List<Shown> shown) {
    public Batch {
        shown = List.copyOf(shown);
    }

    public int size() {
        return shown.size();
    }

    /** The pictures' numbers. */
    public long[] numbers() {
        return shown.stream().mapToLong(Shown::number).toArray();
    }

    /** [n, 3, H, W], float32 in [-1, 1] */
    public Tensor pictures() {
        return PixelTensors.tensor(shown.stream().map(Shown::picture).toList());
    }

    /**
     * The pictures made small, [n, 3, H / factor, W / factor], float32 in [-1, 1].
     *
     * @param draws gives the seed of a generator for each place
     */
    public Tensor small(Degradation degradation, int factor, Rng draws) {
        Random[] generators = PlaceDraws.of(draws, size());
        List<Bitmap> small = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            small.add(degradation.apply(shown.get(i).picture(), factor, generators[i]));
        }
        return PixelTensors.tensor(small);
    }

    /**
     * A mask for each picture, [n, 1, H, W]: 1 where the hole is, else 0.
     *
     * @param draws gives the seed of a generator for each place
     */
    public Tensor masks(LargeMasks masks, Rng draws) {
        Tensor[] made = new Tensor[size()];
        Random[] generators = PlaceDraws.of(draws, size());
        for (int i = 0; i < size(); i++) {
            made[i] = PixelTensors.mask(masks.mask(width(), height(), generators[i]));
        }
        return Tensor.cat(0, made);
    }

    /** Numbers of the classes, int64 [n]. */
    public Tensor labels() {
        return Tensor.of(shown.stream().mapToLong(each -> label(each.item())).toArray(), size());
    }

    private static long label(Item item) {
        return item.label()
                .orElseThrow(() -> DataException.refused("label: expected the number of a class, found none ("
                        + item.file().path() + ")"));
    }

    /** The boxes as tokens, int64 [n, length]: of what is shown, mirrored with it. */
    public Tensor layouts(LayoutTokens tokens) {
        long[] all = new long[size() * tokens.length()];
        for (int i = 0; i < size(); i++) {
            Shown each = shown.get(i);
            long[] row =
                    tokens.encode(each.boxes(), each.view().crop(), each.view().mirrored());
            System.arraycopy(row, 0, all, i * row.length, row.length);
        }
        return Tensor.of(all, size(), tokens.length());
    }

    /** The maps' classes as zeros and ones, float32 [n, classes, H, W]. */
    public Tensor oneHot(int classes) {
        int plane = shown.get(0).picture().width() * shown.get(0).picture().height();
        long[] ids = ids(classes);
        float[] values = new float[Math.multiplyExact(size() * classes, plane)];
        for (int i = 0; i < ids.length; i++) {
            values[(i / plane * classes + (int) ids[i]) * plane + i % plane] = 1;
        }
        return Tensor.of(values, size(), classes, height(), width());
    }

    /** The maps' classes as numbers, int64 [n, H, W]. */
    public Tensor maps(int classes) {
        return Tensor.of(ids(classes), size(), height(), width());
    }

    private int width() {
        return shown.get(0).picture().width();
    }

    private int height() {
        return shown.get(0).picture().height();
    }

    private long[] ids(int classes) {
        int plane = width() * height();
        long[] ids = new long[size() * plane];
        for (int i = 0; i < size(); i++) {
            Item item = shown.get(i).item();
            Labels.copy(shown.get(i).map().orElseThrow(() -> Labels.absent(item)), item, classes, ids, i * plane);
        }
        return ids;
    }
}
