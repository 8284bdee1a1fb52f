package org.ldm4j.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How much memory this process can still take, as Linux tells it: what the machine has without swapping, within the limit of
 * the control group. Elsewhere there is no telling, and nothing is refused.
 */
final class FreeMemory {
    private static final long KIB = 1024;
    private static final long UNKNOWN = Long.MAX_VALUE;

    private final Path proc;
    private final Path cgroup;

    /**
     * @param proc the folder {@code /proc}
     * @param cgroup the folder {@code /sys/fs/cgroup}
     */
    FreeMemory(Path proc, Path cgroup) {
        this.proc = proc;
        this.cgroup = cgroup;
    }

    /**
     * The free bytes at any later time. What the process has taken from now on counts as free: the C library keeps it for
     * the next picture.
     */
    static LongSupplier fromNow() {
        var memory = new FreeMemory(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
        long before = memory.resident();
        return () -> {
            long free = memory.free();
            return free == UNKNOWN ? free : free + Math.max(0, memory.resident() - before);
        };
    }

    /** What can be taken now. */
    long free() {
        long available = field(proc.resolve("meminfo"), "MemAvailable:", -1);
        long machine = available < 0 ? UNKNOWN : available * KIB;
        return Math.min(machine, Math.min(group("memory.max", "memory.current", "memory.stat"), oldGroup()));
    }

    private long resident() {
        return field(proc.resolve("self/status"), "VmRSS:", 0) * KIB;
    }

    /** What a control group leaves; cached files can be dropped. */
    private long group(String limit, String used, String stat) {
        long most = number(cgroup.resolve(limit)), now = number(cgroup.resolve(used));
        if (most == UNKNOWN || now == UNKNOWN) {
            return UNKNOWN;
        }
        return Math.max(0, most - now + field(cgroup.resolve(stat), "inactive_file", 0));
    }

    /** The same in version 1, whose limit is a huge number where there is none. */
    private long oldGroup() {
        return group("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat");
    }

    private static long number(Path file) {
        List<String> lines = lines(file);
        return lines.isEmpty() || !lines.get(0).matches("\\d{1,18}") ? UNKNOWN : Long.parseLong(lines.get(0));
    }

    private static long field(Path file, String name, long otherwise) {
        return lines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("\\D", ""))
                .filter(digits -> digits.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(otherwise);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of(); // a process may be kept from looking
        }
    }
}
