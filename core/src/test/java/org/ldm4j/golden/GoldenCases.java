package org.ldm4j.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.ldm4j.tensor.Scope;

/**
 * Finds the golden cases: every folder with a {@code case.json} below the folder that the system property
 * {@code ldm4j.golden} names, otherwise below the test resources of core.
 */
public final class GoldenCases {
    private static final String PROPERTY = "ldm4j.golden";
    private static final Path RESOURCES = Path.of("core", "src", "test", "resources", "golden");

    private GoldenCases() {}

    /**
     * One dynamic test, named by the case's path, for each case whose kind {@link GoldenKinds} gives to
     * {@code testClass}. {@code run} is called with a scope open.
     */
    public static Stream<DynamicTest> claimedBy(Class<?> testClass, GoldenRun run) {
        return all().filter(golden -> GoldenKinds.testClass(golden.kind()).equals(testClass.getName()))
                .map(golden -> test(golden, run));
    }

    /** The same for every case of some kinds, whoever claims them: to be run in one more way. */
    public static Stream<DynamicTest> ofKinds(Set<String> kinds, GoldenRun run) {
        return all().filter(golden -> kinds.contains(golden.kind())).map(golden -> test(golden, run));
    }

    static DynamicTest test(GoldenCase golden, GoldenRun run) {
        return DynamicTest.dynamicTest(golden.name(), () -> {
            try (Scope scope = Scope.open();
                    golden) {
                run.run(golden);
            }
        });
    }

    static Stream<GoldenCase> all() {
        Path root = root();
        return folders(root).stream().map(folder -> new GoldenCase(root, folder));
    }

    private static Path root() {
        String given = System.getProperty(PROPERTY, "");
        // each module's tests run in its own folder, but whoever gives a path stands in the repository's
        Path root = given.isEmpty()
                ? repository().resolve(RESOURCES)
                : repository().resolve(given).normalize();
        if (!given.isEmpty() && !Files.isDirectory(root)) {
            throw new IllegalArgumentException(
                    "-D" + PROPERTY + ": expected a folder with golden cases, found no folder (" + root + ")");
        }
        return root;
    }

    /** The folder that holds the modules, wherever below it the tests were started. */
    /** The cases and models that lie beside the tests. */
    public static Path resources() {
        return repository().resolve(RESOURCES);
    }

    static Path repository() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(RESOURCES).getParent().getParent())) {
                return folder;
            }
        }
        throw new IllegalStateException("tests must run inside the repository, found " + start);
    }

    private static List<Path> folders(Path root) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> path.endsWith("case.json"))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
