package org.ldm4j.checkpoint;

import static org.ldm4j.checkpoint.HostileTorch.accepted;
import static org.ldm4j.checkpoint.HostileTorch.refused;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.HostileTorch.Case;
import org.ldm4j.checkpoint.PickleWriter.Part;

/** Checkpoints in the two older forms of torch: pickles with values behind them, and tar archives. */
final class HostileLegacy {
    private static final byte[] MAGIC = {
        (byte) 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19
    };

    private HostileLegacy() {}

    static Stream<Case> all() {
        return Stream.concat(legacy(), tar());
    }

    // ------------------------------------------------------------------ pickles, then values

    /** The parts of a file of the second form; all true until one is replaced. */
    private static final class Legacy {
        Part magic = w -> w.op(PickleOpcode.LONG1, 10).raw(MAGIC);
        Part version = w -> w.number(1001);
        Part system = w -> w.dict("little_endian", v -> v.op(PickleOpcode.NEWTRUE));
        Part keys = w -> w.op(PickleOpcode.EMPTY_LIST).text("0").op(PickleOpcode.APPEND);
        long count = 4;
        int values = 16;

        byte[] bytes() {
            var out = new ByteArrayOutputStream();
            Part content = w -> w.dict("a", PickleWriter::square);
            for (Part part : new Part[] {magic, version, system, content, keys}) {
                out.writeBytes(part.write(PickleWriter.start()).stop());
            }
            out.writeBytes(new PickleWriter().i8(count).bytes());
            out.writeBytes(new byte[values]);
            return out.toByteArray();
        }
    }

    private static byte[] file(Consumer<Legacy> lie) {
        Legacy legacy = new Legacy();
        lie.accept(legacy);
        return legacy.bytes();
    }

    private static Case lie(String id, String what, Code code, Consumer<Legacy> lie) {
        return refused(id, what, code, () -> file(lie));
    }

    private static Stream<Case> legacy() {
        return Stream.of(
                accepted("L00", "good legacy file", () -> file(f -> {})),
                lie("L01", "another magic number", Code.UNKNOWN_FORMAT, f -> f.magic = w -> w.number(1)),
                lie("L02", "version 1000", Code.BAD_PROTOCOL, f -> f.version = w -> w.number(1000)),
                lie(
                        "L03",
                        "high byte first",
                        Code.UNSUPPORTED,
                        f -> f.system = w -> w.dict("little_endian", v -> v.op(PickleOpcode.NEWFALSE))),
                lie("L04", "no storages", Code.MISSING_ENTRY, f -> f.keys = w -> w.op(PickleOpcode.EMPTY_LIST)),
                lie(
                        "L05",
                        "one storage more",
                        Code.BAD_STORAGE,
                        f -> f.keys = w -> w.op(PickleOpcode.EMPTY_LIST)
                                .text("0")
                                .op(PickleOpcode.APPEND)
                                .text("1")
                                .op(PickleOpcode.APPEND)),
                lie("L06", "another count", Code.SIZE_MISMATCH, f -> f.count = 3),
                lie("L07", "count -1", Code.BAD_STORAGE, f -> f.count = -1),
                lie("L08", "count 2^62", Code.LIMIT, f -> f.count = 1L << 62),
                lie("L09", "values cut off", Code.TRUNCATED, f -> f.values = 12),
                lie("L09 more", "bytes behind the values", Code.TRAILING_BYTES, f -> f.values = 20),
                lie(
                        "L10",
                        "posix.system in the second pickle",
                        Code.FORBIDDEN_GLOBAL,
                        f -> f.system = HostileLegacy::system),
                lie(
                        "L11",
                        "magic number from eval",
                        Code.FORBIDDEN_GLOBAL,
                        f -> f.magic = w -> w.global("builtins", "eval")
                                .text("0x1950a86a20f9469cfc6c")
                                .op(PickleOpcode.TUPLE1)
                                .reduce()));
    }

    private static PickleWriter system(PickleWriter w) {
        return w.global("posix", "system").text("id").op(PickleOpcode.TUPLE1).reduce();
    }

    // ------------------------------------------------------------------ tar

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    /** A file of a tar archive, whose header {@code lie} may change. */
    private static byte[] member(String name, byte[] data, Consumer<byte[]> lie) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 124, String.format("%011o", data.length));
        header[156] = '0';
        put(header, 257, "ustar\00000");
        put(header, 148, "        ");
        lie.accept(header);
        if (header[148] == ' ') {
            int sum = 0;
            for (byte b : header) {
                sum += b & 0xff;
            }
            put(header, 148, String.format("%06o\0", sum));
        }
        return ByteBuffer.allocate(512 + (data.length + 511) / 512 * 512)
                .put(header)
                .put(data)
                .array();
    }

    private static byte[] member(String name, byte[] data) {
        return member(name, data, header -> {});
    }

    /** An archive of {@code members}, with its end mark. */
    private static byte[] archive(byte[]... members) {
        var out = new ByteArrayOutputStream();
        Arrays.stream(members).forEach(out::writeBytes);
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    private static byte[] pickled(Part value) {
        return value.write(PickleWriter.start()).stop();
    }

    private static byte[] storages() {
        PickleWriter out = new PickleWriter()
                .raw(pickled(w -> w.number(1)))
                .raw(pickled(w ->
                        w.number(77).text("cpu").global("torch", "FloatStorage").op(PickleOpcode.TUPLE3)));
        return out.i8(4)
                .raw(new byte[16])
                .raw(pickled(w -> w.op(PickleOpcode.EMPTY_LIST)))
                .bytes();
    }

    private static byte[] tensors(long storage, long offset) {
        PickleWriter out = new PickleWriter().raw(pickled(w -> w.number(1))).raw(pickled(w -> w.number(5)
                .number(storage)
                .global("torch", "FloatTensor")
                .op(PickleOpcode.TUPLE3)));
        return out.i4(1).i4(0).i8(4).i8(1).i8(offset).bytes();
    }

    private static byte[] pickle(String reference) {
        return pickled(w -> w.dict("a", v -> v.text(reference).op(PickleOpcode.BINPERSID)));
    }

    /** An archive whose tensor 5 lies at {@code offset} in {@code storage}, of which there is 77. */
    private static byte[] archive(long storage, long offset, byte[] pickle) {
        return archive(
                member("storages", storages()), member("tensors", tensors(storage, offset)), member("pickle", pickle));
    }

    private static byte[] goodArchive() {
        return archive(77, 0, pickle("5"));
    }

    /** A good archive behind {@code member}. */
    private static byte[] behind(byte[] member) {
        byte[] good = goodArchive();
        return ByteBuffer.allocate(member.length + good.length)
                .put(member)
                .put(good)
                .array();
    }

    private static Case badMember(String id, String what, String name, Consumer<byte[]> lie) {
        return refused("R01 " + id, what, Code.BAD_ARCHIVE, () -> behind(member(name, new byte[3], lie)));
    }

    private static Stream<Case> tar() {
        return Stream.of(
                accepted("R02", "good tar file", HostileLegacy::goodArchive),
                badMember("parent", "name that climbs", "../x", header -> {}),
                badMember("absolute", "absolute name", "/x", header -> {}),
                badMember("prefix", "name that climbs in two parts", "x", header -> put(header, 345, "../y")),
                badMember("hard link", "hard link", "x", header -> header[156] = '1'),
                badMember("link", "symbolic link", "x", header -> header[156] = '2'),
                badMember("device", "device", "x", header -> header[156] = '3'),
                badMember("sparse", "sparse file", "x", header -> header[156] = 'S'),
                badMember("size", "8^11-1 bytes", "x", header -> put(header, 124, "77777777777")),
                badMember("binary", "size in base 256", "x", header -> header[124] = (byte) 0x80),
                badMember("sum", "another checksum", "x", header -> put(header, 148, "000001\0 ")),
                badMember("pax", "1 GB of attributes", "x", header -> {
                    header[156] = 'x';
                    put(header, 124, String.format("%011o", 1 << 30));
                }),
                refused(
                        "R01 override",
                        "attribute that renames",
                        Code.BAD_ARCHIVE,
                        () -> behind(member(
                                "x",
                                "15 path=../evil\n".getBytes(StandardCharsets.ISO_8859_1),
                                header -> header[156] = 'x'))),
                refused(
                        "R01 twice",
                        "two files of one name",
                        Code.DUPLICATE_NAME,
                        () -> behind(member("pickle", pickle("5")))),
                refused("R01 cut", "archive cut off", Code.BAD_ARCHIVE, () -> Arrays.copyOf(goodArchive(), 1500)),
                refused("R01 behind", "bytes behind the archive", Code.BAD_ARCHIVE, () -> {
                    byte[] tar = goodArchive();
                    tar[tar.length - 1] = 1;
                    return tar;
                }),
                refused("R03", "not of torch", Code.NOT_A_CHECKPOINT, () -> archive(member("x", new byte[3]))),
                refused("R04", "tensor beyond its storage", Code.BAD_VIEW, () -> archive(77, 1, pickle("5"))),
                refused("R05", "tensor of no storage", Code.MISSING_ENTRY, () -> archive(78, 0, pickle("5"))),
                refused("R06", "reference to no tensor", Code.BAD_PERSISTENT_ID, () -> archive(77, 0, pickle("6"))),
                refused(
                        "R07",
                        "code called",
                        Code.FORBIDDEN_GLOBAL,
                        () -> archive(77, 0, pickled(HostileLegacy::system))));
    }
}
