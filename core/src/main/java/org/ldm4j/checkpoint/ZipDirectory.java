package org.ldm4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ldm4j.checkpoint.CheckpointException.Code;

/**
 * The entries of a zip archive that torch could have written: stored, one after the other, with one directory at the
 * end of the file. The JDK's reader is lenient where two readers could see two archives; this one refuses everything
 * that is not said twice in the same way. The format is PKWARE's APPNOTE 6.3.
 */
final class ZipDirectory {
    private static final int MAX_ENTRIES = 200_000;
    private static final int MAX_NAME = 4096;

    private static final int CENTRAL = 0x02014b50;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_BYTES = 30;

    private static final long FULL = 0xffffffffL;
    private static final int WIDE = 1;

    private final FileBytes file;
    private final ZipEnd end;
    private final Map<String, ZipMember> members = new LinkedHashMap<>();

    private ZipDirectory(FileBytes file) {
        this.file = file;
        end = ZipEnd.read(file);
    }

    /** Reads the directory; whether the entries are as it says is told by {@link #located}. */
    static ZipDirectory read(FileBytes file) {
        ZipDirectory directory = new ZipDirectory(file);
        directory.readCentral();
        return directory;
    }

    /** Entries by name, in the order of the directory. */
    Map<String, ZipMember> members() {
        return members;
    }

    // ------------------------------------------------------------------ the directory

    private void readCentral() {
        if (end.count() > MAX_ENTRIES) {
            throw refuse(Code.LIMIT, "at most " + MAX_ENTRIES + " entries", Long.toString(end.count()));
        }
        PickleBytes in = new PickleBytes(file, "zip archive", end.start(), end.start() + end.size());
        for (long i = 0; i < end.count(); i++) {
            require(in.remaining() >= CENTRAL_BYTES, end.count() + " entries", Long.toString(i));
            ZipMember member = member(in);
            if (members.put(member.name(), member) != null) {
                throw refuse(Code.DUPLICATE_NAME, "each entry once", "a second " + Names.quoted(member.name()));
            }
        }
        require(in.remaining() == 0, end.count() + " entries", "more");
    }

    private ZipMember member(PickleBytes in) {
        require(in.i4() == CENTRAL, "an entry in the directory", "other bytes");
        in.i4(); // versions
        int flags = in.u2(), method = in.u2();
        in.i4(); // time
        long checksum = in.u4(), packed = in.u4(), size = in.u4();
        int nameBytes = in.u2(), extraBytes = in.u2(), commentBytes = in.u2(), disk = in.u2();
        in.u2(); // whether it is text
        int mode = in.i4() >>> 16;
        long header = in.u4();
        require(in.remaining() >= nameBytes + extraBytes + commentBytes, "an entry in the directory", "a part of one");
        String name = name(in.bytes(nameBytes));
        long[] sizes = widened(in.bytes(extraBytes), size, packed, header);
        in.bytes(commentBytes);
        require(disk == 0, "one disk", "several");
        return new ZipMember(name, flags, method, checksum, sizes[1], sizes[0], mode, sizes[2], 0);
    }

    private String name(byte[] utf8) {
        try {
            String name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            require(utf8.length <= MAX_NAME && ZipMember.isPlain(name), "plain names of entries", Names.quoted(name));
            return name;
        } catch (CharacterCodingException e) {
            throw refuse(Code.BAD_ARCHIVE, "names of entries in UTF-8", "another encoding")
                    .because(e);
        }
    }

    /** The {@code values}, where those that 32 bits could not hold stand in the extra field for it. */
    private long[] widened(byte[] extra, long... values) {
        ByteBuffer wide = wide(extra);
        for (int i = 0; i < values.length; i++) {
            if (values[i] == FULL) {
                require(wide.remaining() >= Long.BYTES, "sizes of 64 bits", "none");
                values[i] = wide.getLong();
            }
            require(
                    values[i] >= 0 && values[i] <= file.length(),
                    "sizes inside the file",
                    Long.toUnsignedString(values[i]));
        }
        return values;
    }

    private ByteBuffer wide(byte[] extra) {
        ByteBuffer fields = ByteBuffer.wrap(extra).order(ByteOrder.LITTLE_ENDIAN);
        while (fields.remaining() >= 4) {
            int id = fields.getShort() & 0xffff, length = fields.getShort() & 0xffff;
            require(length <= fields.remaining(), "an extra field", "a part of one");
            ByteBuffer field = fields.slice().limit(length).order(ByteOrder.LITTLE_ENDIAN);
            if (id == WIDE) {
                return field;
            }
            fields.position(fields.position() + length);
        }
        return ByteBuffer.allocate(0);
    }

    // ------------------------------------------------------------------ the entries

    /** The entries with the places of their bytes, if each is stored and says of itself what the directory says. */
    Map<String, ZipMember> located() {
        List<ZipMember> inOrder = new ArrayList<>(members.values());
        inOrder.sort(Comparator.comparingLong(ZipMember::header));
        Map<String, ZipMember> located = new LinkedHashMap<>();
        long free = 0;
        for (ZipMember member : inOrder) {
            String fault = member.fault();
            require(fault.isEmpty(), "stored entries", fault + ", " + Names.quoted(member.name()));
            require(member.header() >= free, "entries one after the other", "overlapping ones");
            ZipMember placed = member.withData(dataOf(member));
            free = placed.end();
            require(free <= end.start(), "entries before the directory", Names.quoted(member.name()) + " in it");
            located.put(placed.name(), placed);
        }
        return located;
    }

    /** Where the bytes of {@code member} begin, behind its own header, which must say what the directory says. */
    private long dataOf(ZipMember member) {
        byte[] name = member.name().getBytes(StandardCharsets.UTF_8);
        long headerEnd = member.header() + LOCAL_BYTES + name.length;
        require(headerEnd <= end.start(), "entries before the directory", Names.quoted(member.name()) + " in it");
        ByteBuffer header = ByteBuffer.allocate(LOCAL_BYTES + name.length).order(ByteOrder.LITTLE_ENDIAN);
        file.fill(header, member.header());
        header.flip();
        boolean same = header.getInt(0) == LOCAL
                && (header.getShort(6) & 0xffff) == member.flags()
                && (header.getShort(8) & 0xffff) == member.method()
                && (header.getShort(26) & 0xffff) == name.length
                && header.slice(LOCAL_BYTES, name.length).equals(ByteBuffer.wrap(name));
        int extraBytes = header.getShort(28) & 0xffff;
        require(
                same && headerEnd + extraBytes <= end.start() && agrees(member, header, headerEnd, extraBytes),
                "an entry that says of itself what the directory says",
                "another header of " + Names.quoted(member.name()));
        return headerEnd + extraBytes;
    }

    /** Whether checksum and sizes are those of the directory, or left out where they may be. */
    private boolean agrees(ZipMember member, ByteBuffer header, long headerEnd, int extraBytes) {
        long checksum = header.getInt(14) & FULL, packed = header.getInt(18) & FULL, size = header.getInt(22) & FULL;
        if (member.isStreamed() && checksum == 0 && packed == 0 && size == 0) {
            return true;
        }
        ByteBuffer extra = ByteBuffer.allocate(packed == FULL || size == FULL ? extraBytes : 0);
        file.fill(extra, headerEnd);
        long[] sizes = widened(extra.array(), size, packed);
        boolean open = member.isStreamed() && sizes[0] == 0 && sizes[1] == 0;
        return (open || sizes[0] == member.size() && sizes[1] == member.packed())
                && (checksum == member.checksum() || member.isStreamed() && checksum == 0);
    }

    private void require(boolean holds, String expected, String found) {
        if (!holds) {
            throw refuse(Code.BAD_ARCHIVE, expected, found);
        }
    }

    private CheckpointException refuse(Code code, String expected, String found) {
        return CheckpointException.of(code, "zip archive", expected, found, file.path());
    }
}
