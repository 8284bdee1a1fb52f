package org.ldm4j.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The texts of a PNG file (W3C PNG, section 11.3.3): {@code tEXt} in Latin-1, {@code iTXt} in UTF-8, and when reading
 * {@code zTXt} as well. Texts that break the rules or are larger than any honest one are left out, never an error: they
 * are no part of the picture.
 */
public final class PngText {
    private static final String LATIN = "tEXt";
    private static final String COMPRESSED = "zTXt";
    private static final String UNICODE = "iTXt";

    private static final int MAX_KEYWORD = 79;
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_ALL_BYTES = 4 << 20;

    private PngText() {}

    /** One chunk ready to be written. */
    record Chunk(String type, ByteBuffer data) {}

    /** A text that was read, with the bytes that it took after inflation. */
    private record Text(String keyword, String value, int bytes) {}

    /** Texts of a file by keyword, in its order; where a keyword comes twice, the first counts. */
    public static Map<String, String> read(Path file) {
        return read(ImageFile.bytes(file), file.toString());
    }

    /** Texts of a file's content, which errors call {@code name}; none if it is no PNG. */
    public static Map<String, String> read(byte[] content, String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (PngChunks.isPng(content)) {
            int[] room = {MAX_ALL_BYTES};
            PngChunks.walk(content, name, (type, data) -> text(type, data)
                    .filter(text -> text.bytes() <= room[0])
                    .ifPresent(text -> {
                        room[0] -= text.bytes();
                        texts.putIfAbsent(text.keyword(), text.value());
                    }));
        }
        return texts;
    }

    private static Optional<Text> text(String type, ByteBuffer data) {
        boolean known = type.equals(LATIN) || type.equals(COMPRESSED) || type.equals(UNICODE);
        if (!known || data.remaining() > MAX_BYTES) {
            return Optional.empty();
        }
        Charset charset = type.equals(UNICODE) ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        return field(data)
                .map(keyword -> new String(keyword, StandardCharsets.ISO_8859_1))
                .filter(PngText::isKeyword)
                .flatMap(keyword ->
                        body(type, data).map(bytes -> new Text(keyword, new String(bytes, charset), bytes.length)));
    }

    /** The bytes before the next zero, which is passed over. */
    private static Optional<byte[]> field(ByteBuffer data) {
        int start = data.position();
        while (data.hasRemaining()) {
            if (data.get() == 0) {
                byte[] field = new byte[data.position() - 1 - start];
                data.get(start, field);
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /** What stands behind the keyword and the fields that the kind of chunk has before the text. */
    private static Optional<byte[]> body(String type, ByteBuffer data) {
        boolean deflated = type.equals(COMPRESSED);
        if (type.equals(UNICODE)) {
            deflated = data.hasRemaining() && data.get() == 1;
        }
        boolean methodGiven = !type.equals(LATIN);
        if (methodGiven && (!data.hasRemaining() || data.get() != 0)) { // deflate is the only method there is
            return Optional.empty();
        }
        if (type.equals(UNICODE) && field(data).flatMap(language -> field(data)).isEmpty()) { // and translated keyword
            return Optional.empty();
        }
        byte[] rest = new byte[data.remaining()];
        data.get(rest);
        return deflated ? inflated(rest) : Optional.of(rest);
    }

    private static Optional<byte[]> inflated(byte[] deflated) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(deflated);
            byte[] buffer = new byte[MAX_BYTES + 1];
            int length = inflater.inflate(buffer);
            boolean whole = inflater.finished() && length <= MAX_BYTES;
            return whole ? Optional.of(Arrays.copyOf(buffer, length)) : Optional.empty();
        } catch (DataFormatException e) {
            return Optional.empty();
        } finally {
            inflater.end();
        }
    }

    private static boolean isKeyword(String keyword) {
        return !keyword.isBlank() && keyword.length() <= MAX_KEYWORD;
    }

    /** The chunk that stores a text: Latin-1 where that can hold it, as other programs write and expect it. */
    static Chunk chunk(String keyword, String text) {
        if (!isKeyword(keyword) || keyword.indexOf('\0') >= 0 || !isLatin(keyword)) {
            throw new IllegalArgumentException(
                    "keyword (" + keyword + ") must have 1 to " + MAX_KEYWORD + " Latin-1 characters");
        }
        boolean latin = isLatin(text);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(keyword.getBytes(StandardCharsets.ISO_8859_1));
        data.writeBytes(latin ? new byte[1] : new byte[5]); // for iTXt: not compressed, no language, no translation
        data.writeBytes(text.getBytes(latin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
        if (data.size() > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "text of " + keyword + " (" + data.size() + " bytes) must have at most " + MAX_BYTES + " bytes");
        }
        return new Chunk(latin ? LATIN : UNICODE, ByteBuffer.wrap(data.toByteArray()));
    }

    private static boolean isLatin(String text) {
        return StandardCharsets.ISO_8859_1.newEncoder().canEncode(text);
    }
}
