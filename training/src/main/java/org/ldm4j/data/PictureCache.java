package org.ldm4j.data;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.ldm4j.image.Bitmap;

/** Decoded pictures by number, up to a number of bytes; the one that was asked for longest ago goes first. */
final class PictureCache {
    private final Map<Integer, Bitmap> bitmaps = new LinkedHashMap<>(16, 0.75f, true);
    private final long maxBytes;
    private long bytes;

    PictureCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The picture with this number, read if it isn't here. */
    Bitmap get(int number, Supplier<Bitmap> reader) {
        Bitmap known = bitmaps.get(number);
        if (known != null) {
            return known;
        }
        Bitmap read = reader.get();
        put(number, read);
        return read;
    }

    private void put(int number, Bitmap bitmap) {
        bitmaps.put(number, bitmap);
        bytes += size(bitmap);
        for (Iterator<Bitmap> oldest = bitmaps.values().iterator(); bytes > maxBytes && oldest.hasNext(); ) {
            bytes -= size(oldest.next());
            oldest.remove();
        }
    }

    private static long size(Bitmap bitmap) {
        return (long) bitmap.width() * bitmap.height() * bitmap.channels();
    }

    long bytes() {
        return bytes;
    }
}
