package org.ldm4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ImageFile;

/**
 * A file of a data set. It is opened only if it is a regular file that lies inside the folder after all links are
 * followed, so that a set from a stranger can neither show other files of this machine nor hold up the run with a pipe.
 *
 * @param root the folder of the set
 * @param name the path inside it, as the set says it
 */
public record DataFile(Path root, String name) {
    /** A file that a list names; {@code where} is the place in the list, for the message. */
    static DataFile named(Path root, String name, String where) {
        try {
            Path file = root.resolve(name).normalize();
            if (!name.isBlank() && file.startsWith(root.normalize()) && !file.equals(root.normalize())) {
                return new DataFile(root, name);
            }
        } catch (InvalidPathException e) {
            // told below, as every other name that can't be taken
        }
        throw DataException.refused(
                "data set: expected a file_name inside the folder, found '" + shown(name) + "' (" + where + ")");
    }

    /** A file that was found by listing the folder. */
    static DataFile found(Path root, Path file) {
        return new DataFile(root, root.relativize(file).toString());
    }

    private static String shown(String name) {
        String clean = name.replaceAll("\\p{Cntrl}", "?");
        return clean.length() > 100 ? clean.substring(0, 100) + "…" : clean;
    }

    /** Where it lies. */
    public Path path() {
        return root.resolve(name);
    }

    /** The picture in it. */
    Bitmap picture() {
        requireRegular("picture");
        return ImageFile.read(path());
    }

    /** At most {@code limit} bytes from its beginning. */
    byte[] bytes(int limit, String what) {
        requireRegular(what);
        try (var in = Files.newInputStream(path())) {
            return in.readNBytes(limit);
        } catch (IOException e) {
            throw unreadable(what, e);
        }
    }

    boolean exists() {
        return Files.exists(path());
    }

    void requireRegular(String what) {
        try {
            Path real = path().toRealPath();
            if (!real.startsWith(root.toRealPath())) {
                throw refused(what, "a link that leaves it");
            }
            if (!Files.isRegularFile(real)) {
                throw refused(what, Files.isDirectory(real) ? "a folder" : "a pipe or device");
            }
        } catch (NoSuchFileException e) {
            throw DataException.missing(what + ": expected a file, found none (" + path() + ")");
        } catch (IOException e) {
            throw unreadable(what, e);
        }
    }

    private DataException refused(String what, String found) {
        return DataException.refused(
                what + ": expected a regular file inside the data set, found " + found + " (" + path() + ")");
    }

    private DataException unreadable(String what, IOException e) {
        String kind = e.getClass().getSimpleName().replace("Exception", "");
        return DataException.refused(what + ": expected a readable file, found " + kind + " (" + path() + ")");
    }
}
