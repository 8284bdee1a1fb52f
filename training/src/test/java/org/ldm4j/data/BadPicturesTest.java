package org.ldm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ldm4j.image.Bitmap;
import org.ldm4j.tensor.Scope;

/** Pictures that can't be read among others that can. */
@Timeout(60)
final class BadPicturesTest {
    @TempDir
    Path folder;

    private final List<String> report = new ArrayList<>();

    /** Lists the names, since a folder is no file that listing would find. */
    private DataSet listed(List<String> names) throws IOException {
        Files.write(folder.resolve("list.txt"), names);
        return DataSource.LIST.open(DataSource.Request.of(folder.resolve("list.txt")));
    }

    private PictureSet read(DataSet set, boolean strict) {
        return PictureSet.read(set.items(), 8, 0, strict, report::add);
    }

    @ParameterizedTest
    @EnumSource(BadFiles.class)
    void eachKindIsNamedWithItsReasonAndLeftOut(BadFiles kind) throws IOException {
        TestFiles.picture(folder, "a.png", 8, 8);
        kind.write(folder.resolve("b.png"));
        TestFiles.picture(folder, "c.png", 8, 8);
        DataSet set = listed(List.of("a.png", "b.png", "c.png"));
        PictureSet pictures = read(set, false);
        assertThat(pictures.items()).extracting(item -> item.file().name()).containsExactly("a.png", "c.png");
        assertThat(report.get(0)).startsWith("left out: ").contains("b.png").contains(kind.reason());
        assertThat(report.get(1)).isEqualTo("left out 1 of 3 pictures");
        assertThat(DataCheck.of(set, () -> {}).broken()).singleElement().satisfies(broken -> {
            assertThat(broken.file()).isEqualTo("b.png");
            assertThat(broken.reason()).contains(kind.reason());
        });
    }

    @ParameterizedTest
    @EnumSource(BadFiles.class)
    void eachKindStopsAStrictRun(BadFiles kind) throws IOException {
        TestFiles.picture(folder, "a.png", 8, 8);
        kind.write(folder.resolve("b.png"));
        assertThatThrownBy(() -> read(listed(List.of("a.png", "b.png")), true))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("b.png");
    }

    @Test
    void aWrongEndingIsNoFault() throws IOException {
        TestFiles.picture(folder, "a.jpg", 8, 8);
        assertThat(read(TestFiles.open(DataSource.AUTO, folder), true).count()).isEqualTo(1);
    }

    @Test
    void aLinkInsideTheFolderIsFollowed() throws IOException {
        TestFiles.picture(folder, "all/a.png", 8, 8);
        Files.createSymbolicLink(folder.resolve("b.png"), Path.of("all/a.png"));
        assertThat(read(listed(List.of("b.png")), true).count()).isEqualTo(1);
    }

    @Test
    void listsAndCaptionsMustBeRegularFilesToo() throws IOException {
        TestFiles.picture(folder, "a.png", 8, 8);
        BadFiles.PIPE.write(folder.resolve("a.txt"));
        assertThatThrownBy(() -> TestFiles.open(DataSource.CAPTIONS, folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("caption: expected a regular file");
        BadFiles.PIPE.write(folder.resolve("metadata.jsonl"));
        assertThatThrownBy(() -> TestFiles.open(DataSource.AUTO, folder)).hasMessageContaining("a pipe or device");
    }

    @Test
    void nothingButBadPicturesIsRefused() throws IOException {
        BadFiles.TEXT.write(folder.resolve("a.png"));
        assertThatThrownBy(() -> read(listed(List.of("a.png")), false))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found none among 1");
    }

    @Test
    @Tag("slow")
    void amongTwoThousandPictures137BadOnesAreAllNamedAndTheOthersTrain() throws IOException {
        List<String> names = new ArrayList<>();
        TreeSet<String> bad = new TreeSet<>();
        for (int i = 0; i < 2000; i++) {
            String name = "p%04d.png".formatted(i);
            names.add(name);
            if (i * 137 / 2000 < (i + 1) * 137 / 2000) {
                bad.add(name);
                BadFiles.values()[bad.size() % BadFiles.values().length].write(folder.resolve(name));
            } else {
                TestFiles.picture(folder, name, 8, 8);
            }
        }
        assertThat(bad).hasSize(137);
        DataSet set = listed(names);
        PictureSet pictures = read(set, false);
        assertThat(pictures.count()).isEqualTo(2000 - 137);
        assertThat(report).hasSize(138);
        for (String name : bad) {
            assertThat(report).filteredOn(line -> line.contains(name)).as(name).hasSize(1);
        }
        assertThat(DataCheck.of(set, () -> {}).broken())
                .extracting(DataCheck.Broken::file)
                .containsExactlyElementsOf(bad);
        try (Scope scope = Scope.open()) {
            for (int i = 0; i < pictures.count(); i += 100) {
                Bitmap expected = TestFiles.noise(
                        8, 8, 3, pictures.items().get(i).file().name().hashCode());
                assertThat(pictures.bitmap(i)).isEqualTo(expected);
            }
        }
    }
}
