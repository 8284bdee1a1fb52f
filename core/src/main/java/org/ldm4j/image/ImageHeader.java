package org.ldm4j.image;

/**
 * What a picture's own bytes say before decoding; the size is that of the stored pixels. Limits follow what a server can bear: a header of 35 bytes may ask for
 * 8 GB.
 */
record ImageHeader(Format format, int width, int height, Orientation orientation) {
    private static final int MAX_SIDE = 16_384;
    private static final long MAX_PIXELS = 64_000_000;

    /** The kinds of files that are read. */
    enum Format {
        PNG,
        JPEG
    }

    /** Reads and checks the structure of a whole file. */
    static ImageHeader of(byte[] content, String name) {
        ImageHeader header;
        if (PngChunks.isPng(content)) {
            header = PngChunks.header(content, name);
        } else if (JpegSegments.isJpeg(content)) {
            header = JpegSegments.header(content, name);
        } else {
            String found = content.length == 0 ? "an empty file" : "neither of their signatures";
            throw new ImageException("picture: expected PNG or JPEG, found " + found + " (" + name + ")");
        }
        header.requireLimits(name);
        return header;
    }

    private void requireLimits(String name) {
        if (width < 1 || height < 1) {
            throw new ImageException("picture: expected a size, found " + width + "x" + height + " (" + name + ")");
        }
        if (width > MAX_SIDE || height > MAX_SIDE || (long) width * height > MAX_PIXELS) {
            throw new ImageException("picture: expected at most " + MAX_SIDE + " pixels a side and " + MAX_PIXELS
                    + " in all, found " + width + "x" + height + " (" + name + ")");
        }
    }
}
