package org.ldm4j.checkpoint;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.CheckpointException.Code;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One tensor of a safetensors header: its type, shape and range of bytes in the data that follows the header. The
 * shape is safe to multiply out; the range is believed only after {@link SafetensorsHeader} has compared it with the
 * others and with the file.
 */
record SafetensorsEntry(String name, SafetensorsType type, long[] shape, long begin, long end) {
    private static final int MAX_RANK = 32;
    private static final long MAX_DIMENSION = (1L << 48) - 1;
    private static final String MAX_UNSIGNED =
            BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE).toString();

    long bytes() {
        return end - begin;
    }

    /** Number of bits that the shape asks for. */
    private static long bits(SafetensorsType type, long[] shape) {
        long bits = type.bits();
        for (long dimension : shape) {
            bits = Math.multiplyExact(bits, dimension);
        }
        return bits;
    }

    void requireSize(Object where) {
        long bits = bits(type, shape);
        if (bits % 8 != 0 || bits / 8 != bytes()) {
            throw refuse(Code.SIZE_MISMATCH, name, bits + " bits for its shape and type", bytes() + " bytes", where);
        }
    }

    private static CheckpointException refuse(Code code, String name, String expected, String found, Object where) {
        return CheckpointException.of(code, "tensor " + Names.quoted(name), expected, found, where);
    }

    /** Parses the entry {@code name}; the parser is at its first token. */
    static SafetensorsEntry parse(String name, JsonParser parser, Object where) {
        return new Reading(name, parser, where).entry();
    }

    /** The state while one entry is read. */
    private static final class Reading {
        private final String name;
        private final JsonParser parser;
        private final Object where;
        private @Nullable SafetensorsType type;
        private @Nullable List<Long> shape;
        private @Nullable List<Long> offsets;

        Reading(String name, JsonParser parser, Object where) {
            this.name = name;
            this.parser = parser;
            this.where = where;
        }

        SafetensorsEntry entry() {
            require(parser.currentToken() == JsonToken.START_OBJECT, Code.BAD_JSON, "an object");
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                read(field);
            }
            if (type == null || shape == null || offsets == null) {
                throw refuse("dtype, shape and data_offsets", "an entry without one of them", Code.BAD_JSON);
            }
            return new SafetensorsEntry(name, type, checked(type, shape), offsets.get(0), offsets.get(1));
        }

        private void read(String field) {
            switch (field) {
                case "dtype" -> {
                    requireFirst(type, field);
                    type = type();
                }
                case "shape" -> {
                    requireFirst(shape, field);
                    shape = shape();
                }
                case "data_offsets" -> {
                    requireFirst(offsets, field);
                    offsets = offsets();
                }
                default -> parser.skipChildren();
            }
        }

        private SafetensorsType type() {
            require(parser.currentToken() == JsonToken.VALUE_STRING, Code.BAD_JSON, "a dtype in quotes");
            SafetensorsType named = SafetensorsType.named(parser.getString());
            if (named == null) {
                throw refuse("a dtype of the format", Json.found(parser), Code.UNSUPPORTED_DTYPE);
            }
            return named;
        }

        private List<Long> shape() {
            require(parser.currentToken() == JsonToken.START_ARRAY, Code.BAD_SHAPE, "a list of dimensions");
            List<Long> dimensions = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                require(dimensions.size() < MAX_RANK, Code.LIMIT, "at most " + MAX_RANK + " dimensions");
                require(parser.currentToken() == JsonToken.VALUE_NUMBER_INT, Code.BAD_SHAPE, "whole dimensions");
                dimensions.add(unsigned(Code.BAD_SHAPE, Code.OVERFLOW));
            }
            return dimensions;
        }

        private List<Long> offsets() {
            require(parser.currentToken() == JsonToken.START_ARRAY, Code.BAD_JSON, "two data_offsets");
            List<Long> range = new ArrayList<>(2);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                require(range.size() < 2, Code.BAD_JSON, "two data_offsets");
                require(parser.currentToken() == JsonToken.VALUE_NUMBER_INT, Code.BAD_JSON, "whole data_offsets");
                range.add(unsigned(Code.BAD_OFFSETS, Code.BAD_OFFSETS));
            }
            require(range.size() == 2, Code.BAD_JSON, "two data_offsets");
            return range;
        }

        /** The number at hand; {@code foreign} if 64 bits unsigned cannot hold it, {@code large} if a long cannot. */
        private long unsigned(Code foreign, Code large) {
            String digits = parser.getString();
            int length = digits.length(), most = MAX_UNSIGNED.length();
            boolean fits = length < most || (length == most && digits.compareTo(MAX_UNSIGNED) <= 0);
            require(fits && digits.charAt(0) != '-', foreign, "a number of 64 bits");
            long value = Long.parseUnsignedLong(digits);
            require(value >= 0, large, "a number below 2^63");
            return value;
        }

        private long[] checked(SafetensorsType type, List<Long> dimensions) {
            long[] shape = dimensions.stream().mapToLong(Long::longValue).toArray();
            try {
                bits(type, shape);
            } catch (ArithmeticException e) {
                throw refuse("a size below 2^63 bits", "shape " + dimensions, Code.OVERFLOW)
                        .because(e);
            }
            for (long dimension : shape) {
                if (dimension > MAX_DIMENSION) {
                    throw refuse("dimensions below 2^48", "shape " + dimensions, Code.LIMIT);
                }
            }
            return shape;
        }

        private void requireFirst(@Nullable Object known, String field) {
            if (known != null) {
                throw refuse("one " + field, "a second one", Code.DUPLICATE_NAME);
            }
        }

        private void require(boolean holds, Code code, String expected) {
            if (!holds) {
                throw refuse(expected, Json.found(parser), code);
            }
        }

        private CheckpointException refuse(String expected, String found, Code code) {
            return SafetensorsEntry.refuse(code, name, expected, found, where);
        }
    }
}
