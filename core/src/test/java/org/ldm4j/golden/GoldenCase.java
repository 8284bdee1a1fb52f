package org.ldm4j.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ldm4j.checkpoint.SafetensorsFile;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ImageFile;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One golden case: what was given to the reference, what it computed, and how near we must come. */
public final class GoldenCase implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path root;
    private final Path folder;
    private final JsonNode json;
    private final Tolerance tolerance;
    private final Map<Path, SafetensorsFile> files = new LinkedHashMap<>();

    GoldenCase(Path root, Path folder) {
        this.root = root;
        this.folder = folder;
        this.json = JSON.readTree(folder.resolve("case.json").toFile());
        this.tolerance = Tolerance.of(json);
    }

    /** The case's path below the folder of all cases, with slashes. */
    public String name() {
        return root.relativize(folder).toString().replace('\\', '/');
    }

    public Path folder() {
        return folder;
    }

    /** The whole of {@code case.json}. */
    public JsonNode json() {
        return json;
    }

    public String kind() {
        return json.path("kind").asString("");
    }

    /** The model's folder or file, which several cases share: {@code model} of {@code case.json}. */
    public Path model() {
        return shared(json.path("model").asString());
    }

    /** A path that {@code case.json} gives relative to the folder of all cases, even when that lies above the one run. */
    public Path shared(String path) {
        for (Path above = folder; above != null; above = above.getParent()) {
            if (Files.exists(above.resolve(path))) {
                return above.resolve(path);
            }
        }
        throw new AssertionError(path + ": expected beside " + folder + " or above it, found no such file");
    }

    /** The tensors of {@code weights.safetensors}, mostly float16: read them as float32. */
    public TensorSource weights() {
        return file("weights.safetensors");
    }

    /** A tensor of {@code inputs.safetensors} in its stored type; it belongs to the current scope. */
    public Tensor input(String name) {
        return file("inputs.safetensors").read(name);
    }

    /** A tensor of {@code expected.safetensors} in its stored type; it belongs to the current scope. */
    public Tensor expected(String name) {
        return file("expected.safetensors").read(name);
    }

    /** All tensors of a file of this case; closed with the case. */
    public SafetensorsFile file(String name) {
        return files.computeIfAbsent(folder.resolve(name), SafetensorsFile::open);
    }

    /** Asserts that {@code actual} is the expected tensor {@code name} within the case's tolerance. */
    public void check(String name, Tensor actual) {
        check(name, actual, tolerance.relative());
    }

    /** The same with a tolerance of its own, relative to the largest expected value. */
    public void check(String name, Tensor actual, double relative) {
        Tensor expected = expected(name);
        assertThat(actual.shape()).as("shape of " + name).isEqualTo(expected.shape());
        if (expected.dtype().isFloating()) {
            double allowed = relative * expected.maxAbs();
            double distance =
                    actual.to(DType.FP64).minus(expected.to(DType.FP64)).maxAbs();
            // written so that a distance that is no number fails
            assertThat(distance <= allowed)
                    .as("%s: largest difference %.3g, allowed %.3g", name, distance, allowed)
                    .isTrue();
        } else {
            assertThat(actual.toLongs()).as(name).isEqualTo(expected.toLongs());
        }
    }

    /** Asserts that {@code actual} is the expected picture {@code file} within the case's number of levels. */
    public void checkPicture(String file, BufferedImage actual) {
        Bitmap expected = ImageFile.read(folder.resolve(file)).rgb();
        Bitmap found = Bitmap.of(actual).rgb();
        assertThat(found.width() + "x" + found.height())
                .as("size of " + file)
                .isEqualTo(expected.width() + "x" + expected.height());
        int furthest = 0;
        for (int y = 0; y < expected.height(); y++) {
            for (int x = 0; x < expected.width(); x++) {
                for (int channel = 0; channel < expected.channels(); channel++) {
                    furthest = Math.max(furthest, Math.abs(expected.at(x, y, channel) - found.at(x, y, channel)));
                }
            }
        }
        assertThat(furthest).as("largest difference in levels of " + file).isLessThanOrEqualTo(tolerance.levels());
    }

    @Override
    public void close() {
        files.values().forEach(SafetensorsFile::close);
        files.clear();
    }
}
