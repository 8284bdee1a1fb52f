package org.ldm4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells what went wrong in one line; a trace only to a file, or when asked for. */
final class ErrorReport implements IExecutionExceptionHandler {
    private final boolean debug;

    ErrorReport(boolean debug) {
        this.debug = debug;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult arguments) {
        return tell(e);
    }

    /** Writes to stderr; returns the exit code. */
    int tell(Throwable e) {
        Failure failure = Failure.of(e);
        String where = failure.exit() == Exit.BUG ? " (" + saved(e) + ")" : "";
        print(failure.message() + where);
        failure.hint().ifPresent(hint -> System.err.println("hint: " + hint));
        if (failure.exit() == Exit.BUG) {
            System.err.println("hint: please report it together with that file");
        }
        if (debug) {
            e.printStackTrace();
        }
        return failure.exit().code();
    }

    static void print(String message) {
        System.err.println("error: " + message);
    }

    private static String saved(Throwable e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        try {
            Path file = Files.createTempFile("ldm4j-error-", ".txt");
            Files.writeString(file, trace.toString());
            return file.toString();
        } catch (IOException full) {
            return "its trace could not be saved, use --debug";
        }
    }
}
