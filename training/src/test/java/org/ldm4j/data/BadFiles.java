package org.ldm4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.ldm4j.image.PngFile;

/** Every way in which a picture of a data set may be bad. */
enum BadFiles {
    TRUNCATED("expected a whole PNG") {
        @Override
        void write(Path file) throws IOException {
            byte[] whole = png();
            Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        }
    },
    EMPTY("an empty file") {
        @Override
        void write(Path file) throws IOException {
            Files.write(file, new byte[0]);
        }
    },
    TEXT("neither of their signatures") {
        @Override
        void write(Path file) throws IOException {
            Files.writeString(file, "<html>404</html>");
        }
    },
    /** A header that asks for gigabytes. */
    BOMB("at most") {
        @Override
        void write(Path file) throws IOException {
            byte[] bomb = png();
            Arrays.fill(bomb, 16, 24, (byte) 0);
            bomb[17] = 1; // 65,536
            bomb[21] = 1;
            CRC32 sum = new CRC32();
            sum.update(bomb, 12, 17);
            java.nio.ByteBuffer.wrap(bomb).putInt(29, (int) sum.getValue());
            Files.write(file, bomb);
        }
    },
    FLIPPED("") {
        @Override
        void write(Path file) throws IOException {
            byte[] png = png();
            png[png.length / 2] ^= 0x55;
            Files.write(file, png);
        }
    },
    FOLDER("a folder") {
        @Override
        void write(Path file) throws IOException {
            Files.createDirectories(file);
        }
    },
    LINK_OUT("a link that leaves it") {
        @Override
        void write(Path file) throws IOException {
            Path outside = Files.createTempFile("outside", ".png");
            PngFile.write(outside, TestFiles.noise(4, 4, 3, 0));
            Files.createSymbolicLink(file, outside);
        }
    },
    LINK_TO_NOTHING("found none") {
        @Override
        void write(Path file) throws IOException {
            Files.createSymbolicLink(file, Path.of("nowhere.png"));
        }
    },
    DEVICE("leaves it") {
        @Override
        void write(Path file) throws IOException {
            Files.createSymbolicLink(file, Path.of("/dev/zero"));
        }
    },
    PIPE("a pipe or device") {
        @Override
        void write(Path file) throws IOException {
            Process made = new ProcessBuilder("mkfifo", file.toString()).start();
            try {
                made.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    };

    private final String reason;

    BadFiles(String reason) {
        this.reason = reason;
    }

    abstract void write(Path file) throws IOException;

    /** What the message about it says. */
    String reason() {
        return reason;
    }

    private static byte[] png() {
        return PngFile.encode(TestFiles.noise(9, 9, 3, 0), java.util.Map.of());
    }
}
