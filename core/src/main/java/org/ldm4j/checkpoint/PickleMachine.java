package org.ldm4j.checkpoint;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.PickleValue.Dict;
import org.ldm4j.checkpoint.PickleValue.Items;
import org.ldm4j.checkpoint.PickleValue.None;
import org.ldm4j.checkpoint.PickleValue.Opaque;
import org.ldm4j.checkpoint.PickleValue.Tuple;

/**
 * Reads one pickle (protocols 2 to 5) by carrying out its instructions on values of our own. Python's own reader calls
 * whatever a pickle names; this one calls nothing, looks no class up, and refuses names that it does not know.
 */
final class PickleMachine {
    /** Turns what a pickle says about a value outside it into that value. */
    @FunctionalInterface
    interface Outside {
        Object value(Object id, PickleBytes in);

        /** For pickles that may not refer to anything outside. */
        Outside NONE = (id, in) -> {
            throw in.refuse(Code.BAD_PERSISTENT_ID, "no reference to a storage", "one");
        };
    }

    private static final long MAX_BYTES = 64 << 20;
    private static final int MAX_OPCODES = 20_000_000;
    private static final int MAX_NAME = 4096;
    private static final int MAX_DIGITS = 32;
    /** The magic number of legacy files is the longest integer that torch writes. */
    private static final int MAX_INTEGER_BYTES = 10;

    private final PickleBytes in;
    private final Outside outside;
    private final PickleStack stack;

    private PickleMachine(PickleBytes in, Outside outside) {
        this.in = in;
        this.outside = outside;
        stack = new PickleStack(in);
    }

    /** The value of the pickle that begins at {@code in}, which is then behind the pickle's end. */
    static Object run(PickleBytes in, Outside outside) {
        return new PickleMachine(in, outside).run();
    }

    private Object run() {
        long start = in.position();
        requireProtocol();
        for (int count = 0; count < MAX_OPCODES; count++) {
            int opcode = in.u1();
            if (opcode == PickleOpcode.STOP) {
                return stack.pop();
            }
            carryOut(opcode);
            if (in.position() - start > MAX_BYTES) {
                throw in.refuse(Code.LIMIT, "a pickle of at most 64 MiB", "a longer one");
            }
        }
        throw in.refuse(Code.LIMIT, "at most " + MAX_OPCODES + " instructions", "more");
    }

    private void requireProtocol() {
        int opcode = in.u1();
        if (opcode != PickleOpcode.PROTO) {
            throw in.refuse(Code.BAD_PROTOCOL, "a pickle of protocol 2 to 5", "byte " + hex(opcode));
        }
        int protocol = in.u1();
        if (protocol < 2 || protocol > 5) {
            throw in.refuse(Code.BAD_PROTOCOL, "protocol 2 to 5", Integer.toString(protocol));
        }
    }

    private static String hex(int opcode) {
        return String.format("0x%02x", opcode);
    }

    private void carryOut(int opcode) {
        boolean known = carryOutScalar(opcode) || carryOutContainer(opcode) || carryOutOther(opcode);
        if (!known) {
            throw in.refuse(Code.FORBIDDEN_OPCODE, "instructions that torch writes", hex(opcode));
        }
    }

    private boolean carryOutScalar(int opcode) {
        switch (opcode) {
            case PickleOpcode.NONE -> stack.push(None.NONE);
            case PickleOpcode.NEWTRUE -> stack.push(true);
            case PickleOpcode.NEWFALSE -> stack.push(false);
            case PickleOpcode.BININT -> stack.push((long) in.i4());
            case PickleOpcode.BININT1 -> stack.push((long) in.u1());
            case PickleOpcode.BININT2 -> stack.push((long) in.u2());
            case PickleOpcode.LONG -> stack.push(decimal());
            case PickleOpcode.LONG1 -> stack.push(integer(in.u1()));
            case PickleOpcode.LONG4 -> stack.push(integer(in.u4()));
            case PickleOpcode.BINFLOAT -> stack.push(in.f8());
            case PickleOpcode.BINSTRING -> stack.push(latin(in.u4()));
            case PickleOpcode.SHORT_BINSTRING -> stack.push(latin(in.u1()));
            case PickleOpcode.BINUNICODE -> stack.push(in.text(in.u4()));
            case PickleOpcode.SHORT_BINUNICODE -> stack.push(in.text(in.u1()));
            case PickleOpcode.BINUNICODE8 -> stack.push(in.text(in.i8()));
            case PickleOpcode.BINBYTES -> stack.push(in.bytes(in.u4()));
            case PickleOpcode.SHORT_BINBYTES -> stack.push(in.bytes(in.u1()));
            case PickleOpcode.BINBYTES8, PickleOpcode.BYTEARRAY8 -> stack.push(in.bytes(in.i8()));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A text of Python 2, where bytes were texts. */
    private String latin(long count) {
        return new String(in.bytes(count), StandardCharsets.ISO_8859_1);
    }

    private Object decimal() {
        String digits = in.line(MAX_DIGITS);
        try {
            return narrowed(new BigInteger(digits.endsWith("L") ? digits.substring(0, digits.length() - 1) : digits));
        } catch (NumberFormatException e) {
            throw in.refuse(Code.BAD_PICKLE, "an integer", Names.quoted(digits)).because(e);
        }
    }

    /** An integer of {@code count} bytes, low byte first. */
    private Object integer(long count) {
        if (count > MAX_INTEGER_BYTES) {
            throw in.refuse(Code.LIMIT, "integers of at most " + MAX_INTEGER_BYTES + " bytes", count + " bytes");
        }
        byte[] little = in.bytes(count), big = new byte[little.length + 1];
        for (int i = 0; i < little.length; i++) {
            big[little.length - i] = little[i];
        }
        big[0] = (byte) (little.length > 0 && little[little.length - 1] < 0 ? -1 : 0);
        return narrowed(new BigInteger(big));
    }

    private static Object narrowed(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    private boolean carryOutContainer(int opcode) {
        switch (opcode) {
            case PickleOpcode.EMPTY_TUPLE -> stack.push(new Tuple(List.of()));
            case PickleOpcode.TUPLE -> stack.push(new Tuple(stack.popToMark()));
            case PickleOpcode.TUPLE1 -> stack.push(new Tuple(stack.pop(1)));
            case PickleOpcode.TUPLE2 -> stack.push(new Tuple(stack.pop(2)));
            case PickleOpcode.TUPLE3 -> stack.push(new Tuple(stack.pop(3)));
            case PickleOpcode.EMPTY_LIST, PickleOpcode.EMPTY_SET -> stack.push(new Items());
            case PickleOpcode.APPEND -> append(stack.pop(1));
            case PickleOpcode.APPENDS, PickleOpcode.ADDITEMS -> append(stack.popToMark());
            case PickleOpcode.FROZENSET -> stack.push(new Tuple(stack.popToMark()));
            case PickleOpcode.EMPTY_DICT -> stack.push(new Dict(false));
            case PickleOpcode.SETITEM -> put(stack.pop(2));
            case PickleOpcode.SETITEMS -> put(stack.popToMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean carryOutOther(int opcode) {
        switch (opcode) {
            case PickleOpcode.FRAME -> requireFrame(in.i8());
            case PickleOpcode.MARK -> stack.mark();
            case PickleOpcode.POP -> stack.pop();
            case PickleOpcode.BINPUT -> stack.remember(in.u1());
            case PickleOpcode.LONG_BINPUT -> stack.remember(in.u4());
            case PickleOpcode.MEMOIZE -> stack.remember();
            case PickleOpcode.BINGET -> stack.recall(in.u1());
            case PickleOpcode.LONG_BINGET -> stack.recall(in.u4());
            case PickleOpcode.GLOBAL -> stack.push(name(in.line(MAX_NAME), in.line(MAX_NAME)));
            case PickleOpcode.STACK_GLOBAL -> stack.push(stackName());
            case PickleOpcode.BINPERSID -> stack.push(outside.value(stack.pop(), in));
            case PickleOpcode.REDUCE, PickleOpcode.NEWOBJ -> make();
            case PickleOpcode.BUILD -> build();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void requireFrame(long length) {
        if (Long.compareUnsigned(length, in.remaining()) > 0) {
            throw in.refuse(
                    Code.TRUNCATED, "a frame of " + Long.toUnsignedString(length) + " bytes", in.remaining() + " left");
        }
    }

    private void append(List<Object> values) {
        Object target = stack.top();
        if (target instanceof Items items) {
            values.forEach(items::add);
            stack.requireFlat(items);
        } else if (!(target instanceof Opaque)) {
            throw in.refuse(Code.BAD_PICKLE, "a list to append to", PickleBuilders.kind(target));
        }
    }

    private void put(List<Object> keysAndValues) {
        Object target = stack.top();
        if (keysAndValues.size() % 2 != 0) {
            throw in.refuse(Code.BAD_PICKLE, "keys with values", "a key without a value");
        }
        if (target instanceof Dict dict) {
            for (int i = 0; i < keysAndValues.size(); i += 2) {
                PickleBuilders.put(dict, keysAndValues.get(i), keysAndValues.get(i + 1), in);
            }
            stack.requireFlat(dict);
        } else if (!(target instanceof Opaque)) {
            throw in.refuse(Code.BAD_PICKLE, "a dictionary to put into", PickleBuilders.kind(target));
        }
    }

    private PickleName stackName() {
        List<Object> names = stack.pop(2);
        if (names.get(0) instanceof String module && names.get(1) instanceof String name) {
            return name(module, name);
        }
        throw in.refuse(Code.BAD_PICKLE, "the name of a class", PickleBuilders.kind(names.get(1)));
    }

    private PickleName name(String module, String name) {
        PickleName known = PickleName.of(module, name);
        String shown = Names.quoted(module + "." + name);
        if (known == null) {
            throw in.refuse(Code.FORBIDDEN_GLOBAL, "names that belong to tensors", shown)
                    .hinting("the file wants code to be run, which tensors never need; do not load it elsewhere either");
        }
        if (known instanceof PickleName.Unsupported) {
            throw in.refuse(Code.UNSUPPORTED, "plain tensors", shown);
        }
        return known;
    }

    private void make() {
        List<Object> call = stack.pop(2);
        stack.push(new PickleBuilders(in).make(call.get(0), call.get(1)));
    }

    /** Attributes of objects are kept where tensors may be among them, and are dropped elsewhere. */
    private void build() {
        Object state = stack.pop();
        Object target = stack.top();
        if (target instanceof Opaque opaque) {
            opaque.setState(state);
            stack.requireFlat(opaque);
        } else if (!(target instanceof Dict dict && dict.ofClass())) {
            throw in.refuse(Code.FORBIDDEN_OPCODE, "attributes for an object", "some for " + PickleBuilders.kind(target));
        }
    }
}
