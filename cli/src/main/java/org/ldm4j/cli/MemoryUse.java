package org.ldm4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Memory of this process as Linux counts it; null elsewhere. */
final class MemoryUse {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int KIB = 1024;

    private MemoryUse() {}

    /** The most that was resident so far, in bytes. */
    static @Nullable Long peak() {
        return field("VmHWM:");
    }

    /** What is resident now, in bytes. */
    static @Nullable Long now() {
        return field("VmRSS:");
    }

    private static @Nullable Long field(String name) {
        if (!Files.exists(STATUS)) {
            return null;
        }
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(name)) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * KIB;
                }
            }
        } catch (IOException e) {
            return null; // a process may be kept from looking at itself
        }
        return null;
    }
}
