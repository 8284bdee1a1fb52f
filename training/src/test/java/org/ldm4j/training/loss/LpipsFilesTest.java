package org.ldm4j.training.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.checkpoint.CheckpointException;
import org.ldm4j.checkpoint.SafetensorsWriter;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

final class LpipsFilesTest {
    private static final List<Integer> NARROW = List.of(2, 2, 3, 3, 4);

    @TempDir
    private Path folder;

    private final Scope scope = Scope.open();
    private final Map<String, Tensor> own = new LinkedHashMap<>();
    private Tensor picture = Tensor.zeros(1);
    private Tensor other = Tensor.zeros(1);

    @BeforeEach
    void draw() {
        try (Rng rng = Rng.seeded(1);
                Weights weights = Weights.create(3)) {
            new Lpips(weights, NARROW);
            weights.parameters().forEach((name, tensor) -> own.put(name, tensor.copy()));
            picture = rng.rand(1, 3, 32, 32);
            other = rng.rand(1, 3, 32, 32);
        }
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private double distance(Path path) {
        try (LpipsFiles files = LpipsFiles.open(path);
                Weights weights = Weights.from(files, DType.FP32)) {
            return new Lpips(weights, NARROW).distance(picture, other).item();
        }
    }

    @Test
    void namesOfThePaperAndOfTorchvisionGiveTheSame() {
        SafetensorsWriter.write(folder.resolve("one.safetensors"), own, Map.of());
        double expected = distance(folder.resolve("one.safetensors"));
        Path two = folder.resolve("two");
        two.toFile().mkdir();
        Map<String, Tensor> vgg = new LinkedHashMap<>(), linear = new LinkedHashMap<>();
        own.forEach((name, tensor) -> {
            if (name.startsWith("lin")) {
                linear.put(name, tensor);
            } else {
                vgg.put(name.replaceFirst("net\\.slice\\d", "features"), tensor);
            }
        });
        SafetensorsWriter.write(two.resolve("vgg16.safetensors"), vgg, Map.of());
        SafetensorsWriter.write(two.resolve("vgg.safetensors"), linear, Map.of());
        assertThat(expected).isPositive();
        assertThat(distance(two)).isEqualTo(expected);
    }

    @Test
    void equalPicturesHaveNoDistance() {
        SafetensorsWriter.write(folder.resolve("one.safetensors"), own, Map.of());
        other = picture;
        assertThat(distance(folder.resolve("one.safetensors"))).isZero();
    }

    @Test
    void aMissingTensorIsNamedWithBothFiles() {
        own.remove("lin3.model.1.weight");
        SafetensorsWriter.write(folder.resolve("one.safetensors"), own, Map.of());
        assertThatThrownBy(() -> distance(folder.resolve("one.safetensors")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("lin3.model.1.weight")
                .hasMessageContaining("vgg16");
        assertThatThrownBy(() -> distance(folder.resolve("nowhere"))).isInstanceOf(CheckpointException.class);
    }
}
