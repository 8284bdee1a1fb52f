package org.ldm4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClassFoldersTest {
    @TempDir
    Path folder;

    @BeforeEach
    void threeClasses() throws IOException {
        TestFiles.picture(folder, "n03/x.png", 2, 2);
        TestFiles.picture(folder, "n01/b.png", 2, 2);
        TestFiles.picture(folder, "n01/a.png", 2, 2);
        TestFiles.picture(folder, "n02_x/y.png", 2, 2);
        TestFiles.text(folder, "empty/readme.md", "no picture");
    }

    @Test
    void foldersInTheOrderOfTheirNamesAreTheClasses() {
        DataSet set = TestFiles.open(DataSource.AUTO, folder);
        assertThat(set.classes()).containsExactly("n01", "n02 x", "n03");
        assertThat(set.items()).extracting(item -> item.label().getAsInt()).containsExactly(0, 0, 1, 2);
        assertThat(set.items()).extracting(item -> item.file().name()).startsWith("n01/a.png", "n01/b.png");
    }

    @Test
    void synsetNamesAreCaptions() throws IOException {
        TestFiles.text(folder, "synset_human.txt", "n01 tench, Tinca tinca\nn03\tgreat white shark\nn99 other\n");
        DataSet set = TestFiles.open(DataSource.CLASSES, folder);
        assertThat(set.classes()).containsExactly("tench, Tinca tinca", "n02 x", "great white shark");
        assertThat(set.items().get(3).text()).isEqualTo("great white shark");
    }
}
