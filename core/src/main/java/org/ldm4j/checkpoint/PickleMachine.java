package org.ldm4j.checkpoint;

import java.util.HexFormat;
import java.util.List;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.PickleValue.Dict;
import org.ldm4j.checkpoint.PickleValue.Items;
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

    private final PickleBytes in;
    private final Outside outside;
    private final PickleStack stack;
    private final PickleBuilders builders;

    private PickleMachine(PickleBytes in, Outside outside) {
        this.in = in;
        this.outside = outside;
        stack = new PickleStack(in);
        builders = new PickleBuilders(in);
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
        return "0x" + HexFormat.of().toHexDigits((byte) opcode);
    }

    private void carryOut(int opcode) {
        Object scalar = PickleScalars.read(opcode, in);
        if (scalar != null) {
            stack.push(scalar);
        } else if (!carryOutContainer(opcode) && !carryOutOther(opcode)) {
            throw in.refuse(Code.FORBIDDEN_OPCODE, "instructions that torch writes", hex(opcode));
        }
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
                    .hinting(
                            "the file wants code to be run, which tensors never need; do not load it elsewhere either");
        }
        if (known instanceof PickleName.Unsupported) {
            throw in.refuse(Code.UNSUPPORTED, "plain tensors", shown);
        }
        return known;
    }

    private void make() {
        List<Object> call = stack.pop(2);
        stack.push(builders.make(call.get(0), call.get(1)));
    }

    /** Attributes of objects are kept where tensors may be among them, and are dropped elsewhere. */
    private void build() {
        Object state = stack.pop();
        Object target = stack.top();
        if (target instanceof Opaque opaque) {
            opaque.setState(state);
            stack.requireFlat(opaque);
        } else if (!(target instanceof Dict dict && dict.ofClass())) {
            throw in.refuse(
                    Code.FORBIDDEN_OPCODE, "attributes for an object", "some for " + PickleBuilders.kind(target));
        }
    }
}
