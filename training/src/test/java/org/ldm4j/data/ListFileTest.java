package org.ldm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ListFileTest {
    @TempDir
    Path folder;

    @Test
    void keepsTheOrderOfTheList() throws IOException {
        TestFiles.text(folder, "ffhqtrain.txt", "00002.png\n00001.png\r\n\nsub/00003.png\n");
        TestFiles.text(folder, "sub/00003.txt", "a face");
        DataSet set = DataSource.AUTO.open(DataSource.Request.of(folder).withList("ffhqtrain.txt"));
        assertThat(set.items())
                .extracting(item -> item.file().name())
                .containsExactly("00002.png", "00001.png", "sub/00003.png");
        assertThat(set.items().get(2).text()).isEqualTo("a face");
        assertThat(set.captions().missing()).isEqualTo(2);
    }

    @Test
    void isReadWhenItIsNamedInThePlaceOfAFolder() throws IOException {
        Path list = TestFiles.text(folder, "val.txt", "1.png");
        DataSet set = DataSource.AUTO.open(DataSource.Request.of(list));
        assertThat(set.items().get(0).file().path()).isEqualTo(folder.resolve("1.png"));
    }

    @Test
    void pathsThatLeadOutAreRefusedWithTheLine() throws IOException {
        TestFiles.text(folder, "l.txt", "1.png\n../2.png\n");
        assertThatThrownBy(() -> ListFile.read(folder, "l.txt")).hasMessageContaining("l.txt:2");
        assertThatThrownBy(() -> ListFile.read(folder, "../l.txt")).hasMessageContaining("data.list");
        assertThatThrownBy(() -> ListFile.read(folder, "none.txt"))
                .isInstanceOfSatisfying(
                        DataException.class, e -> assertThat(e.isMissing()).isTrue());
    }
}
