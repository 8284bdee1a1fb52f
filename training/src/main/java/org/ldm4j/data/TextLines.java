package org.ldm4j.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The lines of a list, one by one, each decoded for itself: one line in another encoding doesn't spoil the others. */
final class TextLines implements AutoCloseable {
    private static final int MAX_CHARACTERS = 16 << 20;

    private final DataFile file;
    private final BufferedReader lines;
    private int number;

    private TextLines(DataFile file, BufferedReader lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * A line.
     *
     * @param number its number, from 1
     * @param text what it says, with a replacement character for what isn't UTF-8
     * @param sound whether all of it was UTF-8
     */
    record Line(int number, String text, boolean sound) {}

    static TextLines of(DataFile file) {
        file.requireRegular("data set");
        try {
            // Latin-1 keeps each byte, so that lines can be decoded apart
            return new TextLines(file, Files.newBufferedReader(file.path(), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** The next line that isn't blank. */
    Optional<Line> next() {
        for (String line = read(); line != null; line = read()) {
            if (!line.isBlank()) {
                return Optional.of(decoded(line));
            }
        }
        return Optional.empty();
    }

    private @Nullable String read() {
        try {
            number++;
            return lines.readLine();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private Line decoded(String line) {
        if (line.length() > MAX_CHARACTERS) {
            throw DataException.refused("data set: expected lines of at most " + MAX_CHARACTERS + " bytes, found "
                    + line.length() + " (" + file.path() + ":" + number + ")");
        }
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        int from = number == 1 && startsWithMark(bytes) ? 3 : 0;
        ByteBuffer content = ByteBuffer.wrap(bytes, from, bytes.length - from);
        try {
            return new Line(
                    number, StandardCharsets.UTF_8.newDecoder().decode(content).toString(), true);
        } catch (CharacterCodingException e) {
            return new Line(number, new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8), false);
        }
    }

    private static boolean startsWithMark(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }

    /** Where a line stands, for messages. */
    String place(Line line) {
        return file.path() + ":" + line.number();
    }

    private static DataException unreadable(DataFile file, IOException e) {
        return DataException.refused(
                "data set: expected a readable list, found " + e.getMessage() + " (" + file.path() + ")");
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }
}
