package org.ldm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.conditioning.LayoutBox;
import org.ldm4j.image.Bitmap;
import tools.jackson.databind.json.JsonMapper;

final class CocoFolderTest {
    private static final String IMAGES = """
            "images": [{"id": 7, "file_name": "a.jpg", "width": 4, "height": 3},
                       {"id": 5, "file_name": "b.jpg", "width": 10, "height": 10}],
            """;
    private static final String CATEGORIES = """
            "categories": [{"id": 9, "name": "boat", "supercategory": "vehicle"}, {"id": 10, "name": "light"}]
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void threeFiles() throws IOException {
        write("instances_train.json", """
                {"info": {"x": [1, {"y": 2}]}, "annotations": [
                  {"id": 1, "image_id": 7, "category_id": 10, "bbox": [1, 0, 2, 3], "iscrowd": 0, "area": 5,
                   "segmentation": [[1, 1, 4, 1, 4, 3, 1, 3]]},
                  {"id": 2, "image_id": 7, "category_id": 9, "bbox": [0, 0, 1, 1], "iscrowd": 1,
                   "segmentation": {"counts": [0, 1, 11], "size": [3, 4]}}],
                """ + IMAGES + CATEGORIES + "}");
        write("stuff_train.json", """
                {""" + IMAGES + """
                "categories": [{"id": 100, "name": "cloth"}, {"id": 183, "name": "other"}],
                "annotations": [
                  {"id": 3, "image_id": 7, "category_id": 100, "bbox": [0, 0, 4, 3],
                   "segmentation": {"counts": "1232O", "size": [3, 4]}},
                  {"id": 4, "image_id": 7, "category_id": 183, "bbox": [0, 0, 4, 3]}]}
                """);
        write("captions_train.json", """
                {""" + IMAGES + """
                "annotations": [{"id": 1, "image_id": 7, "caption": "A boat.\\n"},
                                {"id": 2, "image_id": 7, "caption": "A light and a boat"}]}
                """);
    }

    private void write(String name, String json) throws IOException {
        TestFiles.text(folder, "annotations/" + name, json);
    }

    @Test
    void boxesAreSharesAndCategoriesNumberedByTheTextOfTheirIds() {
        DataSet set = TestFiles.open(DataSource.AUTO, folder);
        assertThat(set.classes()).containsExactly("light", "cloth", "boat"); // "10" < "100" < "9"
        Item item = set.items().get(0);
        assertThat(item.file().name()).isEqualTo("train/a.jpg");
        assertThat(item.boxes())
                .containsExactly(
                        LayoutBox.of(0, 0.25, 0, 0.5, 1),
                        LayoutBox.of(2, 0, 0, 0.25, 1 / 3.0),
                        LayoutBox.of(1, 0, 0, 1, 1));
        assertThat(set.items().get(1).boxes()).isEmpty();
    }

    @Test
    void allCaptionsOfAPictureAreKept() {
        DataSet set = TestFiles.open(DataSource.COCO, folder);
        assertThat(set.items().get(0).texts()).containsExactly("A boat.", "A light and a boat");
        assertThat(set.captions().missing()).isEqualTo(1);
    }

    @Test
    void mapsAreDrawnFromOutlinesThingsOverStuff() {
        DataSet set = CocoFolder.read(folder, "train", true);
        Bitmap map = set.items().get(0).map().orElseThrow().read(4, 3);
        int none = 255, cloth = 99, light = 9, boat = 8;
        int[][] expected = {{boat, none, cloth, cloth}, {cloth, light, light, light}, {cloth, light, light, light}};
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 4; x++) {
                assertThat(map.at(x, y, 0)).as(x + ", " + y).isEqualTo(expected[y][x]);
            }
        }
        assertThat(set.withShiftedMaps()
                        .items()
                        .get(0)
                        .map()
                        .orElseThrow()
                        .read(4, 3)
                        .at(1, 0, 0))
                .isZero();
        assertThatThrownBy(() -> set.items().get(0).map().orElseThrow().read(3, 4))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected the size of its picture, 3x4, found 4x3");
    }

    @Test
    void picturesAreChosenByTheNumberAndAreaOfTheirBoxes() {
        DataSet set = TestFiles.open(DataSource.COCO, folder);
        DataSet two = set.laidOut(1 / 12.0, 2, 30); // the boat takes just that much
        assertThat(two.items()).singleElement().satisfies(item -> assertThat(item.boxes())
                .hasSize(2));
        assertThatThrownBy(() -> set.laidOut(0, 4, 30)).hasMessageContaining("pictures with 4 to 30 boxes");
    }

    @Test
    void aSplitMustBeNamedWhereThereAreSeveral() throws IOException {
        write("instances_val.json", "{" + IMAGES + CATEGORIES + "}");
        assertThatThrownBy(() -> TestFiles.open(DataSource.AUTO, folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("data.split: expected one of [train, val], found none");
        assertThat(CocoFolder.read(folder, "val", false).classes()).containsExactly("light", "boat");
    }

    @Test
    void boxesOutsideThePictureAreRefusedByAnnotation() throws IOException {
        for (String box : new String[] {"[0, 0, 5.1, 1]", "[-2, 0, 1, 1]", "[0, 0, -1, 1]", "[0, 3, 1, 1.5]"}) {
            write(
                    "instances_train.json",
                    "{" + IMAGES + CATEGORIES
                            + ", \"annotations\": [{\"id\": 44, \"image_id\": 7, \"category_id\": 9, \"bbox\": " + box
                            + "}]}");
            assertThatThrownBy(() -> TestFiles.open(DataSource.AUTO, folder))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("box: expected one inside the picture of 4x3")
                    .hasMessageContaining("annotation 44 of a.jpg");
        }
    }

    @Test
    void unknownCategoriesAndImagesAreRefusedByAnnotation() throws IOException {
        String annotation = "{" + IMAGES + CATEGORIES
                + ", \"annotations\": [{\"id\": 44, \"image_id\": %s, \"category_id\": %s, \"bbox\": [0, 0, 1, 1]}]}";
        write("instances_train.json", annotation.formatted(7, 11));
        assertThatThrownBy(() -> TestFiles.open(DataSource.AUTO, folder))
                .hasMessageContaining("found 11 (annotation 44");
        write("instances_train.json", annotation.formatted(8, 9));
        assertThatThrownBy(() -> TestFiles.open(DataSource.AUTO, folder))
                .hasMessageContaining("one of the images, found 8 (annotation 44");
    }

    @Test
    void whatIsNotCocoIsRefusedWithItsPlace() throws IOException {
        for (String json :
                new String[] {"[]", "{\"images\": 3}", "{\"images\": [{\"id\": 1}]}", "{\"images\": [", ""}) {
            write("instances_train.json", json);
            assertThatThrownBy(() -> TestFiles.open(DataSource.AUTO, folder))
                    .as(json)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("instances_train.json");
        }
    }

    @Test
    void namesThatLeadOutAreRefused() throws IOException {
        write(
                "instances_train.json",
                "{\"images\": [{\"id\": 1, \"file_name\": \"../../x.jpg\", \"width\": 1, \"height\": 1}]}");
        assertThatThrownBy(() -> TestFiles.open(DataSource.AUTO, folder)).hasMessageContaining("inside the folder");
    }

    @Test
    void runLengthsAreReadAsListAndAsText() {
        JsonMapper json = new JsonMapper();
        assertThat(RunLengths.of(json.readTree("[3, 5, 100]"))).containsExactly(3, 5, 100);
        assertThat(RunLengths.of(json.readTree("\"35T32nLiQW1O\""))).containsExactly(3, 5, 100, 7, 2, 40000, 1);
        assertThat(RunLengths.of(json.readTree("\"o\""))).isNull();
        assertThat(RunLengths.of(json.readTree("{}"))).isNull();
    }

    @Test
    void runLengthsThatDoNotFillThePictureAreRefused() throws IOException {
        write("stuff_train.json", "{}");
        write(
                "instances_train.json",
                "{" + IMAGES + CATEGORIES
                        + ", \"annotations\": [{\"id\": 44, \"image_id\": 7, \"category_id\": 9, \"segmentation\": {\"counts\": [1, 2]}}]}");
        DataSet set = CocoFolder.read(folder, "train", true);
        assertThatThrownBy(() -> set.items().get(0).map().orElseThrow().read(4, 3))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected run lengths of 12 pixels, found 3 (annotation 44");
    }
}
