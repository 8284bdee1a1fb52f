package org.ldm4j.training;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** {@code metrics.csv}: lines of {@code step,name,value}, flushed at each step. */
final class MetricsFile implements AutoCloseable {
    private static final String HEADER = "step,name,value";

    private final BufferedWriter writer;

    /** Goes on behind step {@code step}: what an interrupted run wrote after its last checkpoint is dropped. */
    MetricsFile(Path file, long step) {
        try {
            List<String> kept = Files.exists(file)
                    ? Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                            .filter(line -> isUpTo(line, step))
                            .toList()
                    : List.of();
            writer = Files.newBufferedWriter(
                    file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
            writer.write(HEADER + "\n");
            for (String line : kept) {
                writer.write(line + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isUpTo(String line, long step) {
        String number = line.substring(0, Math.max(0, line.indexOf(',')));
        return number.matches("\\d{1,18}") && Long.parseLong(number) <= step;
    }

    void add(long step, String name, double value) {
        try {
            writer.write(step + "," + name + "," + (float) value + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void flush() {
        try {
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
