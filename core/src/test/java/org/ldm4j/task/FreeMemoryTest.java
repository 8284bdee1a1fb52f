package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FreeMemoryTest {
    @TempDir
    private Path folder;

    @Test
    void isWhatTheMachineHas() throws IOException {
        write("proc/meminfo", "MemTotal:       24000000 kB\nMemFree:         100 kB\nMemAvailable:    8000 kB\n");
        assertThat(free()).isEqualTo(8000 * 1024);
    }

    @Test
    void isLimitedByTheControlGroup() throws IOException {
        write("proc/meminfo", "MemAvailable:    8000000 kB\n");
        write("cgroup/memory.max", "1000000\n");
        write("cgroup/memory.current", "700000\n");
        write("cgroup/memory.stat", "anon 500000\ninactive_file 50000\n");
        assertThat(free()).isEqualTo(350_000);
    }

    @Test
    void isNotLimitedByAGroupWithoutALimit() throws IOException {
        write("proc/meminfo", "MemAvailable:    8000 kB\n");
        write("cgroup/memory.max", "max\n");
        write("cgroup/memory.current", "700000\n");
        assertThat(free()).isEqualTo(8000 * 1024);
    }

    @Test
    void isLimitedByAGroupOfTheOldKind() throws IOException {
        write("proc/meminfo", "MemAvailable:    8000 kB\n");
        write("cgroup/memory/memory.limit_in_bytes", "2000000\n");
        write("cgroup/memory/memory.usage_in_bytes", "1500000\n");
        assertThat(free()).isEqualTo(500_000);
    }

    @Test
    void nothingIsKnownElsewhere() {
        assertThat(free()).isEqualTo(Long.MAX_VALUE);
    }

    private long free() {
        return new FreeMemory(folder.resolve("proc"), folder.resolve("cgroup")).free();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
