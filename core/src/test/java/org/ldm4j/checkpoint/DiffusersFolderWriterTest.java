package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.DiffusersModel.Network;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** What is written is read back; that real diffusers reads it is proved by tools/check_diffusers_folder.py. */
class DiffusersFolderWriterTest {
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

    @Test
    void everythingComesBack() throws IOException {
        DiffusersModel model = TinyModel.model(folder);
        DiffusersFolderWriter.write(folder.resolve("model"), model, DType.FP32);
        DiffusersFolder read = DiffusersFolder.open(folder.resolve("model"));

        assertEquals(TinyModel.UNET, read.unetConfig());
        assertEquals(TinyModel.VAE, read.vaeConfig());
        assertEquals(TinyModel.CLIP, read.textConfig());
        assertEquals(8, read.sampleSize().orElseThrow());
        assertEquals("StableDiffusionPipeline", read.pipeline());
        assertThat(read.scheduler().fields())
                .containsAllEntriesOf(SamplerConfig.stableDiffusion().fields());
        assertThat(read.tokenizer().ids("aa a")).containsExactly(2, 1);
        assertSame(model.unet().tensors(), read.unet());
        assertSame(model.vae().tensors(), read.vae());
        assertSame(model.textEncoder().tensors(), read.textEncoder());
    }

    private static void assertSame(TensorSource expected, RenamedSource found) {
        assertEquals(expected.names(), found.names());
        expected.names().forEach(name -> assertTrue(expected.read(name).sameAs(found.read(name)), name));
        found.close();
    }

    @Test
    void filesAreThoseOfDiffusersAndTheirNamesToo() throws IOException {
        Path root = TinyModel.write(folder, DType.FP32);
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(f -> root.relativize(f).toString()))
                    .containsExactlyInAnyOrder(
                            "model_index.json",
                            "scheduler/scheduler_config.json",
                            "tokenizer/vocab.json",
                            "tokenizer/merges.txt",
                            "tokenizer/tokenizer_config.json",
                            "tokenizer/special_tokens_map.json",
                            "text_encoder/config.json",
                            "text_encoder/model.safetensors",
                            "unet/config.json",
                            "unet/diffusion_pytorch_model.safetensors",
                            "vae/config.json",
                            "vae/diffusion_pytorch_model.safetensors");
        }
        try (var unet = SafetensorsFile.open(root.resolve("unet/diffusion_pytorch_model.safetensors"));
                var vae = SafetensorsFile.open(root.resolve("vae/diffusion_pytorch_model.safetensors"))) {
            assertThat(unet.names())
                    .contains("down_blocks.0.resnets.0.norm1.weight")
                    .doesNotContain("out.0.weight");
            assertThat(vae.shape("decoder.mid_block.attentions.0.to_out.0.weight"))
                    .containsExactly(32, 32);
            assertThat(vae.metadata()).containsEntry("format", "pt");
        }
    }

    @Test
    void sameModelGivesSameBytes() throws IOException {
        DiffusersModel model = TinyModel.model(folder);
        Map<String, byte[]> first = bytes(model, "first");
        Map<String, byte[]> second = bytes(model, "second");
        assertThat(first.keySet()).isEqualTo(second.keySet()).hasSize(12);
        first.forEach((name, content) -> assertThat(content).as(name).isEqualTo(second.get(name)));
    }

    private Map<String, byte[]> bytes(DiffusersModel model, String name) throws IOException {
        Path root = folder.resolve(name);
        DiffusersFolderWriter.write(root, model, DType.FP32);
        Map<String, byte[]> bytes = new HashMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes.put(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return bytes;
    }

    @Test
    void weightsAreConverted() throws IOException {
        Path root = TinyModel.write(folder, DType.FP16);
        try (RenamedSource unet = DiffusersFolder.open(root).unet()) {
            assertThat(unet.names()).allMatch(name -> unet.dtype(name) == DType.FP16);
        }
    }

    @Test
    void valuesThatHalfPrecisionCannotHoldAreRefused() throws IOException {
        DiffusersModel model = TinyModel.model(folder);
        Map<String, Tensor> tensors = new HashMap<>(((TensorMap) model.vae().tensors()).tensors());
        tensors.put("quant_conv.bias", Tensor.full(70_000, 8));
        Code code = refusal(with(model, new TensorMap(tensors, "memory")), DType.FP16);
        assertEquals(Code.UNSUPPORTED_DTYPE, code);
        assertThat(folder.resolve("model")).doesNotExist();
    }

    @Test
    void incompleteNetworkIsNotWritten() throws IOException {
        DiffusersModel model = TinyModel.model(folder);
        Map<String, Tensor> tensors = new HashMap<>(((TensorMap) model.vae().tensors()).tensors());
        tensors.remove("quant_conv.bias");
        assertEquals(Code.MISSING_TENSOR, refusal(with(model, new TensorMap(tensors, "memory")), DType.FP32));
        assertThat(folder.resolve("model")).doesNotExist();
    }

    private static DiffusersModel with(DiffusersModel model, TensorSource vae) {
        return DiffusersModel.of(
                model.unet(),
                new Network<>(TinyModel.VAE, vae),
                model.textEncoder(),
                model.tokenizer(),
                model.scheduler());
    }

    private Code refusal(DiffusersModel model, DType type) {
        return catchThrowableOfType(
                        CheckpointException.class,
                        () -> DiffusersFolderWriter.write(folder.resolve("model"), model, type))
                .code();
    }

    @Test
    void existingFilesAreNotOverwritten() throws IOException {
        Files.createDirectory(folder.resolve("model"));
        Files.writeString(folder.resolve("model/thesis.txt"), "my work");
        assertEquals(Code.NOT_WRITABLE, refusal(TinyModel.model(folder), DType.FP32));
        assertThat(folder.resolve("model/thesis.txt")).hasContent("my work");
    }

    @Test
    void inpaintingModelsAndUpscalersAreNamedSo() throws IOException {
        DiffusersModel model = TinyModel.model(folder);
        UNetConfig nine = UNetConfig.textConditional(9, List.of(32), 1, List.of(true), new Heads.Count(2), 8);
        UNetConfig five = UNetConfig.textConditional(5, List.of(32), 1, List.of(true), new Heads.Count(2), 8);
        assertEquals("StableDiffusionInpaintPipeline", with(model, nine).pipeline());
        assertEquals("StableDiffusionDepth2ImgPipeline", with(model, five).pipeline());
        DiffusersModel upscaler = model.withUpscaling(SamplerConfig.scaledLinear(1e-4, 0.02), 250);
        DiffusersFolderWriter.write(folder.resolve("model"), upscaler, DType.FP32);
        DiffusersFolder read = DiffusersFolder.open(folder.resolve("model"));
        assertEquals("StableDiffusionUpscalePipeline", read.pipeline());
        assertEquals(250, read.maxNoiseLevel());
        assertThat(read.lowResScheduler().orElseThrow().fields()).containsEntry("beta_end", 0.02);
    }

    private static DiffusersModel with(DiffusersModel model, UNetConfig unet) {
        return DiffusersModel.of(
                new Network<>(unet, model.unet().tensors()),
                model.vae(),
                model.textEncoder(),
                model.tokenizer(),
                model.scheduler());
    }
}
