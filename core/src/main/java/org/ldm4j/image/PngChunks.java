package org.ldm4j.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.zip.CRC32;
import org.ldm4j.image.ImageHeader.Format;

/** Walks the chunks of a PNG file (W3C PNG, section 5) to its end and checks each one's checksum. */
final class PngChunks {
    static final String HEADER = "IHDR";
    static final String DATA = "IDAT";
    static final String END = "IEND";

    private static final String EXIF = "eXIf";

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final int HEADER_LENGTH = 13;
    /** Length, type and checksum of a chunk. */
    private static final int FRAME = 12;

    private PngChunks() {}

    static boolean isPng(byte[] content) {
        return content.length >= SIGNATURE.length
                && Arrays.equals(SIGNATURE, 0, SIGNATURE.length, content, 0, SIGNATURE.length);
    }

    static byte[] signature() {
        return SIGNATURE.clone();
    }

    /** What the header of a picture is made of, as the chunks go by. */
    private static final class Summary {
        private int width;
        private int height;
        private boolean data;
        private Orientation orientation = Orientation.UPRIGHT;

        void add(String type, ByteBuffer body) {
            switch (type) {
                case HEADER -> {
                    width = body.getInt();
                    height = body.getInt();
                }
                case DATA -> data = true;
                case EXIF -> orientation = Orientation.of(body);
                default -> {} // colours and texts are no matter here
            }
        }
    }

    static ImageHeader header(byte[] content, String name) {
        Summary summary = new Summary();
        walk(content, name, summary::add);
        if (!summary.data) {
            throw broken("no picture data", name);
        }
        return new ImageHeader(Format.PNG, summary.width, summary.height, summary.orientation);
    }

    /** Shows every chunk's type and data; fails if the file is cut or a checksum is wrong. */
    static void walk(byte[] content, String name, BiConsumer<String, ByteBuffer> user) {
        ByteBuffer bytes = ByteBuffer.wrap(content).position(SIGNATURE.length);
        String type = "";
        for (boolean first = true; !type.equals(END); first = false) {
            if (bytes.remaining() < FRAME) {
                throw broken("its end after " + content.length + " bytes", name);
            }
            int length = bytes.getInt();
            if (length < 0 || length > bytes.remaining() - (FRAME - Integer.BYTES)) {
                throw broken("a chunk that goes beyond the end", name);
            }
            type = new String(content, bytes.position(), Integer.BYTES, StandardCharsets.ISO_8859_1);
            if (first && (!type.equals(HEADER) || length != HEADER_LENGTH)) {
                throw broken("no header at its beginning", name);
            }
            requireChecksum(bytes, length, name);
            user.accept(type, bytes.slice(bytes.position() + Integer.BYTES, length));
            bytes.position(bytes.position() + FRAME - Integer.BYTES + length);
        }
    }

    private static void requireChecksum(ByteBuffer bytes, int length, String name) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes.slice(bytes.position(), Integer.BYTES + length));
        if ((int) checksum.getValue() != bytes.getInt(bytes.position() + Integer.BYTES + length)) {
            throw broken("a wrong checksum", name);
        }
    }

    private static ImageException broken(String found, String name) {
        return new ImageException("picture: expected a whole PNG, found " + found + " (" + name + ")");
    }
}
