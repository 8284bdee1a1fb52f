package org.ldm4j.golden;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every golden case whose kind no test class runs fails here, so that none is passed over in silence. */
final class UnclaimedKindsGoldenTest {
    @TestFactory
    Stream<DynamicTest> casesThatNobodyRuns() {
        return GoldenCases.all()
                .filter(golden -> !isWritten(GoldenKinds.testClass(golden.kind())))
                .map(golden -> GoldenCases.test(golden, UnclaimedKindsGoldenTest::refuse));
    }

    private static void refuse(GoldenCase golden) {
        String testClass = GoldenKinds.testClass(golden.kind());
        fail("kind '" + golden.kind() + "': expected a test class that runs it, found "
                + (testClass.equals(GoldenKinds.LATER) ? "none" : testClass + ", which is not written")
                + " (the table is "
                + GoldenKinds.class.getName() + ")");
    }

    /** Whether the class has a source in some module; those of other modules are not on this class path. */
    private static boolean isWritten(String testClass) {
        Path source = Path.of("src", "test", "java").resolve(testClass.replace('.', '/') + ".java");
        try (Stream<Path> modules = Files.list(GoldenCases.repository())) {
            return modules.anyMatch(module -> Files.exists(module.resolve(source)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
