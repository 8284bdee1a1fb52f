package org.ldm4j.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Instruction set flags of the processor, where the kernel tells them (Linux); elsewhere none. */
final class CpuFlags {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");
    private static final Set<String> FLAGS = read();

    private CpuFlags() {}

    static boolean has(String flag) {
        return FLAGS.contains(flag);
    }

    private static Set<String> read() {
        if (!Files.isReadable(CPUINFO)) {
            return Set.of();
        }
        try (var lines = Files.lines(CPUINFO)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> Set.copyOf(
                            Set.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+"))))
                    .orElse(Set.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
