package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.checkpoint.CheckpointException;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.SafetensorsWriter;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Tests of what is added to a model: a small one of Stable Diffusion's form, loaded once, and a folder for files. */
abstract class OnSmallModel {
    static final String TO_Q = "input_blocks.1.1.transformer_blocks.0.attn1.to_q.weight";

    static LatentDiffusionModel model;

    @TempDir
    Path folder;

    private long before;
    private Scope scope;

    @BeforeAll
    static void load() {
        model = load(DType.FP32);
    }

    @AfterAll
    static void unload() {
        model.close();
    }

    @BeforeEach
    void open() {
        before = Scope.liveTensors();
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
        assertThat(Scope.liveTensors()).as("live native tensors").isEqualTo(before);
    }

    static LatentDiffusionModel load(DType type) {
        return ModelLoader.load(sd1(), LoadOptions.DEFAULT.withType(type));
    }

    static Path sd1() {
        try {
            return Path.of(Objects.requireNonNull(OnSmallModel.class.getResource("/golden/models/sd1"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    Path write(String name, Map<String, Tensor> tensors) {
        Path path = folder.resolve(name);
        SafetensorsWriter.write(path, tensors, Map.of());
        return path;
    }

    static Map<String, Tensor> unet(LatentDiffusionModel model) {
        return model.parts().unet().weights().parameters();
    }

    static Map<String, Tensor> text(LatentDiffusionModel model) {
        return model.parts().textEncoder().weights().parameters();
    }

    /** A digest of every parameter of the model, by name. */
    static String hash(LatentDiffusionModel model) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ModelParts parts = model.parts();
            Stream.of(parts.unet(), parts.textEncoder(), parts.firstStage())
                    .flatMap(component -> component.weights().parameters().entrySet().stream())
                    .forEach(entry -> {
                        digest.update(entry.getKey().getBytes(StandardCharsets.UTF_8));
                        entry.getValue().readBytes(digest::update);
                    });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The addition is refused, and the model stays as it was. */
    void refused(AddOns addOns, Code code, String... parts) {
        String untouched = hash(model);
        long live = Scope.liveTensors();
        assertThatThrownBy(() -> model.with(addOns))
                .isInstanceOfSatisfying(
                        CheckpointException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(parts);
        assertThat(hash(model)).isEqualTo(untouched);
        assertThat(Scope.liveTensors()).as("live native tensors").isEqualTo(live);
    }
}
