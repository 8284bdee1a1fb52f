package org.ldm4j.image;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Takes colour profiles out of a JPEG file before it is decoded. They are not applied anyway, and the JDK's decoder fails
 * on profiles for another number of channels than the picture has, such as an RGB profile in a grey photograph.
 */
final class JpegProfiles {
    private static final int APP2 = 0xE2;
    private static final int START_OF_SCAN = 0xDA;
    private static final byte[] NAME = {'I', 'C', 'C', '_', 'P', 'R', 'O', 'F', 'I', 'L', 'E', 0};

    private JpegProfiles() {}

    /** The file without its profiles; its structure has been checked up to its end. */
    static byte[] removed(byte[] content) {
        ByteArrayOutputStream rest = new ByteArrayOutputStream(content.length);
        int at = 2;
        rest.write(content, 0, at);
        while ((content[at + 1] & 0xFF) != START_OF_SCAN) {
            int end = end(content, at);
            if (!isProfile(content, at)) {
                rest.write(content, at, end - at);
            }
            at = end;
        }
        rest.write(content, at, content.length - at);
        return rest.toByteArray();
    }

    /** Where the segment at {@code at} ends; a fill byte and a marker without a length stand for themselves. */
    private static int end(byte[] content, int at) {
        int marker = content[at + 1] & 0xFF;
        if (marker == 0xFF) {
            return at + 1;
        }
        if (JpegSegments.isAlone(marker)) {
            return at + 2;
        }
        return at + 2 + ((content[at + 2] & 0xFF) << Byte.SIZE | content[at + 3] & 0xFF);
    }

    private static boolean isProfile(byte[] content, int at) {
        int name = at + 4;
        return (content[at + 1] & 0xFF) == APP2
                && name + NAME.length <= content.length
                && Arrays.equals(content, name, name + NAME.length, NAME, 0, NAME.length);
    }
}
