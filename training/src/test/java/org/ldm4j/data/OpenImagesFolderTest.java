package org.ldm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.conditioning.LayoutBox;

final class OpenImagesFolderTest {
    private static final String HEADER =
            "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside\n";

    @TempDir
    Path folder;

    @BeforeEach
    void oneSplit() throws IOException {
        TestFiles.text(folder, "class-descriptions-boxable.csv", "/m/02,Cat\n/m/01s55n,\"Suit, case\"\n/m/011,Dog\n");
        TestFiles.text(
                folder,
                "validation-annotations-bbox.csv",
                HEADER
                        + "ab12,xclick,/m/02,1,0.25,0.75,0.5,1,1,0,0,0,1\n"
                        + "ab12,xclick,/m/01s55n,1,0,1,0,0.5,0,1,1,1,0\n"
                        + "ab12,xclick,/m/unknown,1,0,1,0,0.5,0,1,1,1,0\n");
    }

    private DataSet read() {
        return DataSource.AUTO.open(DataSource.Request.of(folder).withSplit("validation"));
    }

    @Test
    void classesAreNumberedByTheirIdsAndBoxesHaveTheirAttributes() {
        DataSet set = read();
        assertThat(set.classes()).containsExactly("Dog", "Cat", "Suit, case");
        assertThat(set.items()).singleElement().satisfies(item -> {
            assertThat(item.file().name()).isEqualTo("validation/000000000000ab12.jpg");
            assertThat(item.boxes())
                    .containsExactly(
                            new LayoutBox(1, 0.25, 0.5, 0.5, 0.5, false, true, false, true),
                            new LayoutBox(2, 0, 0, 1, 0.5, true, false, true, false));
        });
    }

    @Test
    void aFileChoosesAndNumbersTheClasses() throws IOException {
        TestFiles.text(folder, "classes.txt", "/m/02\n");
        DataSet set = read();
        assertThat(set.classes()).containsExactly("Cat");
        assertThat(set.items().get(0).boxes()).hasSize(1);
    }

    @Test
    void boxesOutsideThePictureAreRefusedWithTheLine() throws IOException {
        TestFiles.text(
                folder, "validation-annotations-bbox.csv", HEADER + "ab12,x,/m/02,1,0.25,1.75,0.5,1,1,0,0,0,1\n");
        assertThatThrownBy(this::read)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected XMax of 0 to 1, found 1.75")
                .hasMessageContaining("bbox.csv:2");
        TestFiles.text(folder, "validation-annotations-bbox.csv", HEADER + "ab12,x,/m/02\n");
        assertThatThrownBy(this::read).hasMessageContaining("expected a column XMin");
    }

    @Test
    void theSplitMustHaveAnnotations() {
        assertThatThrownBy(() -> DataSource.OPEN_IMAGES.open(DataSource.Request.of(folder)))
                .hasMessageContaining("data.split: expected one of [train, validation, test]");
    }
}
