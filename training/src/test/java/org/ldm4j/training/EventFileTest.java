package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events are read back by a reader of the wire format that the test has for itself. */
final class EventFileTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1_700_000_000_500L), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    /** The check values of RFC 3720, section B.4, masked as TFRecord masks them. */
    @Test
    void crcIsCastagnolisAndMasked() {
        assertThat(EventFile.maskedCrc(new byte[32])).isEqualTo(masked(0x8a9136aa));
        assertThat(EventFile.maskedCrc("123456789".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(masked(0xe3069283));
    }

    private static int masked(int crc) {
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }

    @Test
    void scalarsAreReadBack() throws IOException {
        try (var file = new EventFile(folder, 1, CLOCK)) {
            file.add(1, "loss", 0.25);
            file.add(300, "learning_rate", 1e-4);
        }
        List<Map<Integer, Object>> events = events();
        assertThat(events).hasSize(3);
        assertThat(text(events.get(0), 3)).isEqualTo("brain.Event:2");
        assertThat(events.get(1)).containsEntry(1, 1_700_000_000.5).containsEntry(2, 1L);
        assertThat(scalar(events.get(1))).isEqualTo("loss=0.25");
        assertThat(events.get(2)).containsEntry(2, 300L);
        assertThat(scalar(events.get(2))).isEqualTo("learning_rate=1.0E-4");
    }

    /** What the killed run said behind its last checkpoint is void: TensorBoard drops it at a start of a session. */
    @Test
    void aResumedRunVoidsWhatComesAfterItsCheckpoint() throws IOException {
        new EventFile(folder, 301, CLOCK).close();
        Map<Integer, Object> start = events().get(1);
        assertThat(start).containsEntry(2, 301L);
        assertThat(message((byte[]) value(start, 7))).containsEntry(1, 1L);
    }

    private static String scalar(Map<Integer, Object> event) {
        Map<Integer, Object> value = message((byte[]) value(message((byte[]) value(event, 5)), 1));
        return text(value, 1) + "=" + value(value, 2);
    }

    private static String text(Map<Integer, Object> message, int field) {
        return new String((byte[]) value(message, field), StandardCharsets.UTF_8);
    }

    private static Object value(Map<Integer, Object> message, int field) {
        assertThat(message).containsKey(field);
        return message.getOrDefault(field, "");
    }

    private List<Map<Integer, Object>> events() throws IOException {
        List<Path> files = Unfinished.list(folder);
        assertThat(files).singleElement().asString().contains("events.out.tfevents.1700000000.");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(files.get(0))).order(ByteOrder.LITTLE_ENDIAN);
        List<Map<Integer, Object>> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = take(bytes, 8);
            assertThat(bytes.getInt()).isEqualTo(EventFile.maskedCrc(length));
            byte[] data = take(bytes, (int)
                    ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong());
            assertThat(bytes.getInt()).isEqualTo(EventFile.maskedCrc(data));
            events.add(message(data));
        }
        return events;
    }

    private static byte[] take(ByteBuffer bytes, int count) {
        byte[] taken = new byte[count];
        bytes.get(taken);
        return taken;
    }

    private static Map<Integer, Object> message(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Map<Integer, Object> fields = new TreeMap<>();
        while (in.hasRemaining()) {
            long key = varint(in);
            fields.put(
                    (int) (key >> 3),
                    switch ((int) (key & 7)) {
                        case 0 -> varint(in);
                        case 1 -> in.getDouble();
                        case 2 -> take(in, (int) varint(in));
                        case 5 -> in.getFloat();
                        default -> throw new AssertionError("kind " + (key & 7));
                    });
        }
        return fields;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
