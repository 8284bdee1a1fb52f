package org.ldm4j.training;

import java.nio.file.Path;
import java.util.List;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ContactSheet;
import org.ldm4j.image.PngFile;

/** Pictures side by side in one file. */
final class Sheets {
    private Sheets() {}

    static void write(Path file, List<Bitmap> pictures, int columns) {
        PngFile.write(file, ContactSheet.grid(pictures, columns));
    }
}
