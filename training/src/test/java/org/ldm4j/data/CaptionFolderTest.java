package org.ldm4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CaptionFolderTest {
    @TempDir
    Path folder;

    @Test
    void takesTheTextBesideEachPictureInTheOrderOfNames() throws IOException {
        TestFiles.picture(folder, "b.PNG", 2, 2);
        TestFiles.picture(folder, "a/c.v2.png", 2, 2);
        TestFiles.picture(folder, ".hidden/d.png", 2, 2);
        TestFiles.text(folder, "b.txt", "a blue\nbird\r\n");
        TestFiles.text(folder, "a/c.v2.txt", "a cat");
        DataSet set = TestFiles.open(DataSource.AUTO, folder);
        assertThat(set.items()).extracting(item -> item.file().name()).containsExactly("a/c.v2.png", "b.PNG");
        assertThat(set.items()).extracting(Item::text).containsExactly("a cat", "a blue bird");
        assertThat(set.captions()).isEqualTo(CaptionCounts.NONE);
    }

    @Test
    void captionsAreCountedByWhatIsWrongWithThem() throws IOException {
        for (String name : new String[] {"bom", "empty", "long", "missing", "nul", "other"}) {
            TestFiles.picture(folder, name + ".png", 2, 2);
        }
        TestFiles.text(folder, "bom.txt", "\uFEFFa word");
        TestFiles.text(folder, "empty.txt", "");
        TestFiles.text(folder, "long.txt", "é".repeat(1 << 20));
        TestFiles.text(folder, "nul.txt", "a\0b");
        Files.write(folder.resolve("other.txt"), "café".getBytes(StandardCharsets.ISO_8859_1));
        DataSet set = TestFiles.open(DataSource.CAPTIONS, folder);
        assertThat(set.items())
                .extracting(Item::text)
                .containsExactly("a word", "", "é".repeat(CaptionReader.MAX_CHARACTERS), "", "a b", "");
        // a caption that can't be decoded is empty too
        assertThat(set.captions()).isEqualTo(new CaptionCounts(1, 2, 1, 1, 1, 1));
    }
}
