package org.ldm4j.checkpoint;

import static org.ldm4j.checkpoint.HostileTorch.accepted;
import static org.ldm4j.checkpoint.HostileTorch.refused;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.HostileTorch.Case;
import org.ldm4j.checkpoint.ZipWriter.Entry;

/** Zip archives that say two things at once, that explode, or that are something else. */
final class HostileZips {
    private static final int PICKLE = 0;
    private static final int STORAGE = 2;
    private static final int STREAMED = 1 << 3;

    private HostileZips() {}

    static Stream<Case> all() {
        return Stream.of(entries(), names(), packed(), lies(), wide(), counts(), ends(), strangers())
                .flatMap(s -> s);
    }

    private static byte[] pickle() {
        return PickleWriter.start().dict("a", PickleWriter::square).stop();
    }

    private static ZipWriter good() {
        return ZipWriter.torch(pickle());
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Case bad(String id, String what, Consumer<ZipWriter> lie) {
        return refused(id, what, Code.BAD_ARCHIVE, () -> good().lie(lie).bytes());
    }

    private static Case badEntry(String id, String what, Consumer<Entry> lie) {
        return bad(id, what, zip -> zip.change(STORAGE, lie));
    }

    private static Case badName(String id, String name) {
        return bad("Z06 " + id, "entry with a foreign name", zip -> zip.add(name, new byte[1]));
    }

    private static Stream<Case> entries() {
        return Stream.of(
                refused("Z01", "no data.pkl", Code.NOT_A_CHECKPOINT, () -> new ZipWriter()
                        .add("archive/version", latin("3"))
                        .bytes()),
                bad("Z03 many", "30,000 folders", zip -> {
                    for (int i = 0; i < 30_000; i++) {
                        zip.add(i + "/x", new byte[0]);
                    }
                }),
                refused("Z02", "two data.pkl", Code.DUPLICATE_NAME, () -> good().add("archive/data.pkl", pickle())
                        .bytes()),
                bad("Z03", "two folders", zip -> zip.add("other/data.pkl", pickle())),
                bad("Z05", "entry that climbs", zip -> zip.add("../../../../tmp/evil", new byte[1])),
                badEntry("Z07", "link", entry -> entry.mode = 0120777),
                refused("Z19", "program", Code.FORBIDDEN, () -> good().add("archive/constants.pkl", pickle())
                        .bytes()),
                refused("Z19 code", "program", Code.FORBIDDEN, () -> good().add("archive/code/__torch__.py", latin("x"))
                        .bytes()),
                refused("Z26", "zip in a zip", Code.NOT_A_CHECKPOINT, () -> nested(5)));
    }

    private static byte[] nested(int depth) {
        byte[] inner = depth == 0 ? good().bytes() : nested(depth - 1);
        return new ZipWriter().add("archive/inner.zip", inner).bytes();
    }

    private static Stream<Case> names() {
        return Stream.of(
                badName("backslash", "archive\\evil"),
                badName("drive", "C:/evil"),
                badName("absolute", "/archive/evil"),
                badName("NUL", "archive/a\0b"),
                badName("long", "archive/" + "x".repeat(60_000)),
                badName("parent", "archive/../evil"),
                bad(
                        "Z06 latin",
                        "name not in UTF-8",
                        zip -> zip.add("archive/x", new byte[1], entry -> {
                            entry.name = latin("archive/\u00e9");
                            entry.localName = entry.name;
                        })));
    }

    private static byte[] deflated(byte[] data) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(data);
        deflater.finish();
        var out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    private static Case bomb(String id, int index, int size) {
        return bad(
                id,
                "compressed entry",
                zip -> zip.change(index, entry -> {
                    entry.data = deflated(new byte[size]);
                    entry.method = 8;
                    entry.size = size;
                    entry.packed = entry.data.length;
                    entry.localSize = entry.packed;
                }));
    }

    private static Stream<Case> packed() {
        return Stream.of(
                bomb("Z08", PICKLE, 20_000_000),
                bomb("Z09", STORAGE, 20_000_000),
                badEntry("Z11 encrypted", "encrypted entry", entry -> entry.flags = 1),
                badEntry("Z11 patched", "patched entry", entry -> entry.flags = 0x20),
                badEntry("Z11 strong", "strongly encrypted entry", entry -> entry.flags = 0x40),
                badEntry("Z11 masked", "masked header", entry -> entry.flags = 0x2000),
                refused("Z12", "storage with a changed byte", Code.CHECKSUM, () -> good().change(
                                STORAGE, entry -> entry.data[5] ^= 1)
                        .bytes()),
                refused("Z12 pickle", "pickle with a changed byte", Code.CHECKSUM, () -> good().change(
                                PICKLE, entry -> entry.data[20] ^= 1)
                        .bytes()),
                accepted("Z12 none", "no checksums at all", HostileZips::withoutSums));
    }

    private static byte[] withoutSums() {
        ZipWriter zip = good();
        for (int i = 0; i < 4; i++) {
            zip.change(i, entry -> {
                entry.checksum = 0;
                entry.localChecksum = 0;
            });
        }
        return zip.bytes();
    }

    private static Stream<Case> lies() {
        return Stream.of(
                badEntry("Z04", "two names", entry -> entry.localName = latin("archive/data/1")),
                badEntry("Z04 size", "two sizes", entry -> entry.localSize = 8),
                badEntry("Z04 sum", "two checksums", entry -> entry.localChecksum ^= 1),
                badEntry("Z04 flags", "streamed and not", entry -> entry.localFlags = STREAMED),
                accepted("Z04 padding", "padding before the data", () -> good().change(
                                STORAGE, entry -> entry.localExtra = new byte[0xffff])
                        .bytes()),
                badEntry("Z13 outside", "entry behind the end", entry -> entry.header = 1 << 30),
                badEntry("Z13", "entry in another", entry -> entry.header = 0),
                badEntry("Z13 part", "entry half in another", entry -> entry.header = 40),
                badEntry("Z13 directory", "entry in the directory", entry -> {
                    entry.size = 10_000;
                    entry.packed = 10_000;
                }),
                accepted("Z24", "sizes behind the data", () -> good().change(STORAGE, HostileZips::stream)
                        .bytes()));
    }

    private static void stream(Entry entry) {
        entry.flags = STREAMED;
        entry.localSize = 0;
        entry.localChecksum = 0;
        entry.descriptor = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x08074b50)
                .putInt((int) entry.checksum)
                .putInt((int) entry.packed)
                .putInt((int) entry.size)
                .array();
    }

    private static Consumer<Entry> wideSizes(long... values) {
        return entry -> {
            entry.size = 0xffffffffL;
            entry.packed = 0xffffffffL;
            ByteBuffer extra = ByteBuffer.allocate(4 + 8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            extra.putShort((short) 1).putShort((short) (8 * values.length));
            Arrays.stream(values).forEach(extra::putLong);
            entry.extra = extra.array();
        };
    }

    private static Stream<Case> wide() {
        return Stream.of(
                accepted("Z10", "sizes of 64 bits", () -> good().change(STORAGE, wideSizes(16, 16))
                        .bytes()),
                badEntry("Z10 2^63", "size 2^63", wideSizes(Long.MIN_VALUE, Long.MIN_VALUE)),
                badEntry("Z10 2^64-1", "size 2^64-1", wideSizes(-1, -1)),
                badEntry("Z10 2^62", "size 2^62", wideSizes(1L << 62, 1L << 62)),
                badEntry("Z10 half", "one of two sizes", wideSizes(16)),
                accepted("Z10 end", "wide end", () -> good().lie(zip -> zip.wide = true)
                        .bytes()),
                bad("Z10 locator", "locator that points outside", zip -> {
                    zip.wide = true;
                    zip.locatorLie = 1L << 40;
                }),
                bad("Z10 negative", "locator that points before the file", zip -> {
                    zip.wide = true;
                    zip.locatorLie = Long.MIN_VALUE;
                }));
    }

    private static Stream<Case> counts() {
        return Stream.of(
                bad("Z14", "fewer entries than it says", zip -> zip.countLie = 1),
                bad("Z14 more", "more entries than it says", zip -> zip.countLie = -1),
                bad("Z14 wrap", "65,540 entries counted as 4", zip -> {
                    for (int i = 0; i < 65_536; i++) {
                        zip.add("archive/" + i, new byte[0]);
                    }
                }),
                refused("Z14 million", "10^6 entries", Code.LIMIT, () -> {
                    ZipWriter zip = good();
                    zip.wide = true;
                    zip.countLie = 1_000_000;
                    return zip.bytes();
                }),
                bad("Z25", "second disk", zip -> zip.disk = 1),
                badEntry("Z25 entry", "entry on a second disk", entry -> entry.disk = 1));
    }

    private static byte[] joined(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static Stream<Case> ends() {
        return Stream.of(
                bad(
                        "Z15",
                        "second end in the comment",
                        zip -> zip.comment = new ZipWriter()
                                .add("archive/data.pkl", pickle())
                                .bytes()),
                bad("Z15 comment", "comment", zip -> zip.comment = latin("hello")),
                refused(
                        "Z16",
                        "picture before it",
                        Code.UNKNOWN_FORMAT,
                        () -> joined(latin("\u0089PNG\r\n\u001a\n"), new byte[100], good().bytes())),
                refused("Z17", "40 bytes behind it", Code.BAD_ARCHIVE, () -> joined(good().bytes(), new byte[40])),
                refused("Z18", "directory cut off", Code.BAD_ARCHIVE, () -> {
                    byte[] zip = good().bytes();
                    return Arrays.copyOf(zip, zip.length - 60);
                }));
    }

    private static Stream<Case> strangers() {
        return Stream.of(
                refused(
                        "Z20",
                        "safetensors header, nothing more",
                        Code.NOT_COVERED,
                        () -> HostileSafetensors.file("{}", 16)),
                refused(
                        "Z21",
                        "pointer of Git LFS",
                        Code.UNKNOWN_FORMAT,
                        () -> latin("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 4265380512\n")),
                refused(
                        "Z22",
                        "web page",
                        Code.UNKNOWN_FORMAT,
                        () -> latin("<!DOCTYPE html><html><body>Log in</body>")),
                refused("Z23", "nothing", Code.TRUNCATED, () -> new byte[0]));
    }
}
