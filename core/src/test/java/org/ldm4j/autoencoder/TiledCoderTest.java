package org.ldm4j.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

final class TiledCoderTest {
    private static final AutoencoderConfig CONFIG = AutoencoderConfig.of(4, List.of(8, 8, 16, 16), 1, 4);

    /** The margin is as wide as the convolutions look: with the same norms, tiles are the whole picture. */
    @Test
    void tilesMeetWithoutASeam() {
        try (Scope scope = Scope.open();
                Weights weights = Weights.create(1);
                Rng rng = Rng.seeded(2);
                var norms = new SharedNorms(4)) {
            Layer fine = Decoder.fine(weights, CONFIG, norms, 2);
            Tensor x = rng.randn(1, 16, 40, 24);
            Tensor whole = x.apply(fine);
            Tensor tiled = new Tiles(16, 5, 4, 1).apply(x, fine);
            assertThat(tiled.minus(whole).maxAbs()).isLessThan(1e-5 * whole.maxAbs());
            Tensor narrow = new Tiles(16, 2, 4, 1).apply(x, fine);
            assertThat(narrow.minus(whole).maxAbs()).isGreaterThan(1e-3 * whole.maxAbs());
        }
    }

    @Test
    void tilesOfTheEncoderMeetToo() {
        try (Scope scope = Scope.open();
                Weights weights = Weights.create(1);
                Rng rng = Rng.seeded(2);
                var norms = new SharedNorms(4)) {
            Layer fine = Encoder.fine(weights, CONFIG, norms, 2);
            Tensor x = rng.randn(1, 3, 160, 96);
            Tensor whole = x.apply(fine);
            Tensor tiled = new Tiles(64, 20, 1, 4).apply(x, fine);
            assertThat(tiled.minus(whole).maxAbs()).isLessThan(1e-5 * whole.maxAbs());
        }
    }

    /** What the shared norms take from a picture is what a group norm takes from it. */
    @Test
    void sharedNormsAreGroupNormsOfTheFirstPicture() {
        try (Scope scope = Scope.open();
                Weights weights = Weights.create(1);
                Rng rng = Rng.seeded(2);
                var norms = new SharedNorms(4)) {
            Tensor x = rng.randn(1, 16, 8, 8).times(3).plus(1);
            Tensor expected = x.apply(Norms.plain(4).norm(weights, "norm", 16));
            Layer shared = norms.norm(weights, "norm", 16);
            assertThat(x.apply(shared).minus(expected).maxAbs()).isLessThan(1e-5);
            assertThat(x.times(2).apply(shared).minus(expected).maxAbs()).isGreaterThan(1);
        }
    }

    @Test
    void aPictureNoLargerThanATileIsTakenWhole() {
        try (Scope scope = Scope.open();
                Weights weights = Weights.create(1);
                Rng rng = Rng.seeded(2)) {
            var coder = new KlAutoencoder(weights, CONFIG);
            Tensor z = rng.randn(1, 4, 6, 5);
            assertThat(coder.decode(z, 48).sameAs(coder.decode(z))).isTrue();
            assertThat(coder.decode(z, 32).sameAs(coder.decode(z))).isFalse();
        }
    }
}
