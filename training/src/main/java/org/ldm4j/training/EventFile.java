package org.ldm4j.training;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * Scalars for TensorBoard: a file of TFRecords (length, masked CRC-32C, bytes, masked CRC-32C), each an {@code Event} of
 * tensorflow/core/util/event.proto in the protocol buffers' wire format.
 */
final class EventFile implements AutoCloseable {
    // field numbers of Event, Summary, Summary.Value and SessionLog
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SESSION_LOG = 7;
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int STATUS = 1;
    private static final int START = 1;

    private final AppendedFile file;
    private final Clock clock;

    /**
     * Begins a file in {@code folder}, as each start of a run does; TensorBoard shows them as one.
     *
     * @param firstStep the next step; what earlier files say from there on is void
     */
    EventFile(Path folder, long firstStep, Clock clock) throws IOException {
        this.clock = clock;
        String name = String.format(
                Locale.ROOT,
                "events.out.tfevents.%010d.ldm4j.%d.step-%d",
                clock.millis() / 1000,
                ProcessHandle.current().pid(),
                firstStep);
        file = new AppendedFile(folder.resolve(name));
        add(event(0).bytes(FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.UTF_8)));
        if (firstStep > 1) {
            add(event(firstStep)
                    .bytes(SESSION_LOG, new Message().number(STATUS, START).toBytes()));
        }
    }

    void add(long step, String name, double value) {
        Message scalar =
                new Message().bytes(TAG, name.getBytes(StandardCharsets.UTF_8)).float32(SIMPLE_VALUE, (float) value);
        add(event(step)
                .bytes(SUMMARY, new Message().bytes(VALUE, scalar.toBytes()).toBytes()));
    }

    private Message event(long step) {
        return new Message().float64(WALL_TIME, clock.millis() / 1000.0).number(STEP, step);
    }

    private void add(Message event) {
        byte[] data = event.toBytes();
        byte[] length = littleEndian(8).putLong(data.length).array();
        file.add(length);
        file.add(littleEndian(4).putInt(maskedCrc(length)).array());
        file.add(data);
        file.add(littleEndian(4).putInt(maskedCrc(data)).array());
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Turned and moved, so that a record that holds records has no CRC of a CRC. */
    static int maskedCrc(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    void flush() throws IOException {
        file.flush();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** A protocol buffers' message: fields of number and kind, one behind the other. */
    private static final class Message {
        private static final int VARINT = 0;
        private static final int EIGHT_BYTES = 1;
        private static final int LENGTH = 2;
        private static final int FOUR_BYTES = 5;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        private void key(int field, int kind) {
            varint((long) field << 3 | kind);
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                out.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }

        private Message number(int field, long value) {
            key(field, VARINT);
            varint(value);
            return this;
        }

        private Message float64(int field, double value) {
            key(field, EIGHT_BYTES);
            out.writeBytes(littleEndian(8).putDouble(value).array());
            return this;
        }

        private Message float32(int field, float value) {
            key(field, FOUR_BYTES);
            out.writeBytes(littleEndian(4).putFloat(value).array());
            return this;
        }

        private Message bytes(int field, byte[] value) {
            key(field, LENGTH);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        private byte[] toBytes() {
            return out.toByteArray();
        }
    }
}
