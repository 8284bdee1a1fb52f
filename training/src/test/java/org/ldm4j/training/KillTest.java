package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at random moments of a run that saves every five steps: the resumed run ends with the same bytes as one
 * that was left alone. {@code -Dldm4j.kills=N} sets how often.
 */
@Tag("slow")
final class KillTest {
    private static final int KILLS = Integer.getInteger("ldm4j.kills", 3);

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void writePictures() throws IOException {
        data = TestPictures.write(Files.createDirectory(folder.resolve("data")));
    }

    private Process start(Path run, String... more) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledRun.class.getName(),
                                data.toString(),
                                run.toString()),
                        Stream.of(more))
                .toList();
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        return builder.start();
    }

    private void finish(Process process) throws IOException, InterruptedException {
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("log")))
                .isZero();
    }

    @Test
    void aRunThatIsKilledAnywhereEndsAsIfItHadNotBeen() throws IOException, InterruptedException {
        Path whole = folder.resolve("whole");
        long begin = System.nanoTime();
        finish(start(whole));
        long length = (System.nanoTime() - begin) / 1_000_000;
        var random = new Random(1);
        for (int kill = 0; kill < KILLS; kill++) {
            Path run = folder.resolve("killed-" + kill);
            Process process = start(run);
            long moment = random.nextLong(length);
            boolean hasEnded = process.waitFor(moment, TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            finish(Files.isDirectory(run) ? start(run, "resume") : start(run));
            assertThat(contents(run))
                    .as("killed after " + moment + " ms" + (hasEnded ? ", ended" : ""))
                    .isEqualTo(contents(whole));
        }
    }

    /** Every file of the last checkpoint, the figures, and the names of all that is there. */
    private static Map<String, String> contents(Path run) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = run.relativize(file).toString();
                if (name.startsWith("events.")) {
                    continue; // one for each start, with the time of day in it
                }
                boolean isCompared = name.startsWith("checkpoints") || name.equals("metrics.csv");
                contents.put(name, isCompared ? Integer.toString(Arrays.hashCode(Files.readAllBytes(file))) : "");
            }
        }
        return contents;
    }
}
