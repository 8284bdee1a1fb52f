package org.ldm4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * No operation may read memory that nobody wrote. The oneDNN of this libtorch does, for some channel counts; {@link
 * Convolution} keeps us away from them.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the allocator is replaced with LD_PRELOAD")
final class UnwrittenMemoryTest {
    private static final Path SOURCE = Path.of("src", "test", "native", "nanfill.c");

    @Test
    void isNeverRead(@TempDir Path folder) throws Exception {
        assumeTrue(hasCompiler(), "skipped: needs a C compiler, found no command cc");
        Path library = folder.resolve("nanfill.so");
        List<String> compile =
                List.of("cc", "-shared", "-fPIC", "-O1", "-o", library.toString(), SOURCE.toString(), "-ldl");
        assertThat(output(compile, Map.of(), folder)).isEqualTo("exit code 0\n");

        List<String> run = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                UnwrittenMemory.class.getName());
        String report = output(run, Map.of("LD_PRELOAD", library.toString()), folder);

        assertThat(report).endsWith(" cases, 0 faults\nexit code 0\n");
    }

    private static boolean hasCompiler() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "cc")));
    }

    private static String output(List<String> command, Map<String, String> environment, Path folder)
            throws IOException, InterruptedException {
        Path log = folder.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(10, TimeUnit.MINUTES);
            return Files.readString(log) + (ended ? "exit code " + process.exitValue() : "still running") + "\n";
        } finally {
            process.destroyForcibly();
        }
    }
}
