package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ldm4j.tensor.Scope;

/** Folders of diffusers whose weights are pickles: torch's zip form and, for the autoencoder, the legacy one. */
class PickledFolderTest {
    private static final String UNET = "unet/diffusion_pytorch_model.bin";

    @TempDir
    private Path folder;

    private static Path model(String name) {
        try {
            return Path.of(Objects.requireNonNull(PickledFolderTest.class.getResource("/golden/models/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static WeightFiles weights(Path root, String component, @Nullable String variant) {
        ModelFolder folder = ModelFolder.open(root);
        return component.equals("text_encoder")
                ? WeightFiles.ofTransformers(folder, component, variant)
                : WeightFiles.ofDiffusers(folder, component, variant);
    }

    private static void requireSame(WeightFiles pickled, WeightFiles twins, int more) {
        try (TensorFile file = pickled.open();
                TensorFile twin = twins.open()) {
            assertThat(file.names())
                    .containsAll(twin.names())
                    .hasSize(twin.names().size() + more);
            for (String name : twin.names()) {
                try (Scope scope = Scope.open()) {
                    assertArrayEquals(
                            twin.read(name).toFloats(), file.read(name).toFloats(), name);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"unet, 0", "vae, 0", "text_encoder, 1"})
    void holdWhatTheirTwinsInSafetensorsHold(String component, int more) {
        requireSame(
                weights(model("small-bin"), component, null),
                weights(model("small-safetensors"), component, null),
                more);
    }

    private Path copied(String name) throws IOException {
        Files.createDirectories(folder.resolve("unet"));
        return Files.copy(
                model("small-bin").resolve(UNET), folder.resolve("unet").resolve(name));
    }

    private void requireFound(@Nullable String variant) {
        requireSame(weights(folder, "unet", variant), weights(model("small-safetensors"), "unet", null), 0);
    }

    @Test
    void shardsWithAnIndex() throws IOException {
        Path shard = copied("diffusion_pytorch_model-00001-of-00001.bin");
        try (TensorFile file = TensorFiles.open(shard)) {
            String map = file.names().stream()
                    .map(name -> "\"" + name + "\":\"" + shard.getFileName() + "\"")
                    .collect(Collectors.joining(","));
            Files.writeString(folder.resolve(UNET + ".index.json"), "{\"metadata\":{},\"weight_map\":{" + map + "}}");
        }
        assertEquals(
                "diffusion_pytorch_model.bin.index.json",
                weights(folder, "unet", null).find());
        requireFound(null);
    }

    @Test
    void wantedVariant() throws IOException {
        Files.writeString(copied("diffusion_pytorch_model.bin"), "not this");
        copied("diffusion_pytorch_model.fp16.bin");
        requireFound("fp16");
    }

    @Test
    void onlyVariantThereIs() throws IOException {
        copied("diffusion_pytorch_model.fp16.bin");
        requireFound(null);
    }

    @Test
    void safetensorsComeFirst() throws IOException {
        Files.writeString(copied("diffusion_pytorch_model.bin"), "not this");
        String twin = "unet/diffusion_pytorch_model.safetensors";
        Files.copy(model("small-safetensors").resolve(twin), folder.resolve(twin));
        requireFound(null);
    }
}
