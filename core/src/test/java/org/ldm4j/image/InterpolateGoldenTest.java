package org.ldm4j.image;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.tensor.Interpolation;
import org.ldm4j.tensor.Tensor;

/** torch's {@code interpolate}; a result is named {@code mode_heightxwidth}. */
class InterpolateGoldenTest {
    private static final Map<String, Interpolation> MODES = Map.of(
            "nearest", Interpolation.NEAREST,
            "bilinear", Interpolation.BILINEAR,
            "bicubic", Interpolation.BICUBIC,
            "bicubic_align_corners", Interpolation.BICUBIC_ALIGNED_CORNERS,
            "area", Interpolation.AREA,
            "bilinear_antialias", Interpolation.BILINEAR_ANTIALIASED,
            "bicubic_antialias", Interpolation.BICUBIC_ANTIALIASED);

    @TestFactory
    Stream<DynamicTest> interpolate() {
        return GoldenCases.claimedBy(InterpolateGoldenTest.class, InterpolateGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        Tensor x = golden.input("x"); // [B, C, H, W]
        for (String name : golden.file("expected.safetensors").names()) {
            int underscore = name.lastIndexOf('_');
            Interpolation mode = Objects.requireNonNull(MODES.get(name.substring(0, underscore)), name);
            String[] size = name.substring(underscore + 1).split("x");
            golden.check(name, mode.apply(x, Long.parseLong(size[0]), Long.parseLong(size[1])));
        }
    }
}
