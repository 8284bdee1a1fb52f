package org.ldm4j.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles instruction by instruction, also such as no pickler would. */
final class PickleWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A pickle of protocol 2. */
    static PickleWriter start() {
        return new PickleWriter().op(PickleOpcode.PROTO, 2);
    }

    /** Any bytes. */
    PickleWriter op(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    PickleWriter times(int count, int... bytes) {
        byte[] all = new byte[count * bytes.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) bytes[i % bytes.length];
        }
        return raw(all);
    }

    PickleWriter raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    PickleWriter ascii(String text) {
        return raw(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    PickleWriter i4(int value) {
        return raw(little(4).putInt(value).array());
    }

    PickleWriter i8(long value) {
        return raw(little(8).putLong(value).array());
    }

    PickleWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return op(PickleOpcode.BINUNICODE).i4(utf8.length).raw(utf8);
    }

    PickleWriter number(long value) {
        return op(PickleOpcode.LONG1, 8).i8(value);
    }

    PickleWriter tuple(long... values) {
        op(PickleOpcode.MARK);
        for (long value : values) {
            number(value);
        }
        return op(PickleOpcode.TUPLE);
    }

    /** The {@code name} of a class or function; {@code module} and name as Python has them. */
    PickleWriter global(String module, String name) {
        return op(PickleOpcode.GLOBAL).ascii(module + "\n" + name + "\n");
    }

    PickleWriter reduce() {
        return op(PickleOpcode.REDUCE);
    }

    PickleWriter orderedDict() {
        return global("collections", "OrderedDict").op(PickleOpcode.EMPTY_TUPLE).reduce();
    }

    /** A reference to {@code count} elements under {@code key}. */
    PickleWriter storage(String type, String key, long count) {
        return storage(type, writer -> writer.text(key), writer -> writer.number(count), "cpu");
    }

    /** One part of a description. */
    @FunctionalInterface
    interface Part {
        PickleWriter write(PickleWriter writer);
    }

    PickleWriter storage(String type, Part key, Part count, String location) {
        op(PickleOpcode.MARK).text("storage").global("torch", type);
        key.write(this).text(location);
        return count.write(this).op(PickleOpcode.TUPLE, PickleOpcode.BINPERSID);
    }

    /** A tensor in the storage that {@code storage} writes. */
    PickleWriter tensor(Part storage, long offset, Part shape, Part strides) {
        global("torch._utils", "_rebuild_tensor_v2").op(PickleOpcode.MARK);
        storage.write(this).number(offset);
        shape.write(this);
        strides.write(this).op(PickleOpcode.NEWFALSE).orderedDict();
        return op(PickleOpcode.TUPLE).reduce();
    }

    /** The four floats of storage 0 as a square. */
    PickleWriter square() {
        return tensor(w -> w.storage("FloatStorage", "0", 4), 0, w -> w.tuple(2, 2), w -> w.tuple(2, 1));
    }

    /** Puts {@code value} under {@code key} into the dictionary on top. */
    PickleWriter item(String key, Part value) {
        return value.write(text(key)).op(PickleOpcode.SETITEM);
    }

    /** A dictionary with one entry. */
    PickleWriter dict(String key, Part value) {
        return op(PickleOpcode.EMPTY_DICT).item(key, value);
    }

    byte[] stop() {
        return op(PickleOpcode.STOP).bytes();
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
