package org.ldm4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.file.AtomicFile;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Writes safetensors files as the reference does, byte for byte: wider types first, then by name; no spaces in the
 * JSON, but as many behind it as align the data to 8. Where the reference leaves the order of metadata to chance, keys
 * are sorted, so that the same tensors always give the same file. What our own reader would refuse is not written.
 */
public final class SafetensorsWriter {
    private static final int ALIGNMENT = 8;

    private SafetensorsWriter() {}

    /** Writes {@code tensors} under their names, replacing {@code path} at once when all is on disk. */
    public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) {
        write(path, new TensorMap(tensors, "memory"), metadata);
    }

    /** Writes all of {@code source}, holding one tensor at a time. */
    public static void write(Path path, TensorSource source, Map<String, String> metadata) {
        List<String> names = inOrderOfFile(source);
        ByteBuffer header = header(names, source, metadata, path);
        try {
            AtomicFile.write(path, file -> {
                writeFully(header, file);
                for (String name : names) {
                    writeTensor(source, name, file);
                }
            });
        } catch (IOException e) {
            throw CheckpointException.writing(path, e);
        }
    }

    private static void writeTensor(TensorSource source, String name, FileChannel file) throws IOException {
        try (Scope scope = Scope.open()) {
            source.read(name).readBytes(piece -> writeFully(piece, file));
        }
    }

    private static void writeFully(ByteBuffer bytes, FileChannel file) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private static List<String> inOrderOfFile(TensorSource source) {
        Comparator<String> byType = Comparator.comparing(name -> SafetensorsType.of(source.dtype(name)));
        return source.names().stream()
                .sorted(byType.reversed().thenComparing(Names.BYTE_ORDER))
                .toList();
    }

    private static ByteBuffer header(List<String> names, TensorSource source, Map<String, String> metadata, Path path) {
        StringBuilder json = new StringBuilder("{");
        if (!metadata.isEmpty()) {
            json.append("\"__metadata__\":").append(object(metadata)).append(names.isEmpty() ? "" : ",");
        }
        long end = 0;
        for (String name : names) {
            long begin = end;
            end = begin + bytes(source, name);
            json.append(begin == 0 && name.equals(names.get(0)) ? "" : ",");
            appendEntry(json, name, source, begin, end);
        }
        byte[] text = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
        SafetensorsHeader.parse(text, end, path);
        return framed(text, path);
    }

    private static long bytes(TensorSource source, String name) {
        return Arrays.stream(source.shape(name)).reduce(source.dtype(name).bytes(), Math::multiplyExact);
    }

    private static void appendEntry(StringBuilder json, String name, TensorSource source, long begin, long end) {
        if (name.equals(SafetensorsHeader.METADATA)) {
            throw CheckpointException.of(
                    Code.BAD_NAME, "tensor", "a name that is not reserved", name, source.description());
        }
        String shape =
                Arrays.stream(source.shape(name)).mapToObj(Long::toString).collect(Collectors.joining(","));
        json.append(quoted(name))
                .append(":{\"dtype\":\"")
                .append(SafetensorsType.of(source.dtype(name)))
                .append("\",\"shape\":[")
                .append(shape)
                .append("],\"data_offsets\":[")
                .append(begin)
                .append(',')
                .append(end)
                .append("]}");
    }

    private static ByteBuffer framed(byte[] text, Path path) {
        if (text.length > SafetensorsHeader.MAX_BYTES) {
            String found = text.length + " bytes";
            throw CheckpointException.of(Code.LIMIT, "header", "at most " + SafetensorsHeader.MAX_BYTES, found, path);
        }
        int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] json = Arrays.copyOf(text, padded);
        Arrays.fill(json, text.length, padded, (byte) ' ');
        return ByteBuffer.allocate(8 + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded)
                .put(json)
                .flip();
    }

    private static String object(Map<String, String> texts) {
        Map<String, String> sorted = new TreeMap<>(Names.BYTE_ORDER);
        sorted.putAll(texts);
        return sorted.entrySet().stream()
                .map(e -> quoted(e.getKey()) + ":" + quoted(e.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** As the reference's JSON library quotes: only what must be escaped is. */
    private static String quoted(String text) {
        if (!Names.isWellFormed(text)) {
            throw CheckpointException.of(Code.BAD_UTF8, "name", "text", "half a surrogate pair", Names.quoted(text));
        }
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> json.append(escaped((char) c)));
        return json.append('"').toString();
    }

    private static String escaped(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> c < ' ' ? String.format(Locale.ROOT, "\\u%04x", (int) c) : String.valueOf(c);
        };
    }
}
