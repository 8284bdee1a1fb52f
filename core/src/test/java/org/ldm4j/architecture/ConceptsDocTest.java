package org.ldm4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/concepts.md} names no class, test or command that does not exist. */
final class ConceptsDocTest {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern RULE = Pattern.compile("[| -]+");
    private static final String LATER = "later";
    private static final int COLUMNS = 5;
    private static final List<String> MODULES = List.of("core", "training", "cli", "examples");

    private static Path root;
    private static List<String[]> rows;

    /** Every source file's path with slashes, from its module. */
    private static List<String> sources;

    @BeforeAll
    static void read() throws IOException {
        root = Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .filter(folder -> Files.exists(folder.resolve("docs/concepts.md")))
                .findFirst()
                .orElseThrow();
        rows = Files.readAllLines(root.resolve("docs/concepts.md")).stream()
                .filter(line -> line.startsWith("|") && !line.startsWith("| concept"))
                .filter(line -> !RULE.matcher(line).matches())
                .map(ConceptsDocTest::cells)
                .toList();
        sources = MODULES.stream().flatMap(ConceptsDocTest::javaFiles).toList();
    }

    private static String[] cells(String line) {
        return Arrays.stream(line.substring(1).split("\\|", -1))
                .map(String::strip)
                .toArray(String[]::new);
    }

    private static Stream<String> javaFiles(String module) {
        try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src"))) {
            return files
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(".java"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands in backticks in a column, all rows together. */
    private static Stream<String> named(int column) {
        IntFunction<String> cell = row -> rows.get(row)[column];
        return Stream.iterate(0, row -> row < rows.size(), row -> row + 1)
                .map(cell::apply)
                .flatMap(text -> CODE.matcher(text).results())
                .map(found -> found.group(1));
    }

    private static boolean exists(String name, String folder) {
        String[] typeAndMember = name.split("#", 2);
        String file = "/" + typeAndMember[0].replace('.', '/') + ".java";
        return sources.stream()
                .filter(source -> source.contains("/src/" + folder + "/") && source.endsWith(file))
                .anyMatch(source -> typeAndMember.length == 1 || declares(source, typeAndMember[1]));
    }

    private static boolean declares(String source, String member) {
        try {
            return Pattern.compile("\\b" + Pattern.quote(member) + "\\b")
                    .matcher(Files.readString(root.resolve(source)))
                    .find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyRowIsCompleteOrSaysLater() {
        assertThat(rows).hasSizeGreaterThan(100).allSatisfy(row -> {
            assertThat(row).as(String.join(" | ", row)).hasSize(COLUMNS + 1);
            assertThat(List.of(row).subList(2, COLUMNS))
                    .as(row[0])
                    .allMatch(cell -> cell.equals(LATER) || CODE.matcher(cell).find());
        });
    }

    @Test
    void classesExist() {
        assertThat(named(2)).allMatch(name -> exists(name, "main"));
    }

    @Test
    void testsExist() {
        assertThat(named(3)).allMatch(name -> name.endsWith("Test") && exists(name, "test"));
    }

    @Test
    void commandsExist() throws IOException {
        String commands = Files.readString(root.resolve("cli/src/main/java/org/ldm4j/cli/Commands.java"));
        Pattern command = Pattern.compile("\\./ldm4j ([a-z0-9-]+)\\b.*");
        assertThat(named(4)).allSatisfy(line -> {
            MatchResult words = command.matcher(line).results().findFirst().orElseThrow();
            assertThat(commands).contains('"' + words.group(1) + '"');
        });
    }

    @Test
    void optionsExist() throws IOException {
        StringBuilder cli = new StringBuilder();
        for (String source : sources) {
            if (source.startsWith("cli/src/main/")) {
                cli.append(Files.readString(root.resolve(source)));
            }
        }
        String text = cli.toString();
        Pattern option = Pattern.compile("(?<= )--?[a-zA-Z][a-z-]*");
        assertThat(named(4).flatMap(line -> option.matcher(line).results()).map(MatchResult::group))
                .allMatch(name -> text.contains('"' + name + '"'));
    }
}
