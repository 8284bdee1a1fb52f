package org.ldm4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Names of a model's classes, if a file {@code classes.txt} beside it has them: a line for each, in order. */
final class ClassNames {
    private static final String FILE = "classes.txt";

    private final List<String> names;
    private final Path file;

    private ClassNames(List<String> names, Path file) {
        this.names = names;
        this.file = file;
    }

    /** Those of the model in a folder or file. */
    static ClassNames beside(Path model) {
        Path folder = Files.isDirectory(model) ? model : model.toAbsolutePath().getParent();
        Path file = (folder == null ? Path.of("") : folder).resolve(FILE);
        try {
            return new ClassNames(Files.exists(file) ? Files.readAllLines(file) : List.of(), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class that {@code text} names or numbers. */
    int number(String what, String text) {
        if (text.matches("\\d{1,9}")) {
            return Integer.parseInt(text);
        }
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).strip().toLowerCase(Locale.ROOT).equals(wanted)) {
                return i;
            }
        }
        String expected =
                names.isEmpty() ? "a number, as there are no names in " + file : "a number, or a name in " + file;
        throw CommandException.usage(what, expected, text);
    }
}
