package org.ldm4j.checkpoint;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.PickleValue.None;

/** The values of a pickle that hold no others: truth values, integers, doubles, texts and bytes. */
final class PickleScalars {
    private static final int MAX_DIGITS = 32;
    /** The magic number of legacy files is the longest integer that torch writes. */
    private static final int MAX_INTEGER_BYTES = 10;

    private PickleScalars() {}

    /** The value that {@code opcode} begins, or null if it begins none; integers are Long where that holds them. */
    static @Nullable Object read(int opcode, PickleBytes in) {
        return switch (opcode) {
            case PickleOpcode.NONE -> None.NONE;
            case PickleOpcode.NEWTRUE -> true;
            case PickleOpcode.NEWFALSE -> false;
            case PickleOpcode.BININT -> Long.valueOf(in.i4());
            case PickleOpcode.BININT1 -> Long.valueOf(in.u1());
            case PickleOpcode.BININT2 -> Long.valueOf(in.u2());
            case PickleOpcode.LONG -> decimal(in);
            case PickleOpcode.LONG1 -> integer(in.u1(), in);
            case PickleOpcode.LONG4 -> integer(in.u4(), in);
            case PickleOpcode.BINFLOAT -> in.f8();
            case PickleOpcode.BINSTRING -> latin(in.u4(), in);
            case PickleOpcode.SHORT_BINSTRING -> latin(in.u1(), in);
            case PickleOpcode.BINUNICODE -> in.text(in.u4());
            case PickleOpcode.SHORT_BINUNICODE -> in.text(in.u1());
            case PickleOpcode.BINUNICODE8 -> in.text(in.i8());
            case PickleOpcode.BINBYTES -> in.bytes(in.u4());
            case PickleOpcode.SHORT_BINBYTES -> in.bytes(in.u1());
            case PickleOpcode.BINBYTES8, PickleOpcode.BYTEARRAY8 -> in.bytes(in.i8());
            default -> null;
        };
    }

    /** A text of Python 2, where bytes were texts. */
    private static String latin(long count, PickleBytes in) {
        return new String(in.bytes(count), StandardCharsets.ISO_8859_1);
    }

    private static Object decimal(PickleBytes in) {
        String digits = in.line(MAX_DIGITS);
        try {
            return narrowed(new BigInteger(digits.endsWith("L") ? digits.substring(0, digits.length() - 1) : digits));
        } catch (NumberFormatException e) {
            throw in.refuse(Code.BAD_PICKLE, "an integer", Names.quoted(digits)).because(e);
        }
    }

    /** An integer of {@code count} bytes, low byte first. */
    private static Object integer(long count, PickleBytes in) {
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
}
