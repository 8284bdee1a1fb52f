package org.ldm4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * With golden cases from outside a module's failures do not stop the build, so that all modules run theirs; the last
 * module fails for them.
 */
final class EarlierModulesGoldenTest {
    @Test
    @EnabledIfSystemProperty(named = "ldm4j.golden", matches = ".+")
    void passed() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..").toRealPath(), 4)) {
            assertThat(files.filter(EarlierModulesGoldenTest::isReport))
                    .as("test reports with failures (older ones go with: mvn clean)")
                    .filteredOn(EarlierModulesGoldenTest::hasFailure)
                    .isEmpty();
        }
    }

    private static boolean isReport(Path file) {
        return file.toString().endsWith("GoldenTest.xml") && file.toString().contains("surefire-reports");
    }

    private static boolean hasFailure(Path report) {
        try (Stream<String> lines = Files.lines(report)) {
            return lines.anyMatch(line -> line.contains("<failure") || line.contains("<error"));
        } catch (IOException e) {
            throw new AssertionError("unreadable: " + report, e);
        }
    }
}
