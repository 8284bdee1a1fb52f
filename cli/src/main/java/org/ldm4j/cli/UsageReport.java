package org.ldm4j.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A wrong command line in one line, without the whole help behind it. */
final class UsageReport implements IParameterExceptionHandler {
    private static final Map<Class<?>, String> KINDS = Map.of(
            int.class, "a whole number",
            Integer.class, "a whole number",
            long.class, "a whole number",
            Long.class, "a whole number",
            double.class, "a number",
            Double.class, "a number");

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        ErrorReport.print(message(e).replaceAll("\\p{Cntrl}", "?") + " (" + name + ")");
        System.err.println("hint: " + suggestion(e) + name + " --help lists what there is");
        return Exit.USAGE.code();
    }

    private static String message(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        if (e instanceof MissingParameterException missing) {
            return missing.getMissing().stream().map(UsageReport::label).collect(Collectors.joining(", "))
                    + ": expected a value, found none";
        }
        ArgSpec argument = e.getArgSpec();
        if (e instanceof OverwrittenOptionException overwritten) {
            return label(overwritten.getOverwritten()) + ": expected it once, found it twice";
        }
        if (argument == null) {
            return plain(e, "options");
        }
        Class<?> type = argument.auxiliaryTypes()[0];
        if (type.isEnum() && argument.converters().length == 0) {
            return label(argument) + ": expected one of " + constants(type) + ", found " + e.getValue();
        }
        String kind = KINDS.get(type);
        return kind != null && e.getValue() != null
                ? label(argument) + ": expected " + kind + ", found " + e.getValue()
                : plain(e, label(argument));
    }

    private static String unmatched(UnmatchedArgumentException e) {
        List<String> unmatched = e.getUnmatched();
        String first = unmatched.isEmpty() ? "" : unmatched.get(0);
        CommandLine command = e.getCommandLine();
        if (first.startsWith("-")) {
            return "option: expected one of this command's, found " + first;
        }
        return command.getSubcommands().isEmpty()
                ? "arguments: expected no more, found " + first
                : "command: expected one of "
                        + String.join(" ", command.getSubcommands().keySet()) + ", found " + first;
    }

    /** Our own converters write the whole line; picocli puts the name of the option before it. */
    private static String plain(ParameterException e, String what) {
        String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        int own = text.indexOf("expected ");
        if (own < 0) {
            return what + ": expected another usage, found " + text;
        }
        return e.getArgSpec() == null ? text : what + ": " + text.substring(own);
    }

    private static String label(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? Arrays.stream(option.names())
                        .filter(name -> name.startsWith("--"))
                        .findFirst()
                        .orElse(option.longestName())
                : argument.paramLabel();
    }

    private static String constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static String suggestion(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return "";
        }
        return unmatched.getSuggestions().stream()
                .findFirst()
                .map(near -> "did you mean " + near + "? ")
                .orElse("");
    }
}
