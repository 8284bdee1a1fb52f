package org.ldm4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a command says: results on stdout, all else on stderr. */
final class Console {
    private final boolean quiet;
    private final boolean json;
    private final List<String> warnings = new ArrayList<>();

    Console(boolean quiet, boolean json) {
        this.quiet = quiet;
        this.json = json;
    }

    /** A line of the result, for people; left out when there will be a document. */
    void result(String line) {
        if (!json) {
            System.out.println(line);
        }
    }

    /** The result as a document, if that was asked for. */
    void document(Map<String, ?> document) {
        if (json) {
            System.out.println(JsonText.of(document));
        }
    }

    void note(String line) {
        if (!quiet) {
            System.err.println(line);
        }
    }

    /** Said once, however often it is true. */
    void warn(String line) {
        if (!warnings.contains(line)) {
            warnings.add(line);
            note("warning: " + line);
        }
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** A bar of {@code steps} steps on a terminal, one line at the end elsewhere, nothing if nobody reads it. */
    Progress progress(String task, int steps) {
        if (quiet || json) {
            return Progress.NONE;
        }
        return isTerminal() ? new ProgressLine(task, steps) : Progress.NONE;
    }

    /** Whether stderr is one; the JDK tells only of stdin and stdout together. */
    @SuppressWarnings("SystemConsoleNull") // where there is no /proc, newer JDKs may take a pipe for a terminal
    private static boolean isTerminal() {
        Path stderr = Path.of("/proc/self/fd/2");
        try {
            return Files.exists(stderr)
                    ? Files.readSymbolicLink(stderr).toString().matches("/dev/(pts/.*|tty.*|console)")
                    : System.console() != null;
        } catch (IOException e) {
            return false;
        }
    }
}
