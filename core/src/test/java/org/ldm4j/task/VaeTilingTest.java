package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ldm4j.BundledModel;
import org.ldm4j.autoencoder.KlAutoencoder;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** A trained first stage in tiles beside the same at once. */
final class VaeTilingTest {
    private static final int WIDTH = 256;
    private static final int HEIGHT = 192;
    private static final int TILE = 128;

    /** The root of the mean square is below 2 % of the range, -1 to 1: less than the eye sees, and no seam stands out. */
    @Test
    void aSmoothPictureInTilesIsNearlyTheWhole() {
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open();
                LatentDiffusionModel model =
                        ModelLoader.load(BundledModel.path(), LoadOptions.DEFAULT.withType(DType.FP32))) {
            KlAutoencoder firstStage = model.parts().firstStage().network();
            Tensor whole = firstStage.encode(hills()).mean();
            Tensor tiled = firstStage.moments(hills(), TILE).narrow(1, 0, whole.size(1));
            assertThat(rootMeanSquare(tiled.minus(whole))).isBetween(1e-6, 0.01 * rootMeanSquare(whole));
            Tensor picture = firstStage.decode(whole), inTiles = firstStage.decode(whole, TILE);
            assertThat(rootMeanSquare(inTiles.minus(picture))).isBetween(1e-6, 0.04);
        }
    }

    private static double rootMeanSquare(Tensor t) {
        return Math.sqrt(t.square().mean().item());
    }

    /** [1, 3, HEIGHT, WIDTH] of slow waves. */
    private static Tensor hills() {
        float[] values = new float[3 * HEIGHT * WIDTH];
        for (int i = 0; i < values.length; i++) {
            int x = i % WIDTH, y = i / WIDTH % HEIGHT, c = i / WIDTH / HEIGHT;
            values[i] = (float) (0.7 * Math.sin(x / 45.0 + c) * Math.cos(y / 35.0 - c));
        }
        return Tensor.of(values, 1, 3, HEIGHT, WIDTH);
    }
}
