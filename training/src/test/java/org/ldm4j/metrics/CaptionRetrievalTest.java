package org.ldm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.data.ImageFolder;
import org.ldm4j.data.PictureSet;
import org.ldm4j.training.TestPictures;

final class CaptionRetrievalTest {
    @TempDir
    private Path folder;

    @Test
    void ranksAPictureByHowManyOthersAreNearer() throws Exception {
        TestPictures.write(folder);
        PictureSet pictures = PictureSet.read(
                ImageFolder.read(folder, Map.of("kind", "shape")).items(), 32, 0xffffff, true, message -> {});
        var retrieval = new CaptionRetrieval(pictures);
        assertThat(retrieval.add(0, pictures.bitmap(0))).isZero();
        assertThat(retrieval.add(1, pictures.bitmap(0)))
                .isPositive(); // the disc is nearer to itself than to the square
        assertThat(retrieval.top(1)).isEqualTo(0.5);
        assertThat(retrieval.top(8)).isEqualTo(1);
    }
}
