package org.ldm4j.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The pictures of a folder by name, in the order of their names: files that are called a picture, of whatever kind, so
 * that one that can't be read is told and not passed over. Hidden files are left out; links to folders are not followed.
 */
final class PictureFiles {
    private static final Set<String> ENDINGS =
            Set.of("png", "jpg", "jpeg", "jpe", "webp", "bmp", "gif", "tif", "tiff", "avif", "heic", "ppm", "npy");

    private PictureFiles() {}

    /** Those in the folder itself. */
    static List<Path> in(Path folder) {
        return list(folder, 1);
    }

    /** Those in the folder and in all folders in it. */
    static List<Path> below(Path folder) {
        return list(folder, Integer.MAX_VALUE);
    }

    private static List<Path> list(Path folder, int depth) {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> !isHidden(folder.relativize(file)) && isCalledPicture(file))
                    .filter(file -> !Files.isDirectory(file))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(folder, e);
        }
    }

    /** The files in a folder with this ending, in the order of their names. */
    static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith("." + ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /** The folders in a folder, in the order of their names. */
    static List<Path> folders(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isDirectory)
                    .filter(file -> !isHidden(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static boolean isHidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCalledPicture(Path file) {
        String name = file.getFileName().toString();
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    private static DataException unreadable(Path folder, Exception e) {
        return DataException.missing("data set: expected a folder that can be read, found "
                + e.getClass().getSimpleName().replace("Exception", "") + " (" + folder + ")");
    }
}
