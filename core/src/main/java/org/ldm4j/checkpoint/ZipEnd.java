package org.ldm4j.checkpoint;

import org.ldm4j.checkpoint.CheckpointException.Code;

/**
 * What the end of a zip archive says about its directory: where it starts, how long it is, and how many entries it has.
 * Nothing may follow the end, not even a comment, since an archive with two ends is two archives.
 */
record ZipEnd(long start, long size, long count) {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int WIDE_END = 0x06064b50;
    private static final int WIDE_END_BYTES = 56;

    /** Reads the end of {@code file}, and its wide form if there is one. */
    static ZipEnd read(FileBytes file) {
        long at = file.length() - END_BYTES;
        PickleBytes in = new PickleBytes(file, "end of the zip archive", Math.max(at, 0), file.length());
        require(at >= 0 && in.i4() == END, in, "a directory and an end", "neither");
        int disk = in.u2(), firstDisk = in.u2(), here = in.u2(), count = in.u2();
        require(disk == 0 && firstDisk == 0, in, "one disk", "a part of several");
        long size = in.u4(), start = in.u4();
        require(here == count, in, "all entries on this disk", here + " of " + count);
        require(in.u2() == 0, in, "no comment", "one");
        long wide = at - LOCATOR_BYTES;
        if (wide >= 0 && new PickleBytes(file, "", wide, at).i4() == LOCATOR) {
            ZipEnd end = wide(file, wide);
            boolean same = agree(count, end.count, 0xffff)
                    && agree(size, end.size, 0xffffffffL)
                    && agree(start, end.start, 0xffffffffL);
            require(same, in, "the same directory in both ends", "two");
            return end;
        }
        return new ZipEnd(start, size, count).at(at, in);
    }

    /** Whether the narrow end says what the wide one does, or leaves it to that. */
    private static boolean agree(long narrow, long wide, long full) {
        return narrow == wide || narrow == full;
    }

    /** The end for archives of many or long entries, which the locator at {@code at} points to. */
    private static ZipEnd wide(FileBytes file, long at) {
        PickleBytes in = new PickleBytes(file, "zip64 end", at, at + LOCATOR_BYTES);
        in.i4();
        require(in.u4() == 0, in, "one disk", "several");
        long position = in.i8();
        require(in.u4() <= 1, in, "one disk", "several");
        require(position >= 0 && position == at - WIDE_END_BYTES, in, "the zip64 end before it", "another place");
        in = new PickleBytes(file, "zip64 end", position, at);
        require(in.i4() == WIDE_END && in.i8() == WIDE_END_BYTES - 12, in, "a zip64 end", "other bytes");
        in.i4(); // versions
        long disk = in.u4(), firstDisk = in.u4();
        require(disk == 0 && firstDisk == 0, in, "one disk", "several");
        long here = in.i8(), count = in.i8(), size = in.i8(), start = in.i8();
        require(here == count, in, "all entries on this disk", "others");
        return new ZipEnd(start, size, count).at(position, in);
    }

    /** This, if the directory ends where the end begins. */
    private ZipEnd at(long end, PickleBytes in) {
        boolean fits = start >= 0 && size >= 0 && count >= 0 && start <= end && size == end - start;
        require(fits, in, "a directory right before it", "one elsewhere");
        return this;
    }

    private static void require(boolean holds, PickleBytes in, String expected, String found) {
        if (!holds) {
            throw in.refuse(Code.BAD_ARCHIVE, expected, found)
                    .hinting("the file is damaged or was not downloaded to its end; get it again");
        }
    }
}
