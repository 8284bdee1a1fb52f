package org.ldm4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.PngFile;

/** Small files of data sets, made for a test. */
final class TestFiles {
    private TestFiles() {}

    /** A picture of noise that {@code seed} decides. */
    static Bitmap noise(int width, int height, int channels, long seed) {
        byte[] values = new byte[width * height * channels];
        new Random(seed).nextBytes(values);
        return Bitmap.of(width, height, channels, values);
    }

    /** A picture file of noise, whose seed is the name's hash; its folder is made. */
    static Path picture(Path folder, String name, int width, int height) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        PngFile.write(file, noise(width, height, 3, name.hashCode()));
        return file;
    }

    static Path text(Path folder, String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    static DataSet open(DataSource source, Path folder) {
        return source.open(DataSource.Request.of(folder));
    }
}
