package org.ldm4j.checkpoint;

/**
 * An entry of a zip archive, as its directory describes it.
 *
 * @param header position of the entry's own header in the file
 * @param data position of its first byte
 */
record ZipMember(
        String name, int flags, int method, long checksum, long packed, long size, int mode, long header, long data) {
    private static final int SYMBOLIC_LINK = 0120000;
    private static final int TYPE = 0170000;

    /** Bits of {@code flags} that change nothing for stored bytes: speed of packing, sizes behind them, UTF-8. */
    private static final int HARMLESS = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 11;

    /** Whether the sizes stand behind the bytes too, so that the entry's own header may lack them. */
    boolean isStreamed() {
        return (flags & 1 << 3) != 0;
    }

    ZipMember withData(long position) {
        return new ZipMember(name, flags, method, checksum, packed, size, mode, header, position);
    }

    long end() {
        return data + size;
    }

    /** What keeps the entry from being read as it lies there, or an empty text. */
    String fault() {
        if ((flags & ~HARMLESS) != 0) {
            return "an encrypted or patched one";
        }
        if (method != 0 || packed != size) {
            return "a compressed one";
        }
        if ((mode & TYPE) == SYMBOLIC_LINK) {
            return "a link";
        }
        return "";
    }

    /** Whether the name is a path downwards that means the same on every system. */
    static boolean isPlain(String name) {
        boolean foreign = name.isEmpty() || name.chars().anyMatch(c -> c < ' ' || c == '\\' || c == ':');
        String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        for (String part : path.split("/", -1)) {
            foreign |= part.isEmpty() || part.equals(".") || part.equals("..");
        }
        return !foreign;
    }
}
