package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.data.DataCheck;
import org.ldm4j.data.DataSet;
import org.ldm4j.data.DataSource;
import org.ldm4j.image.PngFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data check}: what is wrong with a set, before a run is started on it. */
@Command(name = "check", description = "Looks at every picture and caption; exit code 6 if a file can't be used.")
final class DataCheckCommand extends LdmCommand {
    @Parameters(paramLabel = "DIR", description = "A folder with pictures, or a text file with their paths.")
    private Path data = Path.of("");

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "How they lie there: auto or as in docs/training.md.")
    private String source = "auto";

    @Option(
            names = "--list",
            paramLabel = "NAME",
            description = "A text file inside the folder with the pictures' paths.")
    private String list = "";

    @Option(names = "--split", paramLabel = "NAME", description = "A part of COCO or Open Images.")
    private String split = "";

    @Option(
            names = "--where",
            paramLabel = "FIELD=VALUE",
            description = "Only lines of metadata.jsonl with this value.")
    private Map<String, String> where = new LinkedHashMap<>();

    @Option(names = "--sheet", paramLabel = "F.png", description = "Write a sheet of up to 64 of the pictures.")
    @Nullable
    private Path sheet;

    @Override
    Exit run() {
        Console console = common.console();
        DataSet set = source().open(DataSource.Request.of(data)
                .withList(list)
                .withSplit(split)
                .matching(where));
        DataCheck check;
        try (Progress progress = console.progress("check", set.items().size())) {
            check = DataCheck.of(set, progress::step);
        }
        if (sheet != null) {
            PngFile.write(sheet, check.sheet());
        }
        List<Diagnosis> diagnoses = diagnoses(check);
        tell(check, diagnoses, console);
        console.document(document(check, diagnoses));
        return check.passed() ? Exit.DONE : Exit.CHECK_FAILED;
    }

    private DataSource source() {
        try {
            return DataSource.of(source);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage("--source", DataSource.labels(), source);
        }
    }

    private static List<Diagnosis> diagnoses(DataCheck check) {
        var captions = check.set().captions();
        String broken = check.broken().size() + " of " + check.set().items().size() + " can't be used";
        String same = check.same().size() + " groups of the same bytes",
                near = check.near().size() + " pairs look alike";
        List<Diagnosis> all = new ArrayList<>();
        all.add(Diagnosis.of("pictures", check.broken().isEmpty(), Diagnosis.Status.FAIL, broken));
        boolean sound = captions.byName().values().stream().allMatch(count -> count == 0);
        var status = captions.notUtf8() > 0 ? Diagnosis.Status.FAIL : Diagnosis.Status.WARN;
        all.add(Diagnosis.of("captions", sound, status, captions.byName().toString()));
        all.add(Diagnosis.of("duplicates", check.same().isEmpty(), Diagnosis.Status.WARN, same));
        all.add(Diagnosis.of("near_duplicates", check.near().isEmpty(), Diagnosis.Status.WARN, near));
        return all;
    }

    private static void tell(DataCheck check, List<Diagnosis> diagnoses, Console console) {
        diagnoses.forEach(each -> console.result(
                String.format(Locale.ROOT, "%-5s %-16s %s", each.status().label(), each.name(), each.detail())));
        check.sizes().forEach(size -> console.result(size.count() + " of " + size.width() + "x" + size.height()));
        check.broken().forEach(broken -> console.result("broken: " + broken.reason()));
        check.same().forEach(group -> console.result("same bytes: " + String.join(", ", group)));
        check.near().forEach(pair -> console.result("alike: " + pair.first() + ", " + pair.second()));
    }

    private static Map<String, Object> document(DataCheck check, List<Diagnosis> diagnoses) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("checks", diagnoses.stream().map(Diagnosis::document).toList());
        document.put("pictures", check.set().items().size());
        document.put("readable", check.set().items().size() - check.broken().size());
        document.put("classes", check.set().classes());
        document.put("captions", check.set().captions().byName());
        document.put(
                "sizes",
                check.sizes().stream()
                        .map(size -> fields("width", size.width(), "height", size.height(), "count", size.count()))
                        .toList());
        document.put(
                "broken",
                check.broken().stream()
                        .map(each -> fields("file", each.file(), "reason", each.reason()))
                        .toList());
        document.put("duplicates", check.same());
        document.put(
                "near_duplicates",
                check.near().stream()
                        .map(pair -> fields("files", List.of(pair.first(), pair.second()), "distance", pair.distance()))
                        .toList());
        return document;
    }

    /** Names and values in turn. */
    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }
}
