package org.ldm4j.tensor;

import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** libtorch's settings for the whole process: threads, memory limits, what this processor can do. */
public final class Engine {
    /** Variables that must be in the environment before the JVM starts, each a factor in speed (docs/performance.md). */
    public static final Map<String, String> ENVIRONMENT = Map.of(
            "OPENBLAS_NUM_THREADS", "1",
            "OMP_WAIT_POLICY", "passive",
            "MALLOC_ARENA_MAX", "1",
            "MALLOC_MMAP_THRESHOLD_", "1073741824",
            "MALLOC_TRIM_THRESHOLD_", "4294967296",
            "MALLOC_TOP_PAD_", "268435456");

    /** Version of libtorch inside the binding that the build depends on. */
    private static final String VERSION = "2.10.0";

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    static {
        // JavaCPP would count resident memory and call the collector when it finds it too large: all tensors are
        // scoped.
        setIfAbsent("org.bytedeco.javacpp.maxBytes", "0");
        setIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        Loader.load(torch.class);
        threads(Runtime.getRuntime().availableProcessors());
        List<String> missing = missingSettings();
        if (!missing.isEmpty()) {
            LOG.warn("started without {}: expect to be several times slower (the ldm4j launcher sets them)", missing);
        }
    }

    private Engine() {}

    private static void setIfAbsent(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }

    /** Loads the native library; called by every class that needs it, cheap after the first time. */
    static void load() {
        // the static initialiser has done it
    }

    /** Names of the {@link #ENVIRONMENT} variables that are not set. */
    public static List<String> missingSettings() {
        return ENVIRONMENT.keySet().stream()
                .filter(name -> System.getenv(name) == null)
                .sorted()
                .toList();
    }

    /** Number of threads inside one operation, at least 1. libtorch's own default here would be 1. */
    public static void threads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads (" + count + ") must be at least 1");
        }
        torch.set_num_threads(count);
        // products shared among OpenBLAS' own threads depend on their number, and it waits for them by spinning
        openblas_nolapack.blas_set_num_threads(1);
    }

    /** Number of threads inside one operation. */
    public static int threads() {
        return torch.get_num_threads();
    }

    /** The instruction set whose kernels are used, such as {@code AVX512}. */
    public static String cpuCapability() {
        try (var name = torch.get_cpu_capability()) {
            return name.getString();
        }
    }

    /** Whether this processor multiplies bfloat16 in hardware, which makes it the fastest type for sampling. */
    public static boolean hasFastBfloat16() {
        return CpuFlags.has("avx512_bf16") || CpuFlags.has("amx_bf16");
    }

    /** Version of the native library, such as {@code 2.10.0}. */
    public static String version() {
        return VERSION;
    }
}
