package org.ldm4j.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.ldm4j.image.ImageHeader.Format;

/** Walks the segments of a JPEG file (ITU-T T.81, annex B) to its end. */
final class JpegSegments {
    private static final int START_OF_IMAGE = 0xD8;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int START_OF_SCAN = 0xDA;
    private static final int APP1 = 0xE1;
    /** Begins an application segment that holds EXIF. */
    private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};

    /** A picture of as many scans takes a decoder as many passes; sound files have about ten. */
    private static final int MAX_SCANS = 100;

    private final byte[] content;
    private final String name;
    private int at = 2;
    private int scans;
    private int width;
    private int height;
    private Orientation orientation = Orientation.UPRIGHT;

    private JpegSegments(byte[] content, String name) {
        this.content = content;
        this.name = name;
    }

    static boolean isJpeg(byte[] content) {
        return content.length > 2
                && (content[0] & 0xFF) == 0xFF
                && (content[1] & 0xFF) == START_OF_IMAGE
                && (content[2] & 0xFF) == 0xFF;
    }

    static ImageHeader header(byte[] content, String name) {
        JpegSegments segments = new JpegSegments(content, name);
        segments.walk();
        return new ImageHeader(Format.JPEG, segments.width, segments.height, segments.orientation);
    }

    private void walk() {
        for (int marker = marker(); marker != END_OF_IMAGE; marker = marker()) {
            if (isAlone(marker)) {
                continue;
            }
            int start = at, length = word(at);
            at = start + length;
            if (isFrame(marker)) {
                height = word(start + 3);
                width = word(start + 5);
            } else if (marker == START_OF_SCAN) {
                scan();
            } else if (marker == APP1 && orientation.equals(Orientation.UPRIGHT)) {
                exif(start + 2, at);
            }
        }
        if (scans == 0) {
            throw broken("no picture data");
        }
    }

    private void exif(int from, int to) {
        int body = from + EXIF.length;
        if (body <= to && to <= content.length && Arrays.equals(content, from, body, EXIF, 0, EXIF.length)) {
            orientation = Orientation.of(ByteBuffer.wrap(content, body, to - body));
        }
    }

    /** The next marker; fill bytes before it are skipped. */
    private int marker() {
        if (octet(at++) != 0xFF) {
            throw broken("no segment at byte " + (at - 1));
        }
        int marker = octet(at++);
        while (marker == 0xFF) {
            marker = octet(at++);
        }
        return marker;
    }

    /** Entropy-coded data: up to the next 0xFF that is neither stuffed nor a restart. */
    private void scan() {
        if (++scans > MAX_SCANS) {
            throw broken("more than " + MAX_SCANS + " scans");
        }
        while (octet(at) != 0xFF || octet(at + 1) == 0 || isAlone(octet(at + 1))) {
            at++;
        }
    }

    /** Restarts and the old TEM marker stand without a length. */
    static boolean isAlone(int marker) {
        return marker >= 0xD0 && marker <= 0xD7 || marker == 0x01;
    }

    /** SOF0 to SOF15 without the three markers between them that mean something else (DHT, JPG, DAC). */
    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private int word(int offset) {
        return octet(offset) << Byte.SIZE | octet(offset + 1);
    }

    private int octet(int offset) {
        if (offset >= content.length) {
            throw broken("its end after " + content.length + " bytes");
        }
        return content[offset] & 0xFF;
    }

    private ImageException broken(String found) {
        return new ImageException("picture: expected a whole JPEG, found " + found + " (" + name + ")");
    }
}
