package org.ldm4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ldm4j.checkpoint.CheckpointException.Code;

/** The files of a tar archive that torch could have written (POSIX ustar): plain files with plain names. */
final class TarDirectory {
    /** Where the bytes of a file lie. */
    record Member(long start, long end) {}

    private static final int BLOCK = 512;
    private static final int MAX_FILES = 1000;
    /** Largest block of extended attributes; Python writes one for the fraction of a second of a file's time. */
    private static final long MAX_ATTRIBUTES = 1 << 16;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    private static final Pattern OCTAL = Pattern.compile(" *([0-7]+)[ \0]*");
    /** An attribute that would replace what the header says: a name or a size. */
    private static final Pattern OVERRIDE = Pattern.compile("(?m)^[0-9]+ (path|linkpath|size|GNU\\.[^=]*)=");

    private final FileBytes file;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private long at;

    private TarDirectory(FileBytes file) {
        this.file = file;
    }

    /** The files of the archive by name. */
    static Map<String, Member> read(FileBytes file) {
        TarDirectory directory = new TarDirectory(file);
        while (directory.readMember()) {
            directory.require(directory.members.size() <= MAX_FILES, "at most " + MAX_FILES + " files", "more");
        }
        return directory.members;
    }

    /** Reads the header at hand and skips its file; false at the end of the archive. */
    private boolean readMember() {
        byte[] header = bytes(BLOCK);
        if (isEmpty(header)) {
            requireEmptyRest();
            return false;
        }
        requireSum(header);
        String name = text(header, 0, 100), prefix = text(header, 345, 155);
        long size = octal(header, 124, 12);
        require(size <= file.length() - at, "a file of " + size + " bytes", "the end of the archive");
        char type = (char) header[156];
        if (type == 'x') {
            requireHarmless(size);
            return true;
        }
        require(type == '0' || type == '\0', "plain files", "a link, folder or device " + Names.quoted(name));
        require(prefix.isEmpty() && NAME.matcher(name).matches(), "plain names", Names.quoted(prefix + name));
        if (members.put(name, new Member(at, at + size)) != null) {
            throw refuse(Code.DUPLICATE_NAME, "each file once", "a second " + Names.quoted(name));
        }
        skip(size);
        return true;
    }

    private void requireHarmless(long size) {
        require(size <= MAX_ATTRIBUTES, "at most " + MAX_ATTRIBUTES + " bytes of attributes", size + " bytes");
        String attributes = new String(bytes((int) size), StandardCharsets.ISO_8859_1);
        at -= size;
        skip(size);
        require(!OVERRIDE.matcher(attributes).find(), "attributes beside name and size", "one of those");
    }

    /** Goes behind {@code size} bytes and what fills their last block. */
    private void skip(long size) {
        at = Math.min(file.length(), at + (size + BLOCK - 1) / BLOCK * BLOCK);
    }

    private byte[] bytes(int count) {
        require(count <= file.length() - at, "a header or the end mark", "the end of the file");
        ByteBuffer bytes = ByteBuffer.allocate(count);
        file.fill(bytes, at);
        at += count;
        return bytes.array();
    }

    private static boolean isEmpty(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private void requireEmptyRest() {
        while (at < file.length()) {
            require(isEmpty(bytes((int) Math.min(BLOCK, file.length() - at))), "nothing behind the archive", "bytes");
        }
    }

    /** The sum of the header's bytes, with its own field as blanks. */
    private void requireSum(byte[] header) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        require(sum == octal(header, 148, 8), "a header with its sum", "another sum");
    }

    private long octal(byte[] header, int start, int length) {
        Matcher digits = OCTAL.matcher(new String(header, start, length, StandardCharsets.ISO_8859_1));
        require(digits.matches(), "octal numbers", "others");
        return Long.parseLong(digits.group(1), 8);
    }

    private static String text(byte[] header, int start, int length) {
        String field = new String(header, start, length, StandardCharsets.ISO_8859_1);
        int end = field.indexOf('\0');
        return end < 0 ? field : field.substring(0, end);
    }

    private void require(boolean holds, String expected, String found) {
        if (!holds) {
            throw refuse(Code.BAD_ARCHIVE, expected, found);
        }
    }

    private CheckpointException refuse(Code code, String expected, String found) {
        return CheckpointException.of(code, "tar archive", expected, found, file.path() + ", byte " + at);
    }
}
