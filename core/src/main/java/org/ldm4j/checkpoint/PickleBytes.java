package org.ldm4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.ldm4j.checkpoint.CheckpointException.Code;

/** A part of a file read forwards, for pickles and what stands between them; nothing is sized by more than is left. */
final class PickleBytes {
    /** Longest text or byte string. */
    private static final int MAX_STRING = 16 << 20;

    /** How much is read ahead: little at first, since values of any length may follow a few bytes of interest. */
    private static final int FIRST_WINDOW = 1 << 9;

    private static final int MAX_WINDOW = 1 << 16;

    private final FileBytes file;
    private final String part;
    private final long end;
    private long next;
    private int ahead = FIRST_WINDOW;
    private ByteBuffer window = ByteBuffer.allocate(0);

    /** @param part what the bytes are, for messages */
    PickleBytes(FileBytes file, String part, long start, long end) {
        this.file = file;
        this.part = part;
        this.end = end;
        next = start;
    }

    /** Where the next byte lies in the file. */
    long position() {
        return next - window.remaining();
    }

    long remaining() {
        return end - position();
    }

    /** Goes to {@code position}, which must be inside. */
    void skipTo(long position) {
        window.limit(window.position());
        next = position;
        ahead = FIRST_WINDOW;
    }

    /** The next {@code count} bytes, at most a window of them. */
    private ByteBuffer take(int count) {
        if (window.remaining() < count) {
            require(count, "the rest of it");
            refill((int) Math.min(ahead, remaining()));
            ahead = Math.min(2 * ahead, MAX_WINDOW);
        }
        return window;
    }

    private void refill(int count) {
        long start = position();
        if (window.capacity() < count) {
            window = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        }
        window.clear().limit(count);
        file.fill(window, start);
        window.flip();
        next = start + count;
    }

    int u1() {
        return take(1).get() & 0xff;
    }

    int u2() {
        return take(2).getShort() & 0xffff;
    }

    int i4() {
        return take(4).getInt();
    }

    long u4() {
        return take(4).getInt() & 0xffffffffL;
    }

    long i8() {
        return take(8).getLong();
    }

    /** A double; pickles hold these, and only these, with the high byte first. */
    double f8() {
        return Double.longBitsToDouble(Long.reverseBytes(i8()));
    }

    /** The next {@code count} bytes, a number from the file without sign. */
    byte[] bytes(long count) {
        require(count, "a string of " + Long.toUnsignedString(count) + " bytes");
        if (count > MAX_STRING) {
            throw refuse(Code.LIMIT, "strings of at most 16 MiB", count + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) count);
        long start = position();
        if (count <= window.remaining()) {
            window.get(bytes.array());
        } else {
            file.fill(bytes, start);
            skipTo(start + count);
        }
        return bytes.array();
    }

    String text(long count) {
        return decode(bytes(count));
    }

    private String decode(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refuse(Code.BAD_UTF8, "text in UTF-8", "other bytes").because(e);
        }
    }

    /** Text up to the next line feed, which is at most {@code most} bytes away. */
    String line(int most) {
        byte[] line = new byte[most];
        for (int length = 0; length < most; length++) {
            line[length] = (byte) u1();
            if (line[length] == '\n') {
                return decode(Arrays.copyOf(line, length));
            }
        }
        throw refuse(Code.LIMIT, "a line of at most " + most + " bytes", "a longer one");
    }

    private void require(long count, String what) {
        if (Long.compareUnsigned(count, remaining()) > 0) {
            throw refuse(Code.TRUNCATED, what, "the end after " + remaining() + " bytes");
        }
    }

    /** A refusal of what was read last. */
    CheckpointException refuse(Code code, String expected, String found) {
        return CheckpointException.of(code, part, expected, found, file.path() + ", byte " + position());
    }
}
