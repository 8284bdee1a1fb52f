package org.ldm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageFolderTest {
    @TempDir
    Path folder;

    private DataSet read(String lines) throws IOException {
        TestFiles.text(folder, "metadata.jsonl", lines);
        return ImageFolder.read(folder, Map.of());
    }

    @Test
    void readsCaptionsLabelsAndMaps() throws IOException {
        DataSet set = read("""
                {"file_name": "a/1.png", "text": "a red heart", "label": 3, "map_file_name": "maps/1.png"}

                {"file_name": "2.png", "text": ["one", "another"]}
                """);
        assertThat(set.items()).extracting(Item::text).containsExactly("a red heart", "one");
        assertThat(set.items().get(0).label()).isEqualTo(OptionalInt.of(3));
        assertThat(set.items().get(0).map()).contains(new MapFile(new DataFile(folder, "maps/1.png")));
        assertThat(set.items().get(1).texts()).containsExactly("one", "another");
        assertThat(set.items().get(1).label()).isEmpty();
    }

    @Test
    void choosesByFields() throws IOException {
        TestFiles.text(folder, "metadata.jsonl", """
                {"file_name": "1.png", "kind": "animal", "tone": false}
                {"file_name": "2.png", "kind": "thing", "tone": false}
                {"file_name": "3.png", "kind": "animal", "tone": true}
                """);
        var chosen = ImageFolder.read(folder, Map.of("kind", "animal", "tone", "false"));
        assertThat(chosen.items()).extracting(item -> item.file().name()).containsExactly("1.png");
        assertThatThrownBy(() -> ImageFolder.read(folder, Map.of("kind", "none")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("kind=none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x.png", "/etc/passwd", "", "a/../../x.png", ".", "a\\u0000b"})
    void namesThatLeadOutAreRefusedWithTheLine(String name) {
        assertThatThrownBy(() -> read("{\"file_name\": \"1.png\"}\n{\"file_name\": \"" + name + "\"}"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("metadata.jsonl:2")
                .hasMessageContaining("inside the folder");
    }

    @Test
    void linesThatAreNoObjectsAreRefusedWithTheirNumber() {
        assertThatThrownBy(() -> read("{\"file_name\": \"1.png\"}\n[]")).hasMessageContaining("metadata.jsonl:2");
        assertThatThrownBy(() -> read("{\"file_name\"")).hasMessageContaining("metadata.jsonl:1");
    }

    @Test
    void labelsMustBeNumbersOfClasses() {
        for (String label : List.of("-1", "1.5", "\"a\"")) {
            assertThatThrownBy(() -> read("{\"file_name\": \"1.png\", \"label\": " + label + "}"))
                    .hasMessageContaining("label: expected the number of a class");
        }
    }

    @Test
    void captionsAreCountedByWhatIsWrongWithThem() throws IOException {
        var lines = new ByteArrayOutputStream();
        lines.writeBytes("\uFEFF{\"file_name\": \"0.png\", \"text\": \"sound\"}\n".getBytes(StandardCharsets.UTF_8));
        lines.writeBytes("{\"file_name\": \"1.png\"}\n".getBytes(StandardCharsets.UTF_8));
        lines.writeBytes("{\"file_name\": \"2.png\", \"text\": \" \"}\n".getBytes(StandardCharsets.UTF_8));
        lines.writeBytes("{\"file_name\": \"3.png\", \"text\": \"caf\u00e9\"}\n".getBytes(StandardCharsets.ISO_8859_1));
        lines.writeBytes("{\"file_name\": \"4.png\", \"text\": \"a\\u0000b\"}\n".getBytes(StandardCharsets.UTF_8));
        lines.writeBytes(("{\"file_name\": \"5.png\", \"text\": \"" + "x".repeat(1 << 20) + "\"}\n")
                .getBytes(StandardCharsets.UTF_8));
        Files.write(folder.resolve("metadata.jsonl"), lines.toByteArray());
        DataSet set = ImageFolder.read(folder, Map.of());
        assertThat(set.captions()).isEqualTo(new CaptionCounts(1, 1, 1, 1, 0, 1));
        assertThat(set.items()).extracting(Item::text).startsWith("sound", "", "", "", "a b");
        assertThat(set.items().get(5).text()).hasSize(CaptionReader.MAX_CHARACTERS);
    }
}
