package org.ldm4j.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/** Writes zip archives as torch does, and archives that lie in every field that can lie. */
final class ZipWriter {
    /** An entry: true when made, and open to be made false. */
    static final class Entry {
        byte[] name;
        byte[] localName;
        byte[] data;
        int flags;
        int localFlags;
        int method;
        long checksum;
        long size;
        long packed;
        long localSize;
        long localChecksum;
        int mode;
        int disk;
        byte[] extra = {};
        byte[] localExtra = {};
        /** What follows the data. */
        byte[] descriptor = {};
        /** Where the directory says that the entry begins, or -1 for the truth. */
        long header = -1;

        Entry(String name, byte[] data) {
            this.name = name.getBytes(StandardCharsets.UTF_8);
            this.data = data;
            localName = this.name;
            CRC32 sum = new CRC32();
            sum.update(data);
            checksum = sum.getValue();
            localChecksum = checksum;
            size = data.length;
            packed = size;
            localSize = size;
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Added to the number of entries in the end record. */
    int countLie;
    /** Number of the disk in the end record. */
    int disk;

    byte[] comment = {};
    /** The wide end, which stands before the end, or nothing. */
    boolean wide;
    /** Added to the position of the wide end in its locator. */
    long locatorLie;

    /** What torch writes around a pickle and storage 0 of four floats. */
    static ZipWriter torch(byte[] pickle) {
        return torch(pickle, new byte[16]);
    }

    static ZipWriter torch(byte[] pickle, byte[] storage) {
        return new ZipWriter()
                .add("archive/data.pkl", pickle)
                .add("archive/byteorder", "little".getBytes(StandardCharsets.UTF_8))
                .add("archive/data/0", storage)
                .add("archive/version", new byte[] {'3', '\n'});
    }

    ZipWriter add(String name, byte[] data) {
        entries.add(new Entry(name, data));
        return this;
    }

    ZipWriter add(String name, byte[] data, Consumer<Entry> lie) {
        add(name, data);
        lie.accept(entries.get(entries.size() - 1));
        return this;
    }

    /** Changes the entry {@code index}. */
    ZipWriter change(int index, Consumer<Entry> lie) {
        lie.accept(entries.get(index));
        return this;
    }

    /** Changes the archive. */
    ZipWriter lie(Consumer<ZipWriter> lie) {
        lie.accept(this);
        return this;
    }

    private static ByteBuffer record(int size, int signature) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).putInt(signature);
    }

    byte[] bytes() {
        for (Entry entry : entries) {
            writeEntry(entry);
        }
        long start = out.size();
        for (Entry entry : entries) {
            writeCentral(entry);
        }
        writeEnd(start, out.size() - start);
        return out.toByteArray();
    }

    private void writeEntry(Entry entry) {
        if (entry.header < 0) {
            entry.header = out.size();
        }
        ByteBuffer header = record(30, 0x04034b50)
                .putShort((short) 0)
                .putShort((short) (entry.flags | entry.localFlags))
                .putShort((short) entry.method)
                .putInt(0)
                .putInt((int) entry.localChecksum)
                .putInt((int) entry.localSize)
                .putInt((int) entry.localSize)
                .putShort((short) entry.localName.length)
                .putShort((short) entry.localExtra.length);
        out.writeBytes(header.array());
        out.writeBytes(entry.localName);
        out.writeBytes(entry.localExtra);
        out.writeBytes(entry.data);
        out.writeBytes(entry.descriptor);
    }

    private void writeCentral(Entry entry) {
        ByteBuffer header = record(46, 0x02014b50)
                .putInt(0)
                .putShort((short) entry.flags)
                .putShort((short) entry.method)
                .putInt(0)
                .putInt((int) entry.checksum)
                .putInt((int) entry.packed)
                .putInt((int) entry.size)
                .putShort((short) entry.name.length)
                .putShort((short) entry.extra.length)
                .putShort((short) 0)
                .putShort((short) entry.disk)
                .putShort((short) 0)
                .putInt(entry.mode << 16)
                .putInt((int) entry.header);
        out.writeBytes(header.array());
        out.writeBytes(entry.name);
        out.writeBytes(entry.extra);
    }

    private void writeEnd(long start, long size) {
        long count = entries.size() + countLie;
        if (wide) {
            long position = out.size();
            out.writeBytes(record(56, 0x06064b50)
                    .putLong(44)
                    .putInt(0)
                    .putInt(disk)
                    .putInt(disk)
                    .putLong(count)
                    .putLong(count)
                    .putLong(size)
                    .putLong(start)
                    .array());
            out.writeBytes(record(20, 0x07064b50)
                    .putInt(0)
                    .putLong(position + locatorLie)
                    .putInt(1)
                    .array());
        }
        short narrow = (short) (wide ? Math.min(count, 0xffff) : count);
        out.writeBytes(record(22, 0x06054b50)
                .putShort((short) disk)
                .putShort((short) disk)
                .putShort(narrow)
                .putShort(narrow)
                .putInt((int) size)
                .putInt((int) start)
                .putShort((short) comment.length)
                .array());
        out.writeBytes(comment);
    }
}
