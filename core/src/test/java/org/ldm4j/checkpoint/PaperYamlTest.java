package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ldm4j.autoencoder.IdentityConfig;
import org.ldm4j.autoencoder.VqConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.PaperFiles.PaperConfig;
import org.ldm4j.conditioning.BertConfig;
import org.ldm4j.conditioning.ClassConfig;
import org.ldm4j.conditioning.RescalerConfig;
import org.ldm4j.golden.GoldenCases;

/** What the YAML of the paper's models may say, and what is refused. */
class PaperYamlTest {
    private static final String CONDITION = "cond_stage_config: __is_unconditional__";
    private static final String MODULES = "ldm.modules.encoders.modules.";

    private static String celeba;

    @BeforeAll
    static void read() throws IOException {
        celeba = Files.readString(GoldenCases.resources().resolve("h-zoo/models/celeba/model.yaml"));
    }

    private static CompvisConfig yaml(String text) {
        return CompvisConfig.of(Yaml.tree(text.getBytes(StandardCharsets.UTF_8), "x.yaml"), "x.yaml");
    }

    private static PaperConfig config(String before, String after) {
        assertThat(celeba).contains(before);
        return new PaperYaml(yaml(celeba.replace(before, after)), null).read();
    }

    /** The model with another condition; {@code more} are arguments of the U-Net. */
    private static PaperConfig conditioned(String target, String parameters, int in, String more) {
        String condition = "cond_stage_config: {target: " + target + ", params: {" + parameters + "}}";
        String text = celeba.replace(CONDITION, condition)
                .replace(
                        "        in_channels: 3\n        out_channels",
                        "        in_channels: " + in + "\n        out_channels")
                .replace("        num_head_channels: 16", "        num_head_channels: 16\n" + more);
        return new PaperYaml(yaml(text), null).read();
    }

    private static final String CONTEXT = "        use_spatial_transformer: true\n        context_dim: 16\n";

    @Test
    void noCondition() {
        PaperConfig config = config(CONDITION, CONDITION);
        assertEquals(PaperKind.UNCONDITIONAL, config.kind());
        assertEquals(64, ((VqConfig) config.firstStage()).codes());
        assertEquals(1, config.firstStage().scalingFactor());
        assertEquals(8, config.latentSide());
        assertEquals(0.0195, config.scheduler().noiseSchedule().beta(999), 1e-9);
    }

    @Test
    void classesTextsAndLayouts() {
        PaperConfig classes = conditioned(MODULES + "ClassEmbedder", "embed_dim: 16", 3, CONTEXT);
        assertEquals(PaperKind.CLASS, classes.kind());
        assertEquals(new ClassConfig(1000, 16), classes.conditioner());
        String bert = "n_embed: 16, n_layer: 2";
        PaperConfig text = conditioned(MODULES + "BERTEmbedder", bert, 3, CONTEXT);
        assertEquals(PaperKind.TEXT, text.kind());
        assertEquals(BertConfig.of(30522, 77, 16, 2), text.conditioner());
        celeba = celeba.replace("cond_stage_key: image", "cond_stage_key: coordinates_bbox");
        assertEquals(
                PaperKind.LAYOUT,
                conditioned(MODULES + "TransformerEmbedder", bert + ", vocab_size: 500", 3, CONTEXT)
                        .kind());
        celeba = celeba.replace("cond_stage_key: coordinates_bbox", "cond_stage_key: image");
    }

    @Test
    void channelsBesideTheLatent() {
        PaperConfig map =
                conditioned(MODULES + "SpatialRescaler", "n_stages: 2, in_channels: 9, out_channels: 4", 7, "");
        assertEquals(PaperKind.SEMANTIC, map.kind());
        assertEquals(RescalerConfig.halving(2, 9, 4), map.conditioner());
        assertEquals(
                PaperKind.SUPER_RESOLUTION,
                conditioned("torch.nn.Identity", "", 6, "").kind());
    }

    @Test
    void aScalingFactorAmongTheTensorsCounts() {
        assertEquals(0.3, new PaperYaml(yaml(celeba), 0.3).read().firstStage().scalingFactor());
    }

    @Test
    void stableDiffusionIsNotDescribed() {
        assertTrue(PaperYaml.describes(yaml(celeba)));
        String clip = "cond_stage_config: {target: " + MODULES + "FrozenCLIPEmbedder}";
        assertFalse(PaperYaml.describes(yaml(celeba.replace(CONDITION, clip))));
    }

    @ParameterizedTest
    @CsvSource({
        "'n_embed: 64','n_embed: 0',BAD_CONFIG,n_embed",
        "'double_z: false','double_z: true',UNSUPPORTED,double_z",
        "'embed_dim: 3','embed_dim: 5',BAD_CONFIG,'in_channels: expected 5'",
        "'__is_unconditional__','__is_first_stage__',BAD_CONFIG,'in_channels: expected 7'",
        "'__is_unconditional__','__is_something__',BAD_CONFIG,cond_stage_config",
        "'linear_start: 0.0015','linear_start: -1',BAD_CONFIG,linear_start",
        "'VQModelInterface','AnotherFirstStage',UNKNOWN_CLASS,AnotherFirstStage"
    })
    void whatDoesNotFitIsRefused(String before, String after, Code code, String message) {
        CheckpointException e = catchThrowableOfType(CheckpointException.class, () -> config(before, after));
        assertThat(e).as(after).isNotNull();
        assertEquals(code, e.code());
        assertThat(e.getMessage()).contains(message).contains("x.yaml");
    }

    @Test
    void aModelOfPixelsHasNoFirstStage() {
        assertThat(config("VQModelInterface", "IdentityFirstStage").firstStage())
                .isInstanceOf(IdentityConfig.class);
    }

    @Test
    void aContextOfAnotherWidthIsRefused() {
        CheckpointException e = catchThrowableOfType(
                CheckpointException.class, () -> conditioned(MODULES + "ClassEmbedder", "embed_dim: 24", 3, CONTEXT));
        assertThat(e).hasMessageContaining("context_dim: expected 24").hasMessageContaining("found 16");
    }
}
