package org.ldm4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A command line that has run in this process, and what it said. */
record Call(int code, String out, String err) {
    static synchronized Call of(Object... arguments) {
        PrintStream out = System.out, err = System.err;
        var newOut = new ByteArrayOutputStream();
        var newErr = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(newOut, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(newErr, true, StandardCharsets.UTF_8));
            String[] words = List.of(arguments).stream().map(String::valueOf).toArray(String[]::new);
            int code = Main.run(words);
            return new Call(code, newOut.toString(StandardCharsets.UTF_8), newErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** The only document on stdout. */
    JsonNode json() {
        return JsonMapper.shared().readTree(out);
    }
}
