package org.ldm4j.task;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ldm4j.checkpoint.ClipFolder;
import org.ldm4j.checkpoint.RenamedSource;
import org.ldm4j.conditioning.ClipModel;
import org.ldm4j.conditioning.ClipPixels;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.PixelTensors;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;
import org.ldm4j.text.ClipTokenizer;

/** A CLIP model that gives the vectors of texts and pictures: what lies near one another means the same. */
public final class ClipEmbeddings implements AutoCloseable {
    private final Weights weights;
    private final ClipModel model;
    private final ClipTokenizer tokenizer;
    private final ClipPixels pixels;
    private final int size;
    private final int positions;

    private ClipEmbeddings(ClipFolder folder) {
        tokenizer = folder.tokenizer();
        pixels = folder.pixels();
        size = folder.config().vision().size();
        positions = folder.config().text().positions();
        try (RenamedSource tensors = folder.tensors()) {
            weights = Weights.from(tensors, DType.FP32);
            model = new ClipModel(weights, folder.config());
        }
    }

    /** Loads a folder in transformers' form, in float32. */
    public static ClipEmbeddings load(Path folder) {
        return new ClipEmbeddings(ClipFolder.open(folder));
    }

    /** Side of the square pictures that it takes. */
    public int size() {
        return size;
    }

    /** Vectors of length one of pictures of {@link #size}, [n, projection], owned by the current scope. */
    public Tensor pictures(List<Bitmap> pictures) {
        try (NoGrad off = NoGrad.open()) {
            return Scope.result(() -> model.pictures(pixels.normalised(PixelTensors.tensor(pictures))));
        }
    }

    /** Vectors of length one of texts, which are cut to what the model takes; [n, projection]. */
    public Tensor texts(List<String> texts) {
        long[] ids = texts.stream()
                .flatMapToLong(
                        text -> Arrays.stream(tokenizer.encode(text, positions).ids()))
                .toArray();
        try (NoGrad off = NoGrad.open()) {
            return Scope.result(
                    () -> model.texts(Tensor.of(ids, texts.size(), positions), tokenizer.endId(), DType.FP32));
        }
    }

    @Override
    public void close() {
        weights.close();
    }
}
