package org.ldm4j.checkpoint;

import static org.ldm4j.checkpoint.HostileTorch.accepted;

import java.util.stream.Stream;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.HostileTorch.Case;
import org.ldm4j.checkpoint.PickleWriter.Part;

/** Pickles that want code to be run, that are damaged, or that explode. */
final class HostilePickles {
    private static final int DUP = '2';
    private static final int INST = 'i';
    private static final int OBJ = 'o';
    private static final int NEWOBJ_EX = 0x92;
    private static final int EXT1 = 0x82;
    private static final int PERSID = 'P';
    private static final int NEXT_BUFFER = 0x97;

    private HostilePickles() {}

    static Stream<Case> all() {
        return Stream.of(names(), calls(), memory(), changes(), strings(), frames(), dictionaries(), nested())
                .flatMap(s -> s);
    }

    /** A checkpoint in which {@code hostile} stands before the one good tensor. */
    private static Case refused(String id, String what, Code code, Part hostile) {
        return HostileTorch.refused(
                id,
                what,
                code,
                () -> file(PickleWriter.start()
                        .op(PickleOpcode.EMPTY_DICT)
                        .item("hostile", hostile)
                        .item("a", PickleWriter::square)));
    }

    /** A checkpoint that is nothing but {@code pickle}, without its end. */
    private static Case whole(String id, String what, Code code, Part pickle) {
        return HostileTorch.refused(id, what, code, () -> file(pickle.write(PickleWriter.start())));
    }

    private static byte[] file(PickleWriter pickle) {
        return ZipWriter.torch(pickle.stop()).bytes();
    }

    private static Stream<Case> names() {
        return Stream.of(
                accepted("P00", "good file", () -> file(PickleWriter.start().dict("a", PickleWriter::square))),
                refused("P01", "posix.system called", Code.FORBIDDEN_GLOBAL, w -> w.global("posix", "system")
                        .text("id")
                        .op(PickleOpcode.TUPLE1)
                        .reduce()),
                refused("P02", "builtins.eval from the stack", Code.FORBIDDEN_GLOBAL, w -> w.text("builtins")
                        .text("eval")
                        .op(PickleOpcode.STACK_GLOBAL)),
                refused("P03", "INST os.system", Code.FORBIDDEN_OPCODE, w -> w.op(PickleOpcode.MARK)
                        .text("id")
                        .op(INST)
                        .ascii("os\nsystem\n")),
                refused("P04", "OBJ", Code.FORBIDDEN_OPCODE, w -> w.op(PickleOpcode.MARK)
                        .global("collections", "OrderedDict")
                        .op(OBJ)),
                refused("P05", "NEWOBJ subprocess.Popen", Code.FORBIDDEN_GLOBAL, w -> w.global("subprocess", "Popen")
                        .op(PickleOpcode.EMPTY_TUPLE, PickleOpcode.NEWOBJ)),
                refused("P06", "NEWOBJ_EX", Code.FORBIDDEN_OPCODE, w -> w.global("collections", "OrderedDict")
                        .op(PickleOpcode.EMPTY_TUPLE, PickleOpcode.EMPTY_DICT, NEWOBJ_EX)),
                refused("P07", "BUILD on a dictionary", Code.FORBIDDEN_OPCODE, w -> w.op(PickleOpcode.EMPTY_DICT)
                        .dict("x", value -> value.number(1))
                        .op(PickleOpcode.BUILD)),
                refused("P08", "EXT1", Code.FORBIDDEN_OPCODE, w -> w.op(EXT1, 1)),
                refused("P09", "PERSID as text", Code.FORBIDDEN_OPCODE, w -> w.op(PERSID)
                        .ascii("storage\n")),
                refused("P14", "name with dots", Code.FORBIDDEN_GLOBAL, w -> w.text("torch")
                        .text("serialization.os.system")
                        .op(PickleOpcode.STACK_GLOBAL)),
                refused("P15", "torch.load", Code.FORBIDDEN_GLOBAL, w -> w.global("torch", "load")),
                refused("P35", "unknown instruction", Code.FORBIDDEN_OPCODE, w -> w.op(0xff)),
                refused("P41", "NEXT_BUFFER", Code.FORBIDDEN_OPCODE, w -> w.op(NEXT_BUFFER)));
    }

    private static Stream<Case> calls() {
        return Stream.of(
                refused("P10", "reference that is a text", Code.BAD_PERSISTENT_ID, w -> w.text("storage")
                        .op(PickleOpcode.BINPERSID)),
                refused("P11", "reference to a module", Code.BAD_PERSISTENT_ID, w -> w.op(PickleOpcode.MARK)
                        .text("module")
                        .global("collections", "OrderedDict")
                        .text("a.py")
                        .text("import os")
                        .text("")
                        .op(PickleOpcode.TUPLE, PickleOpcode.BINPERSID)),
                refused("P12", "text called", Code.BAD_REDUCE, w -> w.text("f")
                        .op(PickleOpcode.EMPTY_TUPLE)
                        .reduce()),
                refused("P13", "tensor of two arguments", Code.BAD_REDUCE, w -> w.global(
                                "torch._utils", "_rebuild_tensor_v2")
                        .storage("FloatStorage", "0", 4)
                        .number(0)
                        .op(PickleOpcode.TUPLE2)
                        .reduce()));
    }

    private static Stream<Case> memory() {
        return Stream.of(
                refused("P16", "empty slot", Code.BAD_MEMO, w -> w.op(PickleOpcode.BINGET, 7)),
                whole("P17", "slot 2^32-1", Code.NOT_A_CHECKPOINT, w -> w.text("x")
                        .op(PickleOpcode.LONG_BINPUT)
                        .i4(-1)),
                whole("P18", "10^10 leaves", Code.NOT_A_CHECKPOINT, w -> tuples(w, 10)),
                whole("P18 dictionaries", "3 x 10^10 paths", Code.NOT_A_CHECKPOINT, w -> dictionaries(w, 3000, 3)),
                whole("P18 pairs", "a list copied 10^6 times", Code.LIMIT, HostilePickles::copies),
                refused("P19", "1,000 DUPs", Code.FORBIDDEN_OPCODE, w -> w.number(1)
                        .times(1000, DUP)),
                whole("P20", "10^6 marks", Code.LIMIT, w -> w.times(1_000_000, PickleOpcode.MARK)),
                whole("P21", "10^6 nested tuples", Code.LIMIT, w -> w.op(PickleOpcode.EMPTY_TUPLE)
                        .times(1_000_000, PickleOpcode.TUPLE1)),
                whole("P21 lists", "10^6 nested lists", Code.LIMIT, w -> w.times(1_000_000, PickleOpcode.EMPTY_LIST)
                        .times(999_999, PickleOpcode.APPEND)),
                refused("P22", "empty stack", Code.BAD_PICKLE, w -> w.op(PickleOpcode.MARK, PickleOpcode.TUPLE3)),
                whole(
                        "P43",
                        "20 M instructions",
                        Code.LIMIT,
                        w -> w.times(10_000_001, PickleOpcode.NONE, PickleOpcode.POP)),
                whole("P43 memo", "6 M values remembered", Code.LIMIT, w -> w.op(PickleOpcode.NONE)
                        .times(6_000_000, PickleOpcode.MEMOIZE)),
                whole("P43 stack", "2 M values that wait", Code.LIMIT, w -> w.times(2_000_000, PickleOpcode.NONE)),
                whole("P43 size", "a pickle above 64 MiB", Code.LIMIT, w -> w.raw(new byte[(64 << 20) + 1])));
    }

    /** Each level holds the one below ten times. */
    private static PickleWriter tuples(PickleWriter w, int levels) {
        w.op(PickleOpcode.EMPTY_TUPLE, PickleOpcode.BINPUT, 0);
        for (int level = 1; level <= levels; level++) {
            w.op(PickleOpcode.MARK)
                    .times(10, PickleOpcode.BINGET, level - 1)
                    .op(PickleOpcode.TUPLE, PickleOpcode.BINPUT, level);
        }
        return w;
    }

    /** A dictionary of 1,000 pairs is made again and again. */
    private static PickleWriter copies(PickleWriter w) {
        w.global("collections", "OrderedDict").op(PickleOpcode.BINPUT, 0, PickleOpcode.EMPTY_LIST);
        for (int i = 0; i < 1000; i++) {
            w.text("x" + i).op(PickleOpcode.NONE, PickleOpcode.TUPLE2, PickleOpcode.APPEND);
        }
        w.op(PickleOpcode.TUPLE1, PickleOpcode.BINPUT, 1);
        int[] again = {PickleOpcode.BINGET, 0, PickleOpcode.BINGET, 1, PickleOpcode.REDUCE, PickleOpcode.POP};
        return w.times(1_000_000, again);
    }

    /** Each level holds the one below under {@code width} names. */
    private static PickleWriter dictionaries(PickleWriter w, int width, int levels) {
        w.op(PickleOpcode.EMPTY_DICT, PickleOpcode.BINPUT, 0);
        for (int level = 1; level <= levels; level++) {
            w.op(PickleOpcode.EMPTY_DICT);
            for (int i = 0; i < width; i++) {
                int below = level - 1;
                w.item("x" + i, v -> v.op(PickleOpcode.BINGET, below));
            }
            w.op(PickleOpcode.BINPUT, level);
        }
        return w;
    }

    private static Stream<Case> changes() {
        return Stream.of(
                refused("P23", "item of a tensor", Code.BAD_PICKLE, w -> w.square()
                        .item("x", v -> v.number(1))),
                refused("P24", "item of a tuple", Code.BAD_PICKLE, w -> w.tuple(1)
                        .item("x", v -> v.number(1))),
                refused("P25", "append to a dictionary", Code.BAD_PICKLE, w -> w.op(PickleOpcode.EMPTY_DICT)
                        .number(1)
                        .op(PickleOpcode.APPEND)),
                whole(
                        "P38",
                        "list in itself",
                        Code.NOT_A_CHECKPOINT,
                        w -> w.op(
                                PickleOpcode.EMPTY_LIST,
                                PickleOpcode.BINPUT,
                                0,
                                PickleOpcode.BINGET,
                                0,
                                PickleOpcode.APPEND)),
                whole("P38 dict", "dictionary in itself", Code.NOT_A_CHECKPOINT, w -> w.op(
                                PickleOpcode.EMPTY_DICT, PickleOpcode.BINPUT, 0)
                        .item("model", v -> v.op(PickleOpcode.BINGET, 0))));
    }

    private static Stream<Case> strings() {
        return Stream.of(
                refused("P26", "text of 2^32-1 bytes", Code.TRUNCATED, w -> w.op(PickleOpcode.BINUNICODE)
                        .i4(-1)),
                refused("P27", "text of 2^63 bytes", Code.TRUNCATED, w -> w.op(PickleOpcode.BINUNICODE8)
                        .i8(Long.MIN_VALUE)),
                refused("P28", "integer of 2^31-1 bytes", Code.LIMIT, w -> w.op(PickleOpcode.LONG4)
                        .i4(Integer.MAX_VALUE)),
                refused("P29", "2^62 bytes", Code.TRUNCATED, w -> w.op(PickleOpcode.BINBYTES8)
                        .i8(1L << 62)),
                refused("P36", "10^6 digits", Code.LIMIT, w -> w.op(PickleOpcode.LONG)
                        .times(1_000_000, '9')
                        .ascii("L\n")),
                refused("P36 text", "text of 17 MB", Code.LIMIT, w -> w.text("x".repeat(17 << 20))),
                refused(
                        "P36 utf",
                        "text not in UTF-8",
                        Code.BAD_UTF8,
                        w -> w.op(PickleOpcode.SHORT_BINUNICODE, 2, 0xc0, 0x80)));
    }

    private static Stream<Case> frames() {
        return Stream.of(
                refused("P30", "frame beyond the end", Code.TRUNCATED, w -> w.op(PickleOpcode.FRAME)
                        .i8(1L << 40)),
                HostileTorch.refused("P31", "no STOP", Code.TRUNCATED, () -> ZipWriter.torch(
                                PickleWriter.start().op(PickleOpcode.EMPTY_DICT).bytes())
                        .bytes()),
                HostileTorch.refused("P32", "empty data.pkl", Code.TRUNCATED, () -> ZipWriter.torch(new byte[0])
                        .bytes()),
                HostileTorch.refused(
                        "P33",
                        "second pickle behind STOP",
                        Code.TRAILING_BYTES,
                        () -> file(PickleWriter.start()
                                .dict("a", PickleWriter::square)
                                .op(PickleOpcode.STOP)
                                .raw(PickleWriter.start()
                                        .global("posix", "system")
                                        .bytes()))),
                HostileTorch.refused(
                        "P34",
                        "protocol 255",
                        Code.BAD_PROTOCOL,
                        () -> file(
                                new PickleWriter().op(PickleOpcode.PROTO, 255).dict("a", PickleWriter::square))),
                HostileTorch.refused(
                        "P34 none",
                        "no protocol",
                        Code.BAD_PROTOCOL,
                        () -> file(new PickleWriter().dict("a", PickleWriter::square))));
    }

    private static Stream<Case> dictionaries() {
        return Stream.of(
                refused(
                        "P37",
                        "list as a key",
                        Code.BAD_PICKLE,
                        w -> w.op(
                                PickleOpcode.EMPTY_DICT,
                                PickleOpcode.EMPTY_LIST,
                                PickleOpcode.NONE,
                                PickleOpcode.SETITEM)),
                whole("P39", "key twice", Code.DUPLICATE_NAME, w -> w.dict("a", PickleWriter::square)
                        .item("a", PickleWriter::square)),
                accepted(
                        "P40",
                        "number as a key",
                        () -> file(numbered(PickleWriter.start().dict("a", PickleWriter::square)))),
                whole(
                        "P40 state_dict",
                        "number as a key there",
                        Code.BAD_NAME,
                        w -> w.dict("state_dict", v -> numbered(v.dict("a", PickleWriter::square)))),
                whole("P40 empty", "empty name", Code.BAD_NAME, w -> w.dict("", PickleWriter::square)),
                whole(
                        "P40 long",
                        "name of 5,000 bytes",
                        Code.BAD_NAME,
                        w -> w.dict("x".repeat(5000), PickleWriter::square)),
                accepted(
                        "P42",
                        "100,000 names of one hash",
                        () -> file(colliding(PickleWriter.start().op(PickleOpcode.EMPTY_DICT)))));
    }

    private static PickleWriter numbered(PickleWriter w) {
        return w.number(7).square().op(PickleOpcode.SETITEM);
    }

    /** "Aa" and "BB" have the same hash, and so has every text of 17 of them. */
    private static PickleWriter colliding(PickleWriter w) {
        for (int i = 0; i < 100_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 17; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            w.text(name.toString()).op(PickleOpcode.NONE, PickleOpcode.SETITEM);
        }
        return w.item("a", PickleWriter::square);
    }

    private static Stream<Case> nested() {
        return Stream.of(
                accepted("P45 three", "three levels down", () -> file(wrapped(PickleWriter.start(), 3))),
                whole("P45", "50 levels down", Code.NOT_A_CHECKPOINT, w -> wrapped(w, 50)),
                whole("P45 list", "tensors in a list", Code.NOT_A_CHECKPOINT, w -> w.op(PickleOpcode.EMPTY_LIST)
                        .square()
                        .op(PickleOpcode.APPEND)));
    }

    private static PickleWriter wrapped(PickleWriter w, int levels) {
        return levels == 0
                ? w.dict("a", PickleWriter::square)
                : w.dict(levels % 2 == 0 ? "model" : "module", v -> wrapped(v, levels - 1));
    }
}
