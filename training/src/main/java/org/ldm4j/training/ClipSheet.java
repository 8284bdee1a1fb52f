package org.ldm4j.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ldm4j.data.PictureSource;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.PixelTensors;
import org.ldm4j.task.ClipEmbeddings;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** A sheet of what a CLIP model finds: each row a caption's own picture, then those that lie nearest to the caption. */
final class ClipSheet {
    private static final int CAPTIONS = 12;
    private static final int FOUND = 7;
    private static final int CANDIDATES = 512;
    private static final int AT_A_TIME = 32;

    private final PictureSource pictures;
    private final List<String> captions;

    ClipSheet(PictureSource pictures, List<String> captions) {
        this.pictures = pictures;
        this.captions = captions;
    }

    void write(Path model, Path file) {
        try (ClipEmbeddings clip = ClipEmbeddings.load(model);
                Scope scope = Scope.open()) {
            List<Bitmap> candidates = candidates();
            Tensor vectors = vectors(clip, candidates);
            int rows = Math.min(CAPTIONS, candidates.size());
            List<Bitmap> shown = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                int place = row * candidates.size() / rows;
                Tensor text = clip.texts(List.of(captions.get(number(place, candidates.size()))));
                shown.add(candidates.get(place));
                for (int found : nearest(vectors.matmul(text.transpose(0, 1)).toFloats())) {
                    shown.add(candidates.get(found));
                }
            }
            Sheets.write(file, shown, 1 + Math.min(FOUND, candidates.size()));
        }
    }

    private int number(int place, int count) {
        return (int) ((long) place * pictures.count() / count);
    }

    /** Pictures from all over the set. */
    private List<Bitmap> candidates() {
        int count = Math.min(CANDIDATES, pictures.count());
        List<Bitmap> bitmaps = new ArrayList<>();
        for (int place = 0; place < count; place++) {
            try (Scope scope = Scope.open()) {
                Tensor picture = pictures.pictures(number(place, count));
                bitmaps.addAll(PixelTensors.bitmaps(picture, PixelTensors.Rounding.NEAREST));
            }
        }
        return bitmaps;
    }

    private static Tensor vectors(ClipEmbeddings clip, List<Bitmap> bitmaps) {
        List<Tensor> parts = new ArrayList<>();
        for (int start = 0; start < bitmaps.size(); start += AT_A_TIME) {
            parts.add(clip.pictures(bitmaps.subList(start, Math.min(start + AT_A_TIME, bitmaps.size()))));
        }
        return Tensor.cat(0, parts.toArray(Tensor[]::new));
    }

    private static int[] nearest(float[] cosines) {
        return IntStream.range(0, cosines.length)
                .boxed()
                .sorted((a, b) -> Float.compare(cosines[b], cosines[a]))
                .limit(FOUND)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
