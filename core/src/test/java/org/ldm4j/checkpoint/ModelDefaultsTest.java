package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelDefaultsTest {
    @TempDir
    private Path folder;

    @Test
    void areThoseOfStableDiffusionUnlessTheFolderSaysMore() throws IOException {
        assertThat(ModelDefaults.read(ModelFolder.open(folder))).isEqualTo(ModelDefaults.USUAL);
        new ModelDefaults(3).writeInto(folder);
        assertThat(ModelDefaults.read(ModelFolder.open(folder)).guidanceScale()).isEqualTo(3);
    }

    @Test
    void refuseNonsense() throws IOException {
        Files.writeString(folder.resolve("ldm4j.json"), "{\"guidance_scale\": -1}");
        assertThatThrownBy(() -> ModelDefaults.read(ModelFolder.open(folder)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("guidance_scale");
    }
}
