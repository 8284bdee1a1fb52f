package org.ldm4j.task;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.ldm4j.image.Bitmap;
import org.ldm4j.tensor.DType;

/** The small models of the golden cases, and pictures to give them. */
final class TestModels {
    private TestModels() {}

    static LatentDiffusionModel load(String name) {
        try {
            var folder = Objects.requireNonNull(TestModels.class.getResource("/golden/models/" + name), name);
            return ModelLoader.load(Path.of(folder.toURI()), LoadOptions.DEFAULT.withType(DType.FP32));
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** A colourful picture. */
    static Bitmap picture(int width, int height) {
        byte[] values = new byte[width * height * 3];
        for (int i = 0; i < values.length; i++) {
            int pixel = i / 3, x = pixel % width, y = pixel / width;
            values[i] = (byte) (128 + 100 * Math.sin(0.2 * x + 0.3 * y + 2 * (i % 3)));
        }
        return Bitmap.of(width, height, 3, values);
    }

    /** White in a rectangle in the middle, black around it. */
    static Bitmap mask(int width, int height) {
        byte[] values = new byte[width * height];
        for (int y = height / 4; y < height * 3 / 4; y++) {
            for (int x = width / 3; x < width * 2 / 3; x++) {
                values[y * width + x] = (byte) 255;
            }
        }
        return Bitmap.of(width, height, 1, values);
    }

    /** A slope from left to right. */
    static DepthMap depth() {
        byte[] values = new byte[20 * 10];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (i % 20 * 12);
        }
        return DepthMap.of(Bitmap.of(20, 10, 1, values));
    }

    /** Two pictures of a text in few steps. */
    static TextToImage twoOf(String prompt) {
        return TextToImage.of(prompt).steps(3).seed(11).count(2);
    }
}
