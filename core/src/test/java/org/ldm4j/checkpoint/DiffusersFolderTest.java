package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Damaged, hostile and merely unusual folders. */
class DiffusersFolderTest {
    private static final String UNET = "unet/diffusion_pytorch_model.safetensors";

    @TempDir
    private static Path template;

    @TempDir
    private Path folder;

    private Path root;
    private Scope scope;

    @BeforeAll
    static void write() throws IOException {
        try (Scope scope = Scope.open()) {
            TinyModel.write(template, DType.FP32);
        }
    }

    @BeforeEach
    void copy() throws IOException {
        scope = Scope.open();
        root = folder.resolve("model");
        try (Stream<Path> files = Files.walk(template.resolve("model"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(template.relativize(file).toString()));
            }
        }
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static CheckpointException failure(ThrowingCallable call) {
        long tensors = Scope.liveTensors();
        CheckpointException e = catchThrowableOfType(CheckpointException.class, call);
        assertThat(e).isNotNull();
        assertThat(e.getMessage()).doesNotContain("\n").contains("expected", "found");
        assertEquals(tensors, Scope.liveTensors());
        return e;
    }

    private CheckpointException failure(@Nullable String variant) {
        return failure(() -> {
            DiffusersFolder model = DiffusersFolder.open(root, variant);
            model.unet().close();
            model.vae().close();
            model.textEncoder().close();
        });
    }

    private Code code() {
        return failure((String) null).code();
    }

    private void edit(String file, UnaryOperator<String> change) throws IOException {
        TinyModel.edit(root.resolve(file), change);
    }

    // ------------------------------------------------------------------ the index

    @Test
    void absentFolderEmptyFolderAndFile() throws IOException {
        assertEquals(
                Code.NOT_FOUND,
                failure(() -> DiffusersFolder.open(folder.resolve("none"))).code());
        Path empty = Files.createDirectory(folder.resolve("empty"));
        CheckpointException e = failure(() -> DiffusersFolder.open(empty));
        assertEquals(Code.MISSING_FILE, e.code());
        assertThat(e).hasMessageContaining("model_index.json");
        assertEquals(
                Code.BAD_PATH,
                failure(() -> DiffusersFolder.open(root.resolve("model_index.json")))
                        .code());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | BAD_JSON",
                "{ | BAD_JSON",
                "[] | BAD_CONFIG",
                "null | BAD_CONFIG",
                "{} | UNKNOWN_CLASS",
                "{\"_class_name\":\"EvilPipeline\"} | UNKNOWN_CLASS",
                "{\"_class_name\":3} | UNKNOWN_CLASS",
                "{\"a\":1,\"a\":1} | BAD_JSON",
                "{\"_class_name\":\"StableDiffusionPipeline\"} | BAD_CONFIG"
            })
    void badIndex(String text, Code code) throws IOException {
        Files.writeString(root.resolve("model_index.json"), text);
        assertEquals(code, code());
    }

    @Test
    void deepOrLargeIndex() throws IOException {
        Files.writeString(root.resolve("model_index.json"), "[".repeat(100_000));
        assertEquals(Code.LIMIT, code());
        Files.write(root.resolve("model_index.json"), new byte[17 << 20]);
        assertEquals(Code.LIMIT, code());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null | BAD_CONFIG",
                "7 | BAD_CONFIG",
                "[\"diffusers\"] | BAD_CONFIG",
                "[\"a\",\"b\",\"c\"] | BAD_CONFIG",
                "[null,null] | BAD_CONFIG",
                "[\"my_module\",\"MyUNet\"] | UNKNOWN_CLASS"
            })
    void badComponent(String entry, Code code) throws IOException {
        edit("model_index.json", text -> text.replaceAll("\"unet\" : \\[[^]]*]", "\"unet\" : " + entry));
        assertEquals(code, code());
    }

    // ------------------------------------------------------------------ configurations

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unet | in_channels | -4 | BAD_CONFIG",
                "unet | in_channels | 0 | BAD_CONFIG",
                "unet | in_channels | 2147483648 | BAD_CONFIG",
                "unet | in_channels | 1e308 | BAD_CONFIG",
                "unet | in_channels | \"64\" | BAD_CONFIG",
                "unet | in_channels | null | BAD_CONFIG",
                "unet | in_channels | NaN | BAD_CONFIG",
                "unet | in_channels | 4.0 | BAD_CONFIG",
                "unet | in_channels | 16384 | SHAPE_MISMATCH",
                "unet | block_out_channels | [] | BAD_CONFIG",
                "unet | block_out_channels | [32] | BAD_CONFIG",
                "unet | block_out_channels | 32 | BAD_CONFIG",
                "unet | block_out_channels | [32, 16384] | SHAPE_MISMATCH",
                "unet | attention_head_dim | 5 | BAD_CONFIG",
                "unet | attention_head_dim | [2] | BAD_CONFIG",
                "unet | norm_num_groups | 24 | BAD_CONFIG",
                "unet | layers_per_block | [1, 2] | UNSUPPORTED",
                "unet | layers_per_block | 9 | MODEL_MISMATCH",
                "unet | cross_attention_dim | 16 | SHAPE_MISMATCH",
                "unet | act_fn | \"mish\" | UNSUPPORTED",
                "unet | freq_shift | 1 | UNSUPPORTED",
                "unet | resnet_time_scale_shift | \"spatial\" | UNSUPPORTED",
                "unet | only_cross_attention | [true] | BAD_CONFIG",
                "unet | _class_name | \"x\", \"addition_embed_type\": \"text_time\" | UNSUPPORTED",
                "vae | scaling_factor | 0 | BAD_CONFIG",
                "vae | scaling_factor | 1e400 | BAD_CONFIG",
                "vae | norm_num_groups | 5 | BAD_CONFIG",
                "vae | mid_block_add_attention | 1 | BAD_CONFIG",
                "vae | out_channels | 4 | UNSUPPORTED",
                "text_encoder | num_attention_heads | 3 | BAD_CONFIG",
                "text_encoder | hidden_act | \"relu\" | UNSUPPORTED",
                "text_encoder | vocab_size | 6 | SHAPE_MISMATCH"
            })
    void badField(String component, String field, String value, Code code) throws IOException {
        String pattern = "\"" + field + "\" : (\\[[^]]*]|[^,\\n]*)";
        edit(component + "/config.json", text -> text.replaceFirst(pattern, "\"" + field + "\" : " + value));
        CheckpointException e = failure((String) null);
        assertEquals(code, e.code());
        if (code == Code.BAD_CONFIG) {
            assertThat(e).hasMessageContaining("config.json");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"beta_end\" : 0.012 | \"beta_end\" : 1.5",
                "\"beta_schedule\" : \"scaled_linear\" | \"beta_schedule\" : \"nosuch\"",
                "\"beta_schedule\" : | \"num_train_timesteps\" : 1000000000, \"beta_schedule\" :",
                "\"beta_schedule\" : | \"num_train_timesteps\" : 0, \"beta_schedule\" :",
                "\"beta_schedule\" : | \"prediction_type\" : \"nosuch\", \"beta_schedule\" :",
                "\"DDIMScheduler\" | \"EvilScheduler\""
            })
    void badScheduler(String old, String changed) throws IOException {
        edit("scheduler/scheduler_config.json", text -> text.replace(old, changed));
        assertEquals(Code.BAD_CONFIG, code());
    }

    @Test
    void unknownFieldsAndMissingOnesAreFine() throws IOException {
        edit(
                "unet/config.json",
                text -> text.replace("\"dropout\" : 0.0,", "\"from_the_future\" : {\"@class\" : [1]},"));
        edit("vae/config.json", text -> text.replace("\"force_upcast\" : true,", "")
                .replace("\"latent_channels\" : 4,", ""));
        assertEquals(TinyModel.VAE, DiffusersFolder.open(root).vaeConfig());
    }

    @Test
    void scalingFactorOfOldFilesIsThatOfStableDiffusion() throws IOException {
        edit("vae/config.json", text -> text.replaceAll("\"scaling_factor\" : 0.5,", ""));
        assertEquals(0.18215, DiffusersFolder.open(root).vaeConfig().scalingFactor());
    }

    // ------------------------------------------------------------------ files

    @Test
    void missingParts() throws IOException {
        Files.delete(root.resolve(UNET));
        assertThat(failure((String) null)).hasMessageContaining("diffusion_pytorch_model.safetensors");
        assertEquals(Code.MISSING_FILE, code());
        Files.delete(root.resolve("unet/config.json"));
        assertEquals(Code.MISSING_FILE, code());
    }

    @Test
    void picklesAreToldByTheirContent() throws IOException {
        Files.write(root.resolve("unet/diffusion_pytorch_model.bin"), new byte[] {'P', 'K', 3, 4, 0});
        Files.delete(root.resolve(UNET));
        assertEquals(Code.BAD_ARCHIVE, code());
    }

    @Test
    void variantIsPreferredWhereItIs() throws IOException {
        Files.move(root.resolve(UNET), root.resolve("unet/diffusion_pytorch_model.fp16.safetensors"));
        Files.copy(root.resolve("vae/diffusion_pytorch_model.safetensors"), root.resolve(UNET));
        assertEquals(Code.MODEL_MISMATCH, code());
        DiffusersFolder fp16 = DiffusersFolder.open(root, "fp16");
        fp16.unet().close();
        fp16.vae().close();
    }

    @Test
    void onlyVariantIsTaken() throws IOException {
        Files.move(root.resolve(UNET), root.resolve("unet/diffusion_pytorch_model.fp16.safetensors"));
        DiffusersFolder.open(root).unet().close();
    }

    @Test
    void unknownVariantIsAnError() {
        assertEquals(Code.MISSING_FILE, failure("non_ema").code());
    }

    @Test
    void linksMayNotLeave() throws IOException {
        Path outside = folder.resolve("outside.safetensors");
        Files.move(root.resolve(UNET), outside);
        Files.createSymbolicLink(root.resolve(UNET), outside);
        assertEquals(Code.BAD_PATH, code());
    }

    @Test
    void linksInsideAreFine() throws IOException {
        Files.move(root.resolve(UNET), root.resolve("weights"));
        Files.createSymbolicLink(root.resolve(UNET), Path.of("../weights"));
        DiffusersFolder.open(root).unet().close();
    }

    @Test
    void devicesAndLoops() throws IOException {
        Files.delete(root.resolve(UNET));
        Files.createSymbolicLink(root.resolve(UNET), Path.of("/dev/zero"));
        assertEquals(Code.BAD_PATH, code());
        Files.delete(root.resolve(UNET));
        Files.createSymbolicLink(root.resolve(UNET), Path.of("diffusion_pytorch_model.safetensors"));
        assertEquals(Code.MISSING_FILE, code());
    }

    @Test
    void tooManyFiles() throws IOException {
        for (int i = 0; i < 1000; i++) {
            Files.createFile(root.resolve("junk" + i));
        }
        assertEquals(Code.LIMIT, code());
    }

    // ------------------------------------------------------------------ weights

    private void change(UnaryOperator<Map<String, Tensor>> change) {
        Map<String, Tensor> tensors = new HashMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(root.resolve(UNET))) {
            file.names().forEach(name -> tensors.put(name, file.read(name)));
        }
        SafetensorsWriter.write(root.resolve(UNET), change.apply(tensors), Map.of());
    }

    @Test
    void missingTensorIsNamed() {
        change(tensors -> {
            tensors.remove("conv_in.bias");
            return tensors;
        });
        CheckpointException e = failure((String) null);
        assertEquals(Code.MISSING_TENSOR, e.code());
        assertThat(e).hasMessageContaining("'input_blocks.0.0.bias'");
    }

    @Test
    void misshapenTensorIsNamedWithBothShapes() {
        change(tensors -> {
            tensors.put("conv_in.bias", Tensor.zeros(7));
            return tensors;
        });
        CheckpointException e = failure((String) null);
        assertEquals(Code.SHAPE_MISMATCH, e.code());
        assertThat(e).hasMessageContaining("input_blocks.0.0.bias (expected [32], found [7])");
    }

    @Test
    void otherModelsWeights() {
        change(tensors -> new HashMap<>(Map.of("something.else", Tensor.zeros(7))));
        assertEquals(Code.MODEL_MISMATCH, code());
    }

    @Test
    void extraTensorsAreLeftToBeReported() {
        change(tensors -> {
            tensors.put("extra", Tensor.zeros(7));
            return tensors;
        });
        try (RenamedSource unet = DiffusersFolder.open(root).unet()) {
            assertThat(unet.names()).contains("extra");
        }
    }
}
