package org.ldm4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.tensor.Tensor;

/** Pillow's {@code Image.resize}; a result is named {@code filter_widthxheight}. */
class ResizeGoldenTest {
    private static final String INPUT = "input.png";

    @TestFactory
    Stream<DynamicTest> resize() {
        return GoldenCases.claimedBy(ResizeGoldenTest.class, ResizeGoldenTest::run);
    }

    private record Target(Resize filter, int width, int height) {
        static Target of(String name) {
            int underscore = name.indexOf('_');
            String[] size = name.substring(underscore + 1).replace(".png", "").split("x");
            return new Target(
                    Resize.valueOf(name.substring(0, underscore).toUpperCase(Locale.ROOT)),
                    Integer.parseInt(size[0]),
                    Integer.parseInt(size[1]));
        }
    }

    private static void run(GoldenCase golden) throws IOException {
        if (Files.exists(golden.folder().resolve(INPUT))) {
            pictures(golden);
        } else {
            floats(golden);
        }
    }

    private static void pictures(GoldenCase golden) throws IOException {
        Bitmap input = ImageFile.read(golden.folder().resolve(INPUT));
        List<String> names = expected(golden.folder());
        assertThat(names).isNotEmpty();
        for (String name : names) {
            Target target = Target.of(name);
            Bitmap actual = input.resized(target.width(), target.height(), target.filter());
            // fixed-point arithmetic is reproducible, so nothing less than equality is asked of it
            assertThat(actual).as(name).isEqualTo(ImageFile.read(golden.folder().resolve(name)));
        }
    }

    private static List<String> expected(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".png") && !name.equals(INPUT))
                    .sorted()
                    .toList();
        }
    }

    private static void floats(GoldenCase golden) {
        Tensor x = golden.input("x");
        int height = (int) x.size(0), width = (int) x.size(1);
        for (String name : golden.file("expected.safetensors").names()) {
            Target target = Target.of(name);
            float[] scaled = target.filter().apply(x.toFloats(), width, height, target.width(), target.height());
            golden.check(name, Tensor.of(scaled, target.height(), target.width()));
        }
    }
}
