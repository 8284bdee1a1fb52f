package org.ldm4j.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import org.ldm4j.file.AtomicFile;

/**
 * Writes PNG files (W3C PNG, 3rd edition): the same picture and texts always give the same bytes, since no time and no
 * name of a program goes in.
 */
public final class PngFile {
    private static final int GREY_TYPE = 0;
    private static final int RGB_TYPE = 2;
    private static final int RGBA_TYPE = 6;
    private static final int HEADER_LENGTH = 13;

    private PngFile() {}

    /** Writes a picture without texts. */
    public static void write(Path file, Bitmap bitmap) {
        write(file, bitmap, Map.of());
    }

    /** Writes a picture with texts, keyword to text, in the map's order; the file appears whole or not at all. */
    public static void write(Path file, Bitmap bitmap, Map<String, String> texts) {
        byte[] content = encode(bitmap, texts);
        try {
            AtomicFile.write(file, channel -> {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            });
        } catch (IOException e) {
            throw new ImageException("picture: expected a place to write to, found " + e + " (" + file + ")", e);
        }
    }

    /** The bytes of the file that {@link #write} writes. */
    public static byte[] encode(Bitmap bitmap, Map<String, String> texts) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(PngChunks.signature());
        chunk(file, PngChunks.HEADER, header(bitmap));
        texts.forEach((keyword, text) -> {
            PngText.Chunk chunk = PngText.chunk(keyword, text);
            chunk(file, chunk.type(), chunk.data().array());
        });
        chunk(file, PngChunks.DATA, PngFilter.compressed(bitmap));
        chunk(file, PngChunks.END, new byte[0]);
        return file.toByteArray();
    }

    private static byte[] header(Bitmap bitmap) {
        int type =
                bitmap.channels() == Bitmap.GREY ? GREY_TYPE : bitmap.channels() == Bitmap.RGB ? RGB_TYPE : RGBA_TYPE;
        return ByteBuffer.allocate(HEADER_LENGTH)
                .putInt(bitmap.width())
                .putInt(bitmap.height())
                .put((byte) Byte.SIZE)
                .put((byte) type)
                .array(); // compression, filter and interlacing stay 0
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(data);
        file.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(data.length).array());
        file.writeBytes(name);
        file.writeBytes(data);
        file.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .putInt((int) checksum.getValue())
                .array());
    }
}
