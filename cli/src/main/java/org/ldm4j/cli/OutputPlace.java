package org.ldm4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ImageException;
import org.ldm4j.image.PngFile;

/** Where pictures go: one file, a pattern that counts, or a folder. */
final class OutputPlace {
    private static final Pattern NUMBER = Pattern.compile("%(?:0(\\d{1,2}))?d");
    private static final String PNG = ".png";

    private enum Kind {
        FILE,
        PATTERN,
        FOLDER
    }

    private final Kind kind;
    private final String text;

    private OutputPlace(Kind kind, String text) {
        this.kind = kind;
        this.text = text;
    }

    static OutputPlace of(String text) {
        Path path = path(text);
        boolean png = text.toLowerCase(Locale.ROOT).endsWith(PNG);
        if (png && !Files.isDirectory(path)) {
            return new OutputPlace(NUMBER.matcher(text).find() ? Kind.PATTERN : Kind.FILE, text);
        }
        if (text.isEmpty()
                || !Files.isDirectory(path)
                        && String.valueOf(path.getFileName()).matches(".*\\.\\w{2,4}")) {
            throw CommandException.usage("output", "a file that ends in .png, or a folder", text);
        }
        return new OutputPlace(Kind.FOLDER, text);
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw CommandException.usage("output", "a path", text);
        }
    }

    /** Whether so many pictures have names of their own. */
    boolean holds(int pictures) {
        return pictures == 1 || kind != Kind.FILE;
    }

    /** The file of the picture with this number, from 0. */
    Path file(int number, long seed) {
        return switch (kind) {
            case FILE -> Path.of(text);
            case PATTERN -> Path.of(numbered(number));
            case FOLDER -> Path.of(text, String.format(Locale.ROOT, "%05d-%d%s", number, seed, PNG));
        };
    }

    private String numbered(int number) {
        Matcher matcher = NUMBER.matcher(text);
        return matcher.replaceAll(found -> {
            String width = found.group(1);
            return String.format(Locale.ROOT, width == null || width.matches("0+") ? "%d" : "%0" + width + "d", number);
        });
    }

    /** Makes the folder if it is missing, and tries whether files can be made in it. */
    void requireWritable() {
        requireWritable(file(0, 0));
    }

    static void requireWritable(Path file) {
        if (Files.isDirectory(file)) {
            throw unwritable("a file", "a folder", file);
        }
        Path folder = file.toAbsolutePath().getParent();
        try {
            Interruption.whole(() -> {
                Files.createDirectories(folder);
                Files.delete(Files.createTempFile(folder, ".tmp-", ""));
            });
        } catch (IOException e) {
            throw unwritable("a place to write to", e.getClass().getSimpleName() + " " + e.getMessage(), file);
        }
    }

    private static CommandException unwritable(String expected, String found, Path file) {
        return CommandException.of(Exit.MACHINE, "output", expected, found, file);
    }

    /** Writes a PNG so that it appears whole or not at all. */
    static void write(Path file, Bitmap bitmap, Map<String, String> texts) {
        try {
            Interruption.whole(() -> PngFile.write(file, bitmap, texts));
        } catch (ImageException e) {
            throw unwritable("a place to write to", String.valueOf(e.getMessage()), file);
        }
    }
}
