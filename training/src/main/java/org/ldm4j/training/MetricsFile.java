package org.ldm4j.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ldm4j.file.AtomicFile;

/** {@code metrics.csv}: lines of {@code step,name,value}, flushed at each step. */
final class MetricsFile implements AutoCloseable {
    /** One line. */
    record Line(long step, String name, double value) {
        @Override
        public String toString() {
            return step + "," + name + "," + (float) value;
        }
    }

    private static final String HEADER = "step,name,value";

    private final AppendedFile file;

    /** Goes on behind step {@code step}: what an interrupted run wrote after its last checkpoint is dropped. */
    MetricsFile(Path path, long step) throws IOException {
        var text = new StringBuilder(HEADER).append('\n');
        read(path).stream().filter(line -> line.step() <= step).forEach(line -> text.append(line)
                .append('\n'));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(path, channel -> channel.write(ByteBuffer.wrap(bytes)));
        file = new AppendedFile(path);
    }

    /** All whole lines; what is cut off or is none of ours is left out. */
    static List<Line> read(Path path) throws IOException {
        List<Line> lines = new ArrayList<>();
        if (Files.exists(path)) {
            for (String line : Files.readString(path).split("\n", -1)) {
                String[] parts = line.split(",", -1);
                if (parts.length == 3 && parts[0].matches("\\d{1,18}")) {
                    lines.add(new Line(Long.parseLong(parts[0]), parts[1], number(parts[2])));
                }
            }
        }
        return lines;
    }

    private static double number(String text) {
        try {
            return Float.parseFloat(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    void add(long step, String name, double value) {
        file.add((new Line(step, name, value) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void flush() throws IOException {
        file.flush();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
