package org.ldm4j.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.CheckpointException.Code;

/** Ninety-one safetensors files, most of them hostile, each with the outcome that the reader owes. */
final class HostileSafetensors {
    /** @param code why the file is refused, or null when it must be accepted */
    record Case(
            String id, String what, byte[] file, @Nullable Code code) {
        @Override
        public String toString() {
            return id + " " + what + (code == null ? ": accept" : ": " + code);
        }
    }

    private HostileSafetensors() {}

    static Stream<Case> all() {
        return Stream.of(
                        lengths(),
                        coverage(),
                        ranges(),
                        shapes(),
                        types(),
                        names(),
                        metadata(),
                        json(),
                        sizes(),
                        good())
                .flatMap(s -> s);
    }

    // ------------------------------------------------------------------ making files

    static Case refused(String id, String what, byte[] file, Code code) {
        return new Case(id, what, file, code);
    }

    static Case accepted(String id, String what, byte[] file) {
        return new Case(id, what, file, null);
    }

    /** A file whose first eight bytes say {@code length}, whatever follows. */
    static byte[] raw(long length, byte[] rest) {
        return ByteBuffer.allocate(8 + rest.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(rest)
                .array();
    }

    static byte[] file(byte[] header, int data) {
        var rest = new ByteArrayOutputStream();
        rest.writeBytes(header);
        rest.writeBytes(new byte[data]);
        return raw(header.length, rest.toByteArray());
    }

    static byte[] file(String header, int data) {
        return file(header.getBytes(StandardCharsets.UTF_8), data);
    }

    static String entry(String name, String dtype, String shape, String offsets) {
        return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets
                + "}";
    }

    private static byte[] one(String dtype, String shape, String offsets, int data) {
        return file("{" + entry("a", dtype, shape, offsets) + "}", data);
    }

    private static byte[] two(String shapeA, String offsetsA, String shapeB, String offsetsB, int data) {
        return file("{" + entry("a", "F32", shapeA, offsetsA) + "," + entry("b", "F32", shapeB, offsetsB) + "}", data);
    }

    private static byte[] named(String name) {
        return file("{" + entry(name, "U8", "[1]", "[0,1]") + "}", 1);
    }

    private static byte[] withMetadata(String value) {
        return file("{\"__metadata__\":" + value + "," + entry("a", "U8", "[1]", "[0,1]") + "}", 1);
    }

    private static byte[] withExtra(String value) {
        return file("{\"a\":{\"dtype\":\"U8\",\"x\":" + value + ",\"shape\":[1],\"data_offsets\":[0,1]}}", 1);
    }

    private static byte[] entryIs(String value) {
        return file("{\"a\":" + value + "}", 4);
    }

    private static byte[] encoded(String header, Charset charset) {
        return file(header.getBytes(charset), 0);
    }

    private static String many(int count, String separator, IntFunction<String> text) {
        return IntStream.range(0, count).mapToObj(text).collect(Collectors.joining(separator));
    }

    // ------------------------------------------------------------------ the cases

    private static Stream<Case> lengths() {
        byte[] ninety = new byte[82];
        return Stream.of(
                refused("S01", "no bytes", new byte[0], Code.TRUNCATED),
                refused("S02", "seven bytes", new byte[7], Code.TRUNCATED),
                refused("S03", "length 16 and nothing", raw(16, new byte[0]), Code.TRUNCATED),
                refused("S04", "length 10^6 in 90 bytes", raw(1_000_000, ninety), Code.TRUNCATED),
                refused("S05", "length 2^63", raw(Long.MIN_VALUE, ninety), Code.LIMIT),
                refused("S06", "length 2^64-1", raw(-1, ninety), Code.LIMIT),
                refused("S07", "length that wraps to 0", raw(-8, ninety), Code.LIMIT),
                refused("S08", "length 0", raw(0, new byte[0]), Code.BAD_JSON));
    }

    private static Stream<Case> coverage() {
        byte[] polyglot = file("{" + entry("a", "F32", "[1]", "[0,4]") + "}", 4 + 22);
        polyglot[polyglot.length - 22] = 'P';
        polyglot[polyglot.length - 21] = 'K';
        polyglot[polyglot.length - 20] = 5;
        polyglot[polyglot.length - 19] = 6;
        return Stream.of(
                accepted("S09", "no tensors", file("{}", 0)),
                refused("S10", "unclaimed bytes", file("{}", 16), Code.NOT_COVERED),
                refused("S11", "one byte short", one("F32", "[2]", "[0,8]", 7), Code.NOT_COVERED),
                refused("S12", "one byte long", one("F32", "[2]", "[0,8]", 9), Code.NOT_COVERED),
                refused("S13", "zip end record appended", polyglot, Code.NOT_COVERED));
    }

    private static Stream<Case> ranges() {
        return Stream.of(
                refused("S14", "overlap", two("[2]", "[0,8]", "[2]", "[4,12]", 12), Code.BAD_OFFSETS),
                refused("S15", "aliasing", two("[2]", "[0,8]", "[2]", "[0,8]", 8), Code.BAD_OFFSETS),
                refused("S16", "hole", two("[1]", "[0,4]", "[1]", "[8,12]", 12), Code.BAD_OFFSETS),
                refused("S17", "starts at 4", one("F32", "[1]", "[4,8]", 8), Code.BAD_OFFSETS),
                refused("S18", "begin > end", one("F32", "[1]", "[4,0]", 4), Code.BAD_OFFSETS),
                refused("S19", "negative", one("F32", "[1]", "[-4,0]", 4), Code.BAD_OFFSETS),
                refused("S20", "above 2^64", one("F32", "[1]", "[0,18446744073709551620]", 4), Code.BAD_OFFSETS),
                refused("S21", "three offsets", one("F32", "[1]", "[0,2,4]", 4), Code.BAD_JSON),
                refused("S22", "one offset", one("F32", "[1]", "[4]", 4), Code.BAD_JSON),
                refused("S23", "F16 as long as F32", one("F16", "[2]", "[0,8]", 8), Code.SIZE_MISMATCH),
                refused("S24", "too short for shape", one("F32", "[2,3]", "[0,16]", 16), Code.SIZE_MISMATCH),
                refused("S89", "offsets as text", one("F32", "[1]", "[\"0\",\"4\"]", 4), Code.BAD_JSON));
    }

    private static Stream<Case> shapes() {
        String rank100001 = "[" + many(100_001, ",", i -> "1") + "]";
        return Stream.of(
                refused("S25", "product wraps", one("F32", "[4294967296,4294967296]", "[0,0]", 0), Code.OVERFLOW),
                refused("S26", "2^63-1 x 2", one("U8", "[9223372036854775807,2]", "[0,0]", 0), Code.OVERFLOW),
                refused("S27", "bytes overflow", one("F32", "[4611686018427387904]", "[0,0]", 0), Code.OVERFLOW),
                refused("S28", "negative", one("F32", "[-1,-1]", "[0,4]", 4), Code.BAD_SHAPE),
                refused("S29", "2.0", one("F32", "[2.0]", "[0,8]", 8), Code.BAD_SHAPE),
                refused("S30", "text", one("F32", "[\"2\"]", "[0,8]", 8), Code.BAD_SHAPE),
                refused("S31", "null", one("F32", "null", "[0,8]", 8), Code.BAD_SHAPE),
                refused("S32", "empty, 2^62 wide", one("F32", "[0,4611686018427387904]", "[0,0]", 0), Code.LIMIT),
                refused("S33", "2^64", one("F32", "[0,18446744073709551616]", "[0,0]", 0), Code.BAD_SHAPE),
                refused("S34", "100,001 dimensions", one("U8", rank100001, "[0,1]", 1), Code.LIMIT),
                refused("S57", "NaN", one("F32", "[NaN]", "[0,4]", 4), Code.BAD_JSON),
                refused("S61", "4e0", one("F32", "[4e0]", "[0,16]", 16), Code.BAD_SHAPE),
                refused("S62", "04", one("F32", "[04]", "[0,16]", 16), Code.BAD_JSON),
                refused("S87", "2^64-1", one("U8", "[18446744073709551615]", "[0,0]", 0), Code.OVERFLOW),
                refused("S88", "44 digits", one("U8", "[" + "9".repeat(44) + "]", "[0,0]", 0), Code.BAD_SHAPE));
    }

    private static Stream<Case> types() {
        String twice = "{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
        return Stream.of(
                refused("S35", "F31", one("F31", "[1]", "[0,4]", 4), Code.UNSUPPORTED_DTYPE),
                refused("S36", "f32", one("f32", "[1]", "[0,4]", 4), Code.UNSUPPORTED_DTYPE),
                refused("S37", "no dtype", entryIs("{\"shape\":[1],\"data_offsets\":[0,4]}"), Code.BAD_JSON),
                accepted("S38", "unknown field", withExtra("{\"y\":[1,null,true]}")),
                refused("S41", "dtype twice", entryIs(twice), Code.DUPLICATE_NAME),
                refused("S73", "F4 of 12 bits", one("F4", "[3]", "[0,2]", 2), Code.SIZE_MISMATCH),
                accepted("S74", "F4", one("F4", "[4]", "[0,2]", 2)),
                accepted("S75", "F6", one("F6_E2M3", "[4]", "[0,3]", 3)),
                accepted("S82", "C64", one("C64", "[1]", "[0,8]", 8)),
                accepted("S83", "F64", one("F64", "[1]", "[0,8]", 8)),
                accepted("S85", "F8_E8M0", one("F8_E8M0", "[3]", "[0,3]", 3)),
                refused("S90", "entry null", entryIs("null"), Code.BAD_JSON),
                refused("S91", "entry []", entryIs("[]"), Code.BAD_JSON));
    }

    private static Stream<Case> names() {
        byte[] latin = encoded("{" + entry("\u00e9", "U8", "[0]", "[0,0]") + "}", StandardCharsets.ISO_8859_1);
        return Stream.of(
                refused("S39", "name twice, one range", twice("[0,1]", "[0,1]", 1), Code.DUPLICATE_NAME),
                refused("S40", "name twice", twice("[0,1]", "[1,2]", 2), Code.DUPLICATE_NAME),
                refused("S53", "not UTF-8", latin, Code.BAD_UTF8),
                refused("S54", "lone surrogate", named("\\ud800"), Code.BAD_JSON),
                refused("S55", "NUL", named("a\\u0000b"), Code.BAD_NAME),
                accepted("S56", "path", named("../../etc/x")),
                refused("S71", "empty", named(""), Code.BAD_NAME),
                refused("S72", "1 MB", named("n".repeat(1_000_000)), Code.BAD_NAME));
    }

    private static byte[] twice(String first, String second, int data) {
        return file("{" + entry("a", "U8", "[1]", first) + "," + entry("a", "U8", "[1]", second) + "}", data);
    }

    private static Stream<Case> metadata() {
        return Stream.of(
                refused("S42", "key twice", withMetadata("{\"k\":\"v\",\"k\":\"v\"}"), Code.DUPLICATE_NAME),
                refused("S43", "number", withMetadata("{\"k\":1}"), Code.BAD_METADATA),
                refused("S44", "object", withMetadata("{\"k\":{}}"), Code.BAD_METADATA),
                accepted("S45", "null", withMetadata("null")),
                refused("S46", "a text", withMetadata("\"v\""), Code.BAD_METADATA),
                accepted("S68", "2 MB", withMetadata("{\"k\":\"" + "v".repeat(2_000_000) + "\"}")));
    }

    private static Stream<Case> json() {
        String good = "{" + entry("a", "U8", "[1]", "[0,1]") + "}";
        return Stream.of(
                refused("S47", "array", file("[]", 0), Code.BAD_JSON),
                refused("S48", "text", file("\"a\"", 0), Code.BAD_JSON),
                refused("S49", "null", file("null", 0), Code.BAD_JSON),
                refused("S50", "cut off", file(good.substring(0, good.length() - 5), 1), Code.BAD_JSON),
                refused("S51", "UTF-16", encoded(good, StandardCharsets.UTF_16), Code.BAD_UTF8),
                refused("S52", "byte order mark", file("\ufeff" + good, 1), Code.BAD_JSON),
                refused("S58", "trailing comma", file("{" + entry("a", "U8", "[1]", "[0,1]") + ",}", 1), Code.BAD_JSON),
                refused("S59", "single quotes", file(good.replace('"', '\''), 1), Code.BAD_JSON),
                refused("S60", "comment", file("/* c */" + good, 1), Code.BAD_JSON),
                refused("S63", "NUL padding", file(good + "\0\0\0", 1), Code.BAD_JSON),
                refused("S64", "second value", file(good + "{}", 1), Code.BAD_JSON),
                accepted("S65", "spaces first", file("   " + good, 1)),
                refused("S66", "nested arrays", withExtra("[".repeat(100_000) + "]".repeat(100_000)), Code.LIMIT),
                refused(
                        "S67",
                        "nested objects",
                        withExtra("{\"a\":".repeat(200_000) + "1" + "}".repeat(200_000)),
                        Code.LIMIT),
                accepted("S86", "100,000 spaces", file(good + " ".repeat(100_000), 1)));
    }

    private static Stream<Case> sizes() {
        int small = 200_000, bomb = 100_000;
        String singles = many(small, ",", i -> entry("tensor" + i, "U8", "[1]", "[" + i + "," + (i + 1) + "]"));
        String aliases = many(bomb, ",", i -> entry("tensor" + i, "U8", "[160000]", "[0,160000]"));
        return Stream.of(
                accepted("S69", "200,000 tensors", file("{" + singles + "}", small)),
                refused("S70", "100,000 tensors on one range", file("{" + aliases + "}", 160_000), Code.BAD_OFFSETS));
    }

    private static Stream<Case> good() {
        byte[] values = one("F32", "[2]", "[0,8]", 8);
        ByteBuffer.wrap(values)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(values.length - 8, Float.NaN)
                .putFloat(values.length - 4, Float.POSITIVE_INFINITY);
        byte[] bools = one("BOOL", "[3]", "[0,3]", 3);
        bools[bools.length - 2] = 2;
        bools[bools.length - 1] = (byte) 255;
        String unaligned = "{" + entry("a", "U8", "[2]", "[0,2]") + "," + entry("b", "F32", "[1]", "[2,6]") + "}";
        return Stream.of(
                accepted("S76", "odd bools", bools),
                accepted("S77", "NaN and infinity", values),
                accepted("S78", "not in order of data", two("[1]", "[4,8]", "[1]", "[0,4]", 8)),
                accepted("S79", "rank 0", one("F32", "[]", "[0,4]", 4)),
                accepted("S80", "an empty one", two("[0,7]", "[0,0]", "[1]", "[0,4]", 4)),
                refused("S81", "an empty one inside", two("[1]", "[0,4]", "[0]", "[2,2]", 4), Code.BAD_OFFSETS),
                accepted("S84", "unaligned", file(unaligned, 6)));
    }
}
