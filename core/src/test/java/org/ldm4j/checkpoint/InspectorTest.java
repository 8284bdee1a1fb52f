package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.ModelDescription.Component;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

class InspectorTest {
    @TempDir
    private Path folder;

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Component component(KeyTable table, String dtype) {
        return new Component(table.parameters(), table.rows().size(), dtype);
    }

    private static void assertTinyModel(ModelDescription description, String dtype) {
        assertThat(description.components())
                .containsOnly(
                        Map.entry("unet", component(UNetKeys.of(TinyModel.UNET), dtype)),
                        Map.entry("vae", component(AutoencoderKeys.of(TinyModel.VAE), dtype)),
                        Map.entry("conditioner", component(ClipTextKeys.of(TinyModel.CLIP), dtype)));
    }

    @Test
    void modelFolder() throws IOException {
        Path root = TinyModel.write(folder, DType.FP16);
        long tensors = Scope.liveTensors();
        ModelDescription description = Inspector.describe(root);
        assertEquals(tensors, Scope.liveTensors());
        assertTinyModel(description, "fp16");
        assertThat(description.missing()).isEmpty();
        assertThat(description.unused()).isEmpty();
        assertEquals("sd1", description.architecture());
        assertEquals("eps", description.prediction());
        assertEquals("folder", description.fileKind());
    }

    @Test
    void missingAndUnusedHaveTheNamesOfTheFile() throws IOException {
        Path file = TinyModel.write(folder, DType.FP32).resolve("unet/diffusion_pytorch_model.safetensors");
        Map<String, Tensor> tensors = read(file);
        tensors.remove("conv_in.bias");
        tensors.put("stranger", Tensor.zeros(3));
        SafetensorsWriter.write(file, tensors, Map.of());
        ModelDescription description = Inspector.describe(folder.resolve("model"));
        assertThat(description.missing()).containsExactly("unet.conv_in.bias");
        assertThat(description.unused()).containsExactly("unet.stranger");
        assertEquals(
                UNetKeys.of(TinyModel.UNET).rows().size() - 1,
                description.components().get("unet").tensors());
    }

    private static Map<String, Tensor> read(Path path) {
        Map<String, Tensor> tensors = new HashMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            file.names().forEach(name -> tensors.put(name, file.read(name)));
        }
        return tensors;
    }

    @Test
    void typesThatDifferAreMixed() throws IOException {
        Path file = TinyModel.write(folder, DType.FP32).resolve("vae/diffusion_pytorch_model.safetensors");
        Map<String, Tensor> tensors = read(file);
        tensors.computeIfPresent("quant_conv.bias", (name, tensor) -> tensor.to(DType.BF16));
        SafetensorsWriter.write(file, tensors, Map.of());
        assertEquals(
                "mixed",
                Inspector.describe(folder.resolve("model"))
                        .components()
                        .get("vae")
                        .dtype());
    }

    // ------------------------------------------------------------------ single files

    private Map<String, Tensor> singleFile() throws IOException {
        DiffusersModel model = TinyModel.model(folder);
        Map<String, Tensor> all = new HashMap<>();
        put(all, "model.diffusion_model.", model.unet().tensors());
        put(all, "first_stage_model.", model.vae().tensors());
        put(all, "cond_stage_model.transformer.", model.textEncoder().tensors());
        all.put("cond_stage_model.transformer.text_model.embeddings.position_ids", Tensor.arange(77));
        all.put("betas", Tensor.zeros(1000));
        all.put("model_ema.decay", Tensor.zeros(1));
        return all;
    }

    private static void put(Map<String, Tensor> all, String prefix, TensorSource source) {
        source.names().forEach(name -> all.put(prefix + name, source.read(name)));
    }

    private ModelDescription describe(Map<String, Tensor> tensors) {
        Path file = folder.resolve("model.ckpt");
        SafetensorsWriter.write(file, tensors, Map.of());
        return Inspector.describe(file);
    }

    @Test
    void singleFileOfStableDiffusion() throws IOException {
        ModelDescription description = describe(singleFile());
        assertTinyModel(description, "fp32");
        assertThat(description.missing()).isEmpty();
        assertThat(description.unused()).isEmpty();
        assertEquals("sd1", description.architecture());
        assertEquals("eps", description.prediction());
        assertEquals("safetensors", description.fileKind());
    }

    @Test
    void singleFileWithAHoleAndAStranger() throws IOException {
        Map<String, Tensor> tensors = singleFile();
        tensors.remove("first_stage_model.decoder.conv_out.bias");
        tensors.put("model.diffusion_model.stranger", Tensor.zeros(1));
        tensors.put("another", Tensor.zeros(1));
        ModelDescription description = describe(tensors);
        assertThat(description.missing()).containsExactly("first_stage_model.decoder.conv_out.bias");
        assertThat(description.unused()).containsExactlyInAnyOrder("model.diffusion_model.stranger", "another");
    }

    @Test
    void firstStageAlone() throws IOException {
        Map<String, Tensor> tensors = new HashMap<>();
        put(tensors, "", TinyModel.model(folder).vae().tensors());
        tensors.put("loss.logvar", Tensor.zeros(1));
        ModelDescription description = describe(tensors);
        assertEquals("autoencoder", description.architecture());
        assertThat(description.components()).containsOnlyKeys("vae");
        assertThat(description.unused()).isEmpty();
    }

    @Test
    void unknownFileIsListed() {
        ModelDescription description = describe(Map.of("b", Tensor.zeros(1), "a", Tensor.zeros(2)));
        assertEquals("unknown", description.architecture());
        assertThat(description.components()).isEmpty();
        assertThat(description.unused()).containsExactly("a", "b");
    }

    @Test
    void damagedFileIsRefused() throws IOException {
        Path file = Files.write(folder.resolve("a"), HostileSafetensors.file("{}", 16));
        assertThatThrownBy(() -> Inspector.describe(file))
                .isInstanceOfSatisfying(CheckpointException.class, e -> assertEquals(Code.NOT_COVERED, e.code()));
    }
}
