package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.autoencoder.KlAutoencoder;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.DiffusersModel.Network;
import org.ldm4j.conditioning.Activation;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.conditioning.ClipTextEncoder;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.TransformerConfig;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.nn.Weights;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;

/** Folder to single file and back: nothing is lost, for every kind of Stable Diffusion. */
class ModelConversionTest {
    private static final List<String> WEIGHTS = List.of(
            "unet/diffusion_pytorch_model.safetensors",
            "vae/diffusion_pytorch_model.safetensors",
            "text_encoder/model.safetensors");
    private static final List<String> CONFIGS = List.of(
            "model_index.json",
            "unet/config.json",
            "vae/config.json",
            "text_encoder/config.json",
            "scheduler/scheduler_config.json",
            "tokenizer/vocab.json",
            "tokenizer/merges.txt",
            "tokenizer/tokenizer_config.json",
            "tokenizer/special_tokens_map.json");

    private static final UNetConfig SD1 = TinyModel.UNET;
    private static final UNetConfig SD2 = new UNetConfig(
            4,
            4,
            32,
            List.of(32, 64),
            1,
            List.of(true, true),
            new Heads.PerLevel(List.of(2, 4)),
            new TransformerConfig(8, 1, true, List.of(true, true), true),
            false,
            false,
            false,
            null,
            32);
    private static final ClipTextConfig CLIP = new ClipTextConfig(5, 77, 8, 2, 2, 16, Activation.QUICK_GELU);
    private static final ClipTextConfig OPEN_CLIP = new ClipTextConfig(5, 77, 8, 2, 4, 16, Activation.GELU);

    @TempDir
    private Path parent;

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static TensorMap tensors(Weights weights) {
        return new TensorMap(weights.parameters(), "memory");
    }

    private DiffusersModel model(UNetConfig unet, ClipTextConfig text, SamplerConfig scheduler) throws IOException {
        Weights unetWeights = Weights.create(1);
        Weights vaeWeights = Weights.create(2);
        Weights textWeights = Weights.create(3);
        new UNet(unetWeights, unet);
        new KlAutoencoder(vaeWeights, TinyModel.VAE);
        new ClipTextEncoder(textWeights, text);
        return DiffusersModel.of(
                        new Network<>(unet, tensors(unetWeights)),
                        new Network<>(TinyModel.VAE, tensors(vaeWeights)),
                        new Network<>(text, tensors(textWeights)),
                        TinyModel.tokenizer(parent.resolve("vocabulary")),
                        scheduler)
                .withSampleSize(8);
    }

    private static ModelFiles open(Path path) {
        return ModelFiles.open(path, ModelChoices.DEFAULT);
    }

    /** Writes the model as a folder, that as a file, that as a folder, and compares the folders byte by byte. */
    private ModelFiles roundTrip(DiffusersModel model, DType stored) throws IOException {
        Path first = parent.resolve("first");
        Path file = parent.resolve("file.safetensors");
        Path second = parent.resolve("second");
        DiffusersFolderWriter.write(first, model, stored);
        ModelConversion.toSingleFile(open(first), file, null);
        ModelConversion.toFolder(open(file), second, null);
        for (String name : WEIGHTS) {
            assertArrayEquals(Files.readAllBytes(first.resolve(name)), Files.readAllBytes(second.resolve(name)), name);
        }
        for (String name : CONFIGS) {
            assertEquals(Files.readString(first.resolve(name)), Files.readString(second.resolve(name)), name);
        }
        return open(file);
    }

    @Test
    void stableDiffusion1() throws IOException {
        ModelFiles file = roundTrip(model(SD1, CLIP, SamplerConfig.stableDiffusion()), DType.FP16);
        assertEquals(ModelKind.TEXT_TO_IMAGE, file.kind());
        try (TensorFile tensors = TensorFiles.open(file.path())) {
            assertThat(tensors.names())
                    .contains(
                            "model.diffusion_model.input_blocks.0.0.weight",
                            "first_stage_model.decoder.mid.attn_1.q.weight",
                            "cond_stage_model.transformer.text_model.encoder.layers.1.self_attn.q_proj.weight");
            assertThat(tensors.shape("first_stage_model.decoder.mid.attn_1.q.weight"))
                    .hasSize(4);
            assertThat(tensors.metadata())
                    .containsEntry("modelspec.architecture", "stable-diffusion-v1")
                    .containsEntry("modelspec.prediction_type", "epsilon")
                    .containsEntry("format", "pt");
        }
    }

    @Test
    void stableDiffusion2HasTheKeysOfOpenClip() throws IOException {
        SamplerConfig v = SamplerConfig.stableDiffusion().with(Prediction.V);
        ModelFiles file = roundTrip(model(SD2, OPEN_CLIP, v), DType.FP32);
        assertEquals(Prediction.V, file.scheduler().prediction());
        assertEquals(OPEN_CLIP, file.textConfig());
        try (TensorFile tensors = TensorFiles.open(file.path())) {
            String block = "cond_stage_model.model.transformer.resblocks.1.";
            assertThat(tensors.names()).contains(block + "attn.in_proj_bias", block + "mlp.c_fc.weight");
            assertArrayEquals(new long[] {24, 8}, tensors.shape(block + "attn.in_proj_weight"));
            assertThat(tensors.metadata()).containsEntry("modelspec.prediction_type", "v");
        }
    }

    @Test
    void inpaintingModel() throws IOException {
        SamplerConfig eps = SamplerConfig.stableDiffusion();
        assertEquals(
                ModelKind.INPAINT,
                roundTrip(model(SD1.withInChannels(9), CLIP, eps), DType.FP16).kind());
    }

    @Test
    void depthModel() throws IOException {
        SamplerConfig eps = SamplerConfig.stableDiffusion();
        assertEquals(
                ModelKind.DEPTH,
                roundTrip(model(SD2.withInChannels(5), OPEN_CLIP, eps), DType.BF16)
                        .kind());
    }

    @Test
    void upscaler() throws IOException {
        SamplerConfig v = SamplerConfig.stableDiffusion().with(Prediction.V);
        DiffusersModel model = model(SD2.withInChannels(7).withClasses(10), OPEN_CLIP, v)
                .withUpscaling(SamplerConfig.scaledLinear(1e-4, 0.02), 123);
        ModelFiles file = roundTrip(model, DType.FP16);
        assertEquals(ModelKind.UPSCALE, file.kind());
        assertEquals(123, file.maxNoiseLevel());
        assertEquals(
                SamplerConfig.scaledLinear(1e-4, 0.02).fields().get("beta_end"),
                file.lowResScheduler().orElseThrow().fields().get("beta_end"));
    }

    @Test
    void otherElementTypesAreRounded() throws IOException {
        Path folder = parent.resolve("folder");
        DiffusersFolderWriter.write(folder, model(SD1, CLIP, SamplerConfig.stableDiffusion()), DType.FP32);
        Path half = parent.resolve("half.safetensors");
        ModelConversion.toSingleFile(open(folder), half, DType.FP16);
        try (TensorFile wide = TensorFiles.open(folder.resolve(WEIGHTS.get(1)));
                TensorFile narrow = TensorFiles.open(half)) {
            String name = "decoder.conv_in.weight";
            assertThat(narrow.names()).allMatch(each -> narrow.dtype(each) == DType.FP16);
            assertArrayEquals(
                    wide.read(name).to(DType.FP16).to(DType.FP32).toFloats(),
                    narrow.read("first_stage_model." + name).to(DType.FP32).toFloats());
        }
    }

    @Test
    void defaultsOfTheMakerAreKept() throws IOException {
        Path folder = parent.resolve("folder");
        DiffusersFolderWriter.write(folder, model(SD1, CLIP, SamplerConfig.stableDiffusion()), DType.FP16);
        new ModelDefaults(3).writeInto(folder);
        Path file = parent.resolve("file.safetensors");
        ModelConversion.toSingleFile(open(folder), file, null);
        Path again = parent.resolve("again");
        ModelConversion.toFolder(open(file), again, null);
        assertEquals(new ModelDefaults(3), open(again).defaults());
    }

    @Test
    void whatIsThereIsNotOverwritten() throws IOException {
        Path folder = parent.resolve("folder");
        DiffusersFolderWriter.write(folder, model(SD1, CLIP, SamplerConfig.stableDiffusion()), DType.FP16);
        Path there = Files.writeString(parent.resolve("there.safetensors"), "mine");
        for (Path target : List.of(there, folder)) {
            CheckpointException e = catchThrowableOfType(
                    CheckpointException.class, () -> ModelConversion.toSingleFile(open(folder), target, null));
            assertEquals(Code.NOT_WRITABLE, e.code());
        }
        CheckpointException e = catchThrowableOfType(
                CheckpointException.class, () -> ModelConversion.toFolder(open(folder), folder, null));
        assertEquals(Code.NOT_WRITABLE, e.code());
        assertEquals("mine", Files.readString(there));
    }

    @Test
    void aFailureLeavesNothing() throws IOException {
        Path folder = parent.resolve("folder");
        DiffusersFolderWriter.write(folder, model(SD1, CLIP, SamplerConfig.stableDiffusion()), DType.FP16);
        Path weights = folder.resolve(WEIGHTS.get(2));
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, java.util.Arrays.copyOf(bytes, bytes.length - 8));
        long before = Scope.liveTensors();
        assertThat(catchThrowableOfType(
                        CheckpointException.class,
                        () -> ModelConversion.toSingleFile(open(folder), parent.resolve("new.safetensors"), null)))
                .isNotNull();
        assertThat(catchThrowableOfType(
                        CheckpointException.class,
                        () -> ModelConversion.toFolder(open(folder), parent.resolve("new"), null)))
                .isNotNull();
        assertEquals(before, Scope.liveTensors());
        try (var files = Files.list(parent)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsOnly("folder", "vocabulary");
        }
    }
}
