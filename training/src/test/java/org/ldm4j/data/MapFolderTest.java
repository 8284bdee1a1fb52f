package org.ldm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.image.PngFile;

final class MapFolderTest {
    @TempDir
    Path folder;

    @BeforeEach
    void twoPicturesOneMap() throws IOException {
        TestFiles.picture(folder, "images/a.jpg", 4, 4); // a PNG whatever its name
        TestFiles.picture(folder, "images/b.jpg", 4, 4);
        TestFiles.picture(folder, "segmentations/a.png", 4, 4);
        PngFile.write(folder.resolve("segmentations/a.png"), TestFiles.noise(4, 4, 1, 0));
    }

    @Test
    void mapsHaveThePicturesNames() {
        DataSet set = TestFiles.open(DataSource.AUTO, folder);
        assertThat(set.items()).extracting(item -> item.file().name()).containsExactly("images/a.jpg", "images/b.jpg");
        assertThat(set.items().get(0).map().orElseThrow().read(4, 4)).isEqualTo(TestFiles.noise(4, 4, 1, 0));
        assertThatThrownBy(() -> set.items().get(1).map().orElseThrow().read(4, 4))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("b.png");
    }

    @Test
    void aListChoosesAmongThem() throws IOException {
        TestFiles.text(folder, "examples.txt", "a.jpg\n");
        DataSet set = DataSource.AUTO.open(DataSource.Request.of(folder.resolve("examples.txt")));
        assertThat(set.items()).singleElement().satisfies(item -> {
            assertThat(item.file().name()).isEqualTo("images/a.jpg");
            assertThat(item.map()).contains(new MapFile(new DataFile(item.file().root(), "segmentations/a.png")));
        });
    }
}
