package org.ldm4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ldm4j.BundledModel;
import org.ldm4j.checkpoint.DiffusersFolder;
import org.ldm4j.cli.Diagnosis.Status;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Engine;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** All checks of {@code doctor}, from the ground up. */
final class Examination {
    private static final int LEAST_JAVA = 17;
    private static final long GIB = 1L << 30;
    private static final long LEAST_MEMORY = 2 * GIB;
    private static final long LEAST_DISK = GIB;
    private static final double TOLERANCE = 1e-6;

    private Examination() {}

    static List<Diagnosis> all(CommonOptions options) {
        List<Diagnosis> all = new ArrayList<>();
        all.add(java());
        Diagnosis engine = Diagnosis.of("native library", () -> engine(options));
        all.add(engine);
        if (engine.status() != Status.FAIL) {
            all.add(threads());
            all.add(settings());
            all.add(processor());
            all.add(Diagnosis.of("convolution", Examination::convolution));
            all.add(Diagnosis.of("attention", Examination::attention));
        }
        all.add(Diagnosis.of("memory", Examination::memory));
        all.add(Diagnosis.of("temporary folder", () -> disk("temporary folder", System.getProperty("java.io.tmpdir"))));
        all.add(Diagnosis.of("cache folder", () -> disk("cache folder", nativeCache())));
        all.add(Diagnosis.of("bundled model", Examination::bundledModel));
        return all;
    }

    private static Diagnosis java() {
        int feature = Runtime.version().feature();
        String detail = Runtime.version() + ", " + System.getProperty("java.vm.name");
        return Diagnosis.of("java", feature >= LEAST_JAVA, Status.FAIL, detail);
    }

    private static Diagnosis engine(CommonOptions options) {
        options.startEngine();
        Engine.threads(Engine.threads()); // loads it in any case
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        return new Diagnosis("native library", Status.OK, "libtorch " + Engine.version() + " on " + platform);
    }

    private static Diagnosis threads() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new Diagnosis("threads", Status.OK, Engine.threads() + " of " + processors + " processors");
    }

    private static Diagnosis settings() {
        List<String> missing = Engine.missingSettings();
        String detail = missing.isEmpty() ? "as the launcher sets them" : "not set, hence slower: " + missing;
        return Diagnosis.of("environment", missing.isEmpty(), Status.WARN, detail);
    }

    private static Diagnosis processor() {
        String bfloat16 = Engine.hasFastBfloat16() ? "bfloat16 in hardware" : "no bfloat16 in hardware, fp32 is faster";
        return new Diagnosis("processor", Status.OK, Engine.cpuCapability() + ", " + bfloat16);
    }

    /** 1 to 9 in a square of 3, and a kernel of ones: 45 in the middle, 12, 24, 16, 28 in the corners. */
    private static Diagnosis convolution() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.arange(10).narrow(0, 1, 9).to(DType.FP32).reshape(1, 1, 3, 3);
            Tensor kernel = Tensor.full(1, 1, 1, 3, 3);
            float[] found = x.conv2d(kernel, null, 1, 1).toFloats();
            float[] expected = {12, 21, 16, 27, 45, 33, 24, 39, 28};
            return agreement("convolution", expected, found);
        }
    }

    /** Two keys, the second equal to the query and twice as long: weights 1 / (1 + e) and e / (1 + e) at width 1. */
    private static Diagnosis attention() {
        try (Scope scope = Scope.open()) {
            Tensor q = Tensor.full(1, 1, 1, 1, 1);
            Tensor k = Tensor.of(new float[] {0, 1}, 1, 1, 2, 1);
            float[] found = Tensor.attention(q, k, k).toFloats();
            return agreement("attention", new float[] {(float) (Math.E / (1 + Math.E))}, found);
        }
    }

    private static Diagnosis agreement(String name, float[] expected, float[] found) {
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            worst = Math.max(worst, Math.abs(expected[i] - found[i]) / Math.abs(expected[i]));
        }
        boolean good = found.length == expected.length && worst <= TOLERANCE; // NaN is not
        return Diagnosis.of(name, good, Status.FAIL, good ? "known values" : "differs by " + worst);
    }

    private static Diagnosis memory() {
        Optional<Long> available = availableMemory();
        String detail =
                available.map(Examination::gib).map(gib -> gib + " available").orElse("not known on this system");
        return Diagnosis.of("memory", available.orElse(LEAST_MEMORY) >= LEAST_MEMORY, Status.WARN, detail);
    }

    private static Optional<Long> availableMemory() {
        Path file = Path.of("/proc/meminfo");
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where JavaCPP unpacks native libraries. */
    private static String nativeCache() {
        String set = System.getProperty("org.bytedeco.javacpp.cachedir");
        return set != null
                ? set
                : Path.of(System.getProperty("user.home"), ".javacpp", "cache").toString();
    }

    private static Diagnosis disk(String name, String folder) {
        try {
            Path path = Path.of(folder);
            Files.createDirectories(path);
            long free = Files.getFileStore(path).getUsableSpace();
            boolean writable = Files.isWritable(path);
            String detail = gib(free) + " free" + (writable ? "" : ", not writable") + " (" + path + ")";
            return Diagnosis.of(name, writable && free >= LEAST_DISK, writable ? Status.WARN : Status.FAIL, detail);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Diagnosis bundledModel() {
        Path path = BundledModel.path();
        DiffusersFolder folder = DiffusersFolder.open(path);
        folder.unet().close();
        folder.vae().close();
        folder.textEncoder().close();
        return new Diagnosis("bundled model", Status.OK, path.toString());
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
    }
}
