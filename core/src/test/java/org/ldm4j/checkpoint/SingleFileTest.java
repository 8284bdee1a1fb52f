package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.ModelChoices.Average;
import org.ldm4j.conditioning.Activation;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.TransformerConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;
import org.ldm4j.text.ClipVocabulary;

/** Models in one file without any description of ours, as others publish them. */
class SingleFileTest {
    private static final UNetConfig SD1 =
            UNetConfig.textConditional(4, List.of(32, 64), 1, List.of(true, false), new Heads.Count(8), 8);
    private static final UNetConfig SD2 = sd2(64);
    private static final AutoencoderConfig VAE = AutoencoderConfig.of(4, List.of(32, 32), 1, 32);
    private static final int LAYERS = 3;

    private static final String CONV_IN = "input_blocks.0.0.weight";
    private static final String YAML = """
            model:
              target: ldm.models.diffusion.ddpm.LatentDiffusion
              params:
                parameterization: v
                linear_start: 0.0005
                linear_end: 0.01
                timesteps: 500
                image_size: 12
                scale_factor: 0.3
                ckpt_path: ${oc.env:HOME}/x.ckpt
                unet_config:
                  target: ldm.modules.diffusionmodules.openaimodel.UNetModel
                  params: {in_channels: 4, out_channels: 4, model_channels: WIDTH, attention_resolutions: [1],
                    num_res_blocks: 1, channel_mult: [1, 2], HEADS, use_spatial_transformer: True,
                    use_linear_in_transformer: LINEAR, transformer_depth: 1, context_dim: 8, legacy: False}
                first_stage_config:
                  target: ldm.models.autoencoder.AutoencoderKL
                  params:
                    embed_dim: 4
                    ddconfig: {double_z: true, z_channels: 4, resolution: 256, in_channels: 3, out_ch: 3, ch: 32,
                      ch_mult: [1, 1], num_res_blocks: 1, attn_resolutions: [], dropout: 0.0}
                cond_stage_config:
                  target: ldm.modules.encoders.modules.CONDITIONER
            """;

    @TempDir
    private Path folder;

    private Path file;
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
        file = folder.resolve("model.safetensors");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static UNetConfig sd2(int width) {
        return new UNetConfig(
                4,
                4,
                width,
                List.of(width, 2 * width),
                1,
                List.of(true, false),
                new Heads.Width(Math.min(64, width)),
                new TransformerConfig(8, 1, true, List.of(true, true), true),
                false,
                false,
                false,
                null,
                32);
    }

    private static String yaml(int width, String heads, boolean linear, String conditioner) {
        return YAML.replace("WIDTH", String.valueOf(width))
                .replace("HEADS", heads)
                .replace("LINEAR", linear ? "True" : "False")
                .replace("CONDITIONER", conditioner);
    }

    // ------------------------------------------------------------------ making files

    private static void fill(Map<String, Tensor> all, String prefix, KeyTable table, double value) {
        for (KeyTable.Row row : table.rows()) {
            all.put(prefix + row.name(), Tensor.full(value, row.shape()));
        }
    }

    private static Map<String, Tensor> networks(UNetConfig unet) {
        Map<String, Tensor> all = new TreeMap<>();
        fill(all, CompvisTensors.UNET, UNetKeys.of(unet), 0.5);
        fill(all, CompvisTensors.FIRST_STAGE, AutoencoderKeys.of(VAE), 0.25);
        return all;
    }

    private static ClipTextConfig text(Activation activation) {
        return new ClipTextConfig(ClipVocabulary.SIZE, 77, 8, LAYERS, 2, 32, activation);
    }

    private static Map<String, Tensor> sd1(UNetConfig unet) {
        Map<String, Tensor> all = networks(unet);
        fill(all, CompvisTensors.CLIP, ClipTextKeys.of(text(Activation.QUICK_GELU)), 0.125);
        return all;
    }

    /** With everything that open_clip stores. */
    private static Map<String, Tensor> sd2(UNetConfig unet) {
        Map<String, Tensor> all = networks(unet);
        ClipTextConfig config = text(Activation.GELU);
        Map<String, Tensor> names = new HashMap<>();
        ClipTextKeys.of(config).rows().forEach(row -> names.put(row.name(), Tensor.full(0.125, row.shape())));
        TensorMap source = new TensorMap(names, "memory");
        var stored = OpenClipKeys.of(config).toForeign(source);
        stored.names().forEach(name -> all.put(CompvisTensors.OPEN_CLIP + name, stored.read(name)));
        all.put(CompvisTensors.OPEN_CLIP + "text_projection", Tensor.full(1, 8, 12));
        all.put(CompvisTensors.OPEN_CLIP + "logit_scale", Tensor.full(1));
        return all;
    }

    private void write(Map<String, Tensor> tensors) {
        SafetensorsWriter.write(file, tensors, Map.of());
    }

    private ModelFiles opened() {
        return ModelFiles.open(file, ModelChoices.DEFAULT);
    }

    private CheckpointException refused(ModelChoices choices) {
        long before = Scope.liveTensors();
        CheckpointException e = catchThrowableOfType(CheckpointException.class, () -> {
            ModelFiles model = ModelFiles.open(file, choices);
            model.unet().close();
            model.vae().close();
            model.textEncoder().close();
        });
        assertThat(e).isNotNull();
        assertThat(e.getMessage()).doesNotContain("\n").contains("expected", "found");
        assertEquals(before, Scope.liveTensors());
        return e;
    }

    private CheckpointException refused() {
        return refused(ModelChoices.DEFAULT);
    }

    private static double first(RenamedSource source, String name) {
        try (source) {
            return source.read(name).to(DType.FP32).toFloats()[0];
        }
    }

    // ------------------------------------------------------------------ recognised alone

    @Test
    void stableDiffusion1IsRecognisedAlone() {
        write(sd1(SD1));
        ModelFiles model = opened();
        assertEquals(SD1, model.unetConfig());
        assertEquals(VAE.withScalingFactor(0.18215), model.vaeConfig());
        assertEquals(text(Activation.QUICK_GELU), model.textConfig());
        assertEquals(ModelKind.TEXT_TO_IMAGE, model.kind());
        assertEquals(Prediction.EPS, model.scheduler().prediction());
        assertEquals("PNDMScheduler", model.scheduler().fields().get("_class_name"));
        assertEquals(49407, model.tokenizer().padId());
        assertEquals(64, model.sampleSize().orElseThrow());
        assertEquals(0.5, first(model.unet(), CONV_IN));
        assertEquals(0.25, first(model.vae(), "decoder.conv_in.weight"));
        assertEquals(0.125, first(model.textEncoder(), "text_model.final_layer_norm.weight"));
    }

    @Test
    void stableDiffusion2IsRecognisedAlone() {
        write(sd2(SD2));
        ModelFiles model = opened();
        assertEquals(SD2, model.unetConfig());
        assertEquals(LAYERS - 1, model.textConfig().layers());
        assertEquals(Activation.GELU, model.textConfig().activation());
        assertEquals(0, model.tokenizer().padId());
        assertEquals(Prediction.V, model.scheduler().prediction());
        assertEquals(96, model.sampleSize().orElseThrow());
        try (RenamedSource text = model.textEncoder()) {
            assertThat(text.names())
                    .contains("text_model.encoder.layers.1.self_attn.v_proj.bias")
                    .doesNotContain("text_model.encoder.layers.2.self_attn.v_proj.bias");
        }
    }

    @Test
    void queryKeyAndValueOfOpenClipAreTakenApart() {
        Map<String, Tensor> all = sd2(SD2);
        String name = CompvisTensors.OPEN_CLIP + "transformer.resblocks.0.attn.in_proj_bias";
        all.put(name, Tensor.arange(24).to(DType.FP32));
        write(all);
        try (RenamedSource text = opened().textEncoder()) {
            String attention = "text_model.encoder.layers.0.self_attn.";
            assertArrayEquals(
                    new float[] {8, 9, 10, 11, 12, 13, 14, 15},
                    text.read(attention + "k_proj.bias").toFloats());
            assertArrayEquals(new long[] {8, 8}, text.shape(attention + "v_proj.weight"));
        }
    }

    @Test
    void aFileMadeFromAFolderHasOnlyTheLayersThatAreUsed() {
        Map<String, Tensor> all = sd2(SD2);
        all.remove(CompvisTensors.OPEN_CLIP + "text_projection");
        write(all);
        assertEquals(LAYERS, opened().textConfig().layers());
    }

    @ParameterizedTest
    @CsvSource({"9, INPAINT, EPS, 64", "5, DEPTH, EPS, 64", "4, TEXT_TO_IMAGE, V, 96"})
    void kindsOfStableDiffusion2(int channels, ModelKind kind, Prediction prediction, int side) {
        write(sd2(SD2.withInChannels(channels)));
        ModelFiles model = opened();
        assertEquals(kind, model.kind());
        assertEquals(prediction, model.scheduler().prediction());
        assertEquals(side, model.sampleSize().orElseThrow());
    }

    @Test
    void upscaler() {
        write(sd2(SD2.withInChannels(7).withClasses(10)));
        ModelFiles model = opened();
        assertEquals(ModelKind.UPSCALE, model.kind());
        assertEquals(new Heads.Count(8), model.unetConfig().heads());
        assertEquals(0.08333, model.vaeConfig().scalingFactor());
        assertEquals(Prediction.V, model.scheduler().prediction());
        assertEquals(350, model.maxNoiseLevel());
        assertEquals(1e-4, model.scheduler().fields().get("beta_start"));
        assertEquals(0.02, model.lowResScheduler().orElseThrow().fields().get("beta_end"));
    }

    @Test
    void theScaleThatWasMeasuredLiesAmongTheTensors() {
        Map<String, Tensor> all = sd1(SD1);
        all.put("scale_factor", Tensor.full(0.75));
        write(all);
        assertEquals(0.75, opened().vaeConfig().scalingFactor());
    }

    @Test
    void elementTypesMayBeMixedAndNumbersOfPositionsStored() {
        Map<String, Tensor> all = sd1(SD1);
        all.replaceAll((name, tensor) -> name.startsWith(CompvisTensors.UNET)
                ? tensor.to(DType.FP16)
                : name.startsWith(CompvisTensors.FIRST_STAGE) ? tensor.to(DType.BF16) : tensor);
        all.put(CompvisTensors.CLIP + "text_model.embeddings.position_ids", Tensor.arange(77));
        all.put("betas", Tensor.full(0.1, 10));
        write(all);
        ModelFiles model = opened();
        assertEquals(0.5, first(model.unet(), CONV_IN));
        assertEquals(0.25, first(model.vae(), "decoder.conv_in.weight"));
        assertEquals(0.125, first(model.textEncoder(), "text_model.final_layer_norm.weight"));
    }

    @Test
    void textEncodersMayLackThePrefix() {
        Map<String, Tensor> all = new TreeMap<>();
        sd1(SD1).forEach((name, tensor) -> all.put(name.replace(".text_model.", "."), tensor));
        write(all);
        ModelFiles model = opened();
        assertEquals(LAYERS, model.textConfig().layers());
        assertEquals(0.125, first(model.textEncoder(), "text_model.final_layer_norm.weight"));
    }

    // ------------------------------------------------------------------ what it predicts

    @Test
    void whatAStableDiffusion2PredictsIsSaidByTheUserTheFileOrTheYaml() throws IOException {
        Map<String, Tensor> all = sd2(SD2);
        SafetensorsWriter.write(file, all, Map.of("modelspec.prediction_type", "epsilon"));
        assertEquals(Prediction.EPS, opened().scheduler().prediction());
        ModelChoices x0 = ModelChoices.DEFAULT.withPrediction(Prediction.X0);
        assertEquals(Prediction.X0, ModelFiles.open(file, x0).scheduler().prediction());
        String yaml = yaml(64, "num_head_channels: 64", true, "FrozenOpenCLIPEmbedder");
        Files.writeString(folder.resolve("model.yaml"), yaml);
        assertEquals(Prediction.V, opened().scheduler().prediction());
        assertEquals(Prediction.X0, ModelFiles.open(file, x0).scheduler().prediction());
    }

    @Test
    void aTensorMayBeTheMarkOfV() {
        Map<String, Tensor> all = sd1(SD1);
        all.put("v_pred", Tensor.full(0, 0));
        write(all);
        assertEquals(Prediction.V, opened().scheduler().prediction());
    }

    // ------------------------------------------------------------------ averaged weights

    private void addAverages(Map<String, Tensor> all) {
        for (KeyTable.Row row : UNetKeys.of(SD1).rows()) {
            all.put("model_ema.diffusion_model" + row.name().replace(".", ""), Tensor.full(0.75, row.shape()));
        }
        all.put("model_ema.decay", Tensor.full(0.9999));
        all.put("model_ema.num_updates", Tensor.arange(1));
    }

    @Test
    void averagedWeightsAreTakenWhereThereAreAny() {
        Map<String, Tensor> all = sd1(SD1);
        addAverages(all);
        write(all);
        assertEquals(0.75, first(opened().unet(), CONV_IN));
        assertEquals(
                0.75,
                first(
                        ModelFiles.open(file, ModelChoices.DEFAULT.withAverage(Average.EMA))
                                .unet(),
                        CONV_IN));
        assertEquals(
                0.5,
                first(
                        ModelFiles.open(file, ModelChoices.DEFAULT.withAverage(Average.RAW))
                                .unet(),
                        CONV_IN));
    }

    @Test
    void averagesThatAreNotThereAreRefusedOnlyWhenWanted() {
        Map<String, Tensor> all = sd1(SD1);
        addAverages(all);
        all.remove("model_ema.diffusion_modeltime_embed0weight");
        write(all);
        assertEquals(0.5, first(opened().unet(), CONV_IN));
        assertEquals(
                Code.MISSING_TENSOR,
                refused(ModelChoices.DEFAULT.withAverage(Average.EMA)).code());
    }

    // ------------------------------------------------------------------ YAML

    @Test
    void theYamlBesideSaysWhatNoTensorShows() throws IOException {
        write(sd1(SD1));
        Files.writeString(folder.resolve("model.yaml"), yaml(32, "num_heads: 4", false, "FrozenCLIPEmbedder"));
        ModelFiles model = opened();
        assertEquals(SD1.withHeads(new Heads.Count(4)), model.unetConfig());
        assertEquals(VAE.withScalingFactor(0.3), model.vaeConfig());
        assertEquals(12, model.sampleSize().orElseThrow());
        assertThat(model.scheduler().fields())
                .containsEntry("num_train_timesteps", 500)
                .containsEntry("beta_start", 0.0005)
                .containsEntry("beta_end", 0.01)
                .containsEntry("beta_schedule", "scaled_linear")
                .containsEntry("prediction_type", "v_prediction");
    }

    @Test
    void aYamlThatTheUserNamesCountsMore() throws IOException {
        write(sd1(SD1));
        Files.writeString(folder.resolve("model.yaml"), "no: yaml of a model");
        Path named = folder.resolve("named.yaml");
        Files.writeString(named, yaml(32, "num_head_channels: 16", false, "FrozenCLIPEmbedder"));
        ModelFiles model = ModelFiles.open(file, ModelChoices.DEFAULT.withConfig(named));
        assertEquals(new Heads.Width(16), model.unetConfig().heads());
        assertEquals(Code.BAD_CONFIG, refused().code());
    }

    @Test
    void theLastLayerIsUsedWhereTheYamlSaysSo() throws IOException {
        write(sd2(SD2));
        String yaml = yaml(64, "num_head_channels: 64", true, "FrozenOpenCLIPEmbedder");
        String indent = "      ";
        Files.writeString(folder.resolve("model.yaml"), yaml);
        assertEquals(LAYERS, opened().textConfig().layers());
        Files.writeString(folder.resolve("model.yaml"), yaml + indent + "params: {layer: penultimate, freeze: True}\n");
        assertEquals(LAYERS - 1, opened().textConfig().layers());
    }

    @ParameterizedTest
    @CsvSource({
        "32, num_heads: 4, FrozenOpenCLIPEmbedder, MODEL_MISMATCH",
        "32, num_heads: 4, ClassEmbedder, MODEL_MISMATCH",
        "32, num_heads: 4, EvilEmbedder, UNKNOWN_CLASS",
        "64, num_heads: 4, FrozenCLIPEmbedder, SHAPE_MISMATCH",
        "32, num_heads: 5, FrozenCLIPEmbedder, BAD_CONFIG",
        "32, num_heads: 1e9, FrozenCLIPEmbedder, BAD_CONFIG",
        "32, num_heads: -1, FrozenCLIPEmbedder, BAD_CONFIG",
        "0, num_heads: 4, FrozenCLIPEmbedder, BAD_CONFIG",
        "32, num_heads: !!int 4, FrozenCLIPEmbedder, YAML_TAG"
    })
    void yamlsThatDoNotFit(int width, String heads, String conditioner, Code code) throws IOException {
        write(sd1(SD1));
        Files.writeString(folder.resolve("model.yaml"), yaml(width, heads, false, conditioner));
        assertEquals(code, refused().code());
    }

    // ------------------------------------------------------------------ what is refused

    @Test
    void headsThatNobodySaysAreAskedFor() {
        write(sd2(sd2(32)));
        CheckpointException e = refused();
        assertEquals(Code.BAD_CONFIG, e.code());
        assertThat(e.hint().orElseThrow()).contains("YAML", "--config");
    }

    @Test
    void strangersAreShownByTheirNearestNames() {
        Map<String, Tensor> all = new TreeMap<>();
        for (int i = 0; i < 9; i++) {
            all.put("something." + i + ".else", Tensor.full(1, 2));
            all.put("model.diffusion_module.input_blocks." + i + ".0.weight", Tensor.full(1, 2));
        }
        write(all);
        CheckpointException e = refused();
        assertEquals(Code.MODEL_MISMATCH, e.code());
        assertThat(e).hasMessageContaining("'model.diffusion_module.input_blocks.0.0.weight'");
        assertThat(e.getMessage().split("diffusion_module", -1)).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource({
        "conditioner.embedders.0.transformer.x, Stable Diffusion XL",
        "lora_unet_down_blocks_0.lora_up.weight, LoRA",
        "down_blocks.0.resnets.0.conv1.weight, U-Net of a folder",
        "encoder.down.0.block.0.conv1.weight, autoencoder",
        "double_blocks.0.img_attn.qkv.weight, Flux"
    })
    void strangersThatOneKnows(String name, String kind) {
        write(Map.of(name, Tensor.full(1, 2)));
        assertThat(refused()).hasMessageContaining(kind);
    }

    @Test
    void aModelOfStableDiffusionXlIsToldApart() {
        Map<String, Tensor> all = sd1(SD1);
        all.put("conditioner.embedders.1.model.ln_final.weight", Tensor.full(1, 2));
        write(all);
        assertThat(refused()).hasMessageContaining("Stable Diffusion XL");
    }

    @ParameterizedTest
    @CsvSource({"first_stage_model., first stage", "cond_stage_model., text encoder"})
    void aPartThatIsNotThere(String prefix, String part) {
        Map<String, Tensor> all = sd1(SD1);
        all.keySet().removeIf(name -> name.startsWith(prefix));
        write(all);
        CheckpointException e = refused();
        assertEquals(Code.MISSING_TENSOR, e.code());
        assertThat(e).hasMessageStartingWith(part);
    }

    @Test
    void aTensorThatIsNotThere() {
        Map<String, Tensor> all = sd1(SD1);
        all.remove(CompvisTensors.UNET + "middle_block.1.proj_in.bias");
        write(all);
        CheckpointException e = refused();
        assertEquals(Code.MISSING_TENSOR, e.code());
        assertThat(e).hasMessageContaining("middle_block.1.proj_in.bias");
    }

    @Test
    void aVocabularyThatIsNotClips() {
        Map<String, Tensor> all = sd1(SD1);
        all.put(CompvisTensors.CLIP + "text_model.embeddings.token_embedding.weight", Tensor.full(1, 5, 8));
        write(all);
        assertThat(refused()).hasMessageContaining("49408");
    }

    @ParameterizedTest
    @CsvSource({"GGUF, GGUF", "version https://git-lfs.github.com/spec/v1, LFS", "<html>, web page"})
    void otherFormatsAreNamed(String beginning, String named) throws IOException {
        Files.write(file, (beginning + "\n" + "x".repeat(600)).getBytes(StandardCharsets.ISO_8859_1));
        CheckpointException e = refused();
        assertEquals(Code.UNKNOWN_FORMAT, e.code());
        assertThat(e).hasMessageContaining(named);
    }

    @Test
    void aFileThatIsReplacedWhileItIsLoadedGivesNoMixture() throws IOException {
        write(sd1(SD1));
        ModelFiles model = opened();
        model.vae().close();
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
        long before = Scope.liveTensors();
        CheckpointException e = catchThrowableOfType(CheckpointException.class, model::unet);
        assertEquals(Code.SIZE_MISMATCH, e.code());
        assertEquals(before, Scope.liveTensors());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | BAD_JSON",
                "[] | BAD_CONFIG",
                "{\"unet\": 3} | BAD_CONFIG",
                "{\"unet\": {\"in_channels\": -1}} | BAD_CONFIG"
            })
    void metadataThatCannotBe(String config, Code code) {
        SafetensorsWriter.write(file, sd1(SD1), Map.of("ldm4j.config", config));
        assertEquals(code, refused().code());
    }

    @Test
    void optionsThatDoNotGoTogether() {
        write(sd1(SD1));
        assertEquals(
                Code.MISSING_FILE,
                refused(ModelChoices.DEFAULT.withVariant("fp16")).code());
    }
}
