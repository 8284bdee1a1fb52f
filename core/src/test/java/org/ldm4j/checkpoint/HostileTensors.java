package org.ldm4j.checkpoint;

import static org.ldm4j.checkpoint.HostileTorch.accepted;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.HostileTorch.Case;
import org.ldm4j.checkpoint.PickleWriter.Part;

/** Checkpoints whose storages and tensors are not what they say, and odd things beside them. */
final class HostileTensors {
    private static final String CALLBACKS = "pytorch_lightning.callbacks.model_checkpoint";

    private HostileTensors() {}

    static Stream<Case> all() {
        return Stream.of(storages(), views(), places(), types(), beside()).flatMap(s -> s);
    }

    private static PickleWriter pickle(Part tensor) {
        return PickleWriter.start().dict("a", tensor);
    }

    private static byte[] file(Part tensor) {
        return ZipWriter.torch(pickle(tensor).stop()).bytes();
    }

    private static Case refused(String id, String what, Code code, Part tensor) {
        return HostileTorch.refused(id, what, code, () -> file(tensor));
    }

    /** The square in another storage. */
    private static Part in(Part storage) {
        return w -> w.tensor(storage, 0, v -> v.tuple(2, 2), v -> v.tuple(2, 1));
    }

    private static Part in(String type, String key, long count) {
        return in(w -> w.storage(type, key, count));
    }

    private static Stream<Case> storages() {
        return Stream.of(
                refused("T41", "10^9 elements", Code.SIZE_MISMATCH, in("FloatStorage", "0", 1_000_000_000)),
                HostileTorch.refused(
                        "T42",
                        "fewer than there are",
                        Code.SIZE_MISMATCH,
                        () -> file(w ->
                                w.tensor(s -> s.storage("FloatStorage", "0", 2), 0, v -> v.tuple(2), v -> v.tuple(1)))),
                refused("T43", "negative count", Code.BAD_STORAGE, in("FloatStorage", "0", -4)),
                refused(
                        "T44",
                        "count a text",
                        Code.BAD_STORAGE,
                        in(w -> w.storage("FloatStorage", key -> key.text("0"), count -> count.text("4"), "cpu"))),
                refused("T45", "key a path", Code.BAD_STORAGE, in("FloatStorage", "../../../etc/passwd", 4)),
                refused(
                        "T45 number",
                        "key a number",
                        Code.BAD_STORAGE,
                        in(w -> w.storage("FloatStorage", key -> key.number(0), count -> count.number(4), "cpu"))),
                refused("T46", "key without an entry", Code.MISSING_ENTRY, in("FloatStorage", "1", 4)),
                refused("T47", "unknown class", Code.FORBIDDEN_GLOBAL, in("FooStorage", "0", 4)),
                refused("T55 count", "count 2^62", Code.LIMIT, in("FloatStorage", "0", 1L << 62)),
                refused("T56", "one storage of two types", Code.BAD_STORAGE, w -> w.square()
                        .op(PickleOpcode.SETITEM)
                        .text("b")
                        .tensor(s -> s.storage("DoubleStorage", "0", 2), 0, v -> v.tuple(2), v -> v.tuple(1))),
                HostileTorch.refused("T63", "15 bytes of floats", Code.SIZE_MISMATCH, () -> ZipWriter.torch(
                                pickle(PickleWriter::square).stop(), new byte[15])
                        .bytes()));
    }

    private static Case view(String id, String what, Code code, long offset, Part shape, Part strides) {
        return refused(id, what, code, w -> w.tensor(s -> s.storage("FloatStorage", "0", 4), offset, shape, strides));
    }

    private static Stream<Case> views() {
        return Stream.of(
                view("T48", "beyond the end", Code.BAD_VIEW, 2, w -> w.tuple(4), w -> w.tuple(1)),
                view("T49", "negative stride", Code.BAD_VIEW, 0, w -> w.tuple(2), w -> w.tuple(-1)),
                view("T50", "negative size", Code.BAD_VIEW, 0, w -> w.tuple(-2), w -> w.tuple(1)),
                view("T51", "negative offset", Code.BAD_VIEW, -1, w -> w.tuple(2), w -> w.tuple(1)),
                view("T52", "stride 2^62", Code.OVERFLOW, 0, w -> w.tuple(2, 2), w -> w.tuple(1L << 62, 1)),
                view("T53", "two sizes, one stride", Code.BAD_VIEW, 0, w -> w.tuple(2, 2), w -> w.tuple(1)),
                view(
                        "T54",
                        "4 TB from 16 bytes",
                        Code.BAD_VIEW,
                        0,
                        w -> w.tuple(1_000_000, 1_000_000),
                        w -> w.tuple(0, 0)),
                view("T55", "size 2^62 x 4", Code.OVERFLOW, 0, w -> w.tuple(1L << 62, 4), w -> w.tuple(1, 1)),
                view(
                        "T55 empty",
                        "dimension 2^50, empty",
                        Code.LIMIT,
                        0,
                        w -> w.tuple(1L << 50, 0),
                        w -> w.tuple(1, 1)),
                view(
                        "T55 rank",
                        "33 dimensions",
                        Code.LIMIT,
                        0,
                        w -> w.tuple(new long[33]),
                        w -> w.tuple(new long[33])),
                view(
                        "T55 text",
                        "size a text",
                        Code.BAD_REDUCE,
                        0,
                        w -> w.text("2").op(PickleOpcode.TUPLE1),
                        w -> w.tuple(1)));
    }

    private static Part at(String place) {
        return in(w -> w.storage("FloatStorage", key -> key.text("0"), count -> count.number(4), place));
    }

    private static byte[] ordered(String order) {
        return ZipWriter.torch(pickle(PickleWriter::square).stop())
                .change(1, entry -> {
                    var other = new ZipWriter.Entry("archive/byteorder", order.getBytes(StandardCharsets.UTF_8));
                    entry.data = other.data;
                    entry.checksum = other.checksum;
                    entry.localChecksum = other.checksum;
                    entry.size = other.size;
                    entry.packed = other.size;
                    entry.localSize = other.size;
                })
                .bytes();
    }

    private static Stream<Case> places() {
        return Stream.of(
                accepted("T57", "saved on a GPU", () -> file(at("cuda:0"))),
                accepted("T58", "saved nowhere", () -> file(at("evil"))),
                accepted("T59", "saved as meta", () -> file(at("meta"))),
                accepted("T60", "high byte first", () -> ordered("big")),
                HostileTorch.refused("T61", "byte order middle", Code.BAD_BYTEORDER, () -> ordered("middle")),
                accepted("T62", "no byte order", () -> new ZipWriter()
                        .add("archive/data.pkl", pickle(PickleWriter::square).stop())
                        .add("archive/data/0", new byte[16])
                        .bytes()));
    }

    private static Case listed(String id, String type, int width) {
        return HostileTorch.refused(
                id,
                type + " read",
                Code.UNSUPPORTED_DTYPE,
                () -> file(w -> w.tensor(s -> s.storage(type, "0", 16 / width), 0, v -> v.tuple(1), v -> v.tuple(1))));
    }

    private static Stream<Case> types() {
        return Stream.of(
                refused(
                        "T66",
                        "sparse tensor",
                        Code.UNSUPPORTED,
                        w -> w.global("torch._utils", "_rebuild_sparse_tensor")),
                refused(
                        "T66 quantised",
                        "quantised tensor",
                        Code.UNSUPPORTED,
                        w -> w.global("torch._utils", "_rebuild_qtensor")),
                listed("P46 complex", "ComplexFloatStorage", 8),
                listed("P46 quantised", "QInt8Storage", 1),
                HostileTorch.refused("P46", "float8 read", Code.UNSUPPORTED_DTYPE, () -> file(HostileTensors::float8)));
    }

    private static PickleWriter float8(PickleWriter w) {
        return w.global("torch._utils", "_rebuild_tensor_v3")
                .op(PickleOpcode.MARK)
                .storage("UntypedStorage", "0", 16)
                .number(0)
                .tuple(16)
                .tuple(1)
                .op(PickleOpcode.NEWFALSE)
                .orderedDict()
                .global("torch", "float8_e4m3fn")
                .op(PickleOpcode.TUPLE)
                .reduce();
    }

    private static Stream<Case> beside() {
        return Stream.of(
                accepted("T64", "a callback of Lightning as a key", () -> ZipWriter.torch(PickleWriter.start()
                                .dict("state_dict", w -> w.dict("a", PickleWriter::square))
                                .item("callbacks", w -> w.op(PickleOpcode.EMPTY_DICT)
                                        .global(CALLBACKS, "ModelCheckpoint")
                                        .number(1)
                                        .op(PickleOpcode.SETITEM))
                                .stop())
                        .bytes()),
                accepted("T65", "a scalar of numpy", () -> ZipWriter.torch(PickleWriter.start()
                                .dict("state_dict", w -> w.dict("a", PickleWriter::square))
                                .item("loss", HostileTensors::scalar)
                                .stop())
                        .bytes()),
                refused(
                        "T64 dots",
                        "a name below a callback",
                        Code.FORBIDDEN_GLOBAL,
                        w -> w.global(CALLBACKS, "os.system")));
    }

    private static PickleWriter scalar(PickleWriter w) {
        return w.global("numpy.core.multiarray", "scalar")
                .global("numpy", "dtype")
                .text("f8")
                .op(PickleOpcode.TUPLE1)
                .reduce()
                .tuple(3)
                .op(PickleOpcode.BUILD)
                .op(PickleOpcode.SHORT_BINBYTES, 8)
                .i8(0)
                .op(PickleOpcode.TUPLE2)
                .reduce();
    }
}
