package org.ldm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputPlaceTest {
    @Test
    void aFileHoldsOnePicture() {
        OutputPlace place = OutputPlace.of("x.png");
        assertThat(place.file(0, 42)).isEqualTo(Path.of("x.png"));
        assertThat(place.holds(1)).isTrue();
        assertThat(place.holds(2)).isFalse();
    }

    @Test
    void aPatternCounts() {
        assertThat(OutputPlace.of("x-%d.png").file(12, 42)).isEqualTo(Path.of("x-12.png"));
        assertThat(OutputPlace.of("x-%04d.png").file(12, 42)).isEqualTo(Path.of("x-0012.png"));
        assertThat(OutputPlace.of("100%-%03d.png").file(7, 0)).isEqualTo(Path.of("100%-007.png"));
        assertThat(OutputPlace.of("x-%d.png").holds(1000)).isTrue();
    }

    @Test
    void aFolderNamesByNumberAndSeed(@TempDir Path folder) {
        assertThat(OutputPlace.of(folder.toString()).file(3, 45)).isEqualTo(folder.resolve("00003-45.png"));
        assertThat(OutputPlace.of("pictures").file(0, 1)).isEqualTo(Path.of("pictures/00000-1.png"));
    }

    @Test
    void otherFormatsAreRefused() {
        assertThatThrownBy(() -> OutputPlace.of("x.jpg")).hasMessageContaining("found x.jpg");
        assertThatThrownBy(() -> OutputPlace.of("")).isInstanceOf(CommandException.class);
    }

    @Test
    void probingLeavesNothing(@TempDir Path folder) {
        OutputPlace.of(folder.resolve("new/x.png").toString()).requireWritable();
        assertThat(folder.resolve("new")).isEmptyDirectory();
    }
}
