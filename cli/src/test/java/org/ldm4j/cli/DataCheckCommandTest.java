package org.ldm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ImageFile;
import org.ldm4j.image.PngFile;
import tools.jackson.databind.JsonNode;

final class DataCheckCommandTest {
    @TempDir
    Path folder;

    @BeforeEach
    void twoPictures() throws IOException {
        PngFile.write(folder.resolve("a.png"), Bitmap.of(2, 1, 1, new byte[] {1, 2}));
        PngFile.write(folder.resolve("b.png"), Bitmap.of(2, 1, 1, new byte[] {1, 2}));
        Files.writeString(folder.resolve("a.txt"), "a caption");
    }

    @Test
    void aSoundSetPassesWithItsSizesAndCounts() {
        Call call = Call.of("data", "check", folder, "--json");
        assertThat(call.code()).isZero();
        JsonNode json = call.json();
        assertThat(json.get("pictures").asInt()).isEqualTo(2);
        assertThat(json.get("readable").asInt()).isEqualTo(2);
        assertThat(json.get("captions").get("missing").asInt()).isEqualTo(1);
        assertThat(json.get("sizes").get(0).toString()).isEqualTo("{\"width\":2,\"height\":1,\"count\":2}");
        assertThat(json.get("duplicates").toString()).isEqualTo("[[\"a.png\",\"b.png\"]]");
        assertThat(json.get("checks").get(0).get("status").asString()).isEqualTo("ok");
        assertThat(json.get("checks").get(2).get("status").asString()).isEqualTo("warn");
    }

    @Test
    void aBrokenFileIsNamedAndTheExitCodeIsSix() throws IOException {
        Files.write(folder.resolve("c.png"), new byte[0]);
        Call call = Call.of("data", "check", folder, "--json");
        assertThat(call.code()).isEqualTo(Exit.CHECK_FAILED.code());
        assertThat(call.json().get("broken").get(0).get("file").asString()).isEqualTo("c.png");
        assertThat(call.json().get("broken").get(0).get("reason").asString()).contains("an empty file");
        Call forPeople = Call.of("data", "check", folder);
        assertThat(forPeople.code()).isEqualTo(6);
        assertThat(forPeople.out()).contains("fail  pictures", "1 of 3 can't be used", "broken: picture");
    }

    @Test
    void aSheetIsWritten() {
        Path sheet = folder.resolveSibling("sheet.png");
        assertThat(Call.of("data", "check", folder, "--sheet", sheet).code()).isZero();
        assertThat(ImageFile.read(sheet).width()).isGreaterThan(128);
    }

    @Test
    void whatCannotBeCheckedSaysWhy() {
        assertThat(Call.of("data", "check", folder.resolve("none")).code()).isEqualTo(Exit.NOT_FOUND.code());
        Call source = Call.of("data", "check", folder, "--source", "zip");
        assertThat(source.code()).isEqualTo(Exit.USAGE.code());
        assertThat(source.err()).contains("auto, metadata, captions");
        assertThat(Call.of("data", "check", folder, "--where", "a=b").code()).isEqualTo(Exit.REFUSED.code());
        assertThat(Call.of("data").code()).isEqualTo(Exit.USAGE.code());
    }
}
