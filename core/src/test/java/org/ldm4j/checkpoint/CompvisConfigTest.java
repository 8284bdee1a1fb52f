package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.TransformerConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.sampling.SamplerConfig;

/** The arguments of the paper's classes, as the published configurations of Stable Diffusion give them. */
class CompvisConfigTest {
    private static final String UNET = """
            {in_channels: 4, out_channels: 4, model_channels: 320, attention_resolutions: [ 4, 2, 1 ], num_res_blocks: 2,
             channel_mult: [ 1, 2, 4, 4 ], num_heads: 8, use_spatial_transformer: True, transformer_depth: 1,
             context_dim: 768, use_checkpoint: True, legacy: False, image_size: 32}
            """;
    private static final String VAE = """
            {embed_dim: 4, monitor: val/rec_loss, ddconfig: {double_z: true, z_channels: 4, resolution: 256,
             in_channels: 3, out_ch: 3, ch: 128, ch_mult: [1, 2, 4, 4], num_res_blocks: 2, attn_resolutions: [],
             dropout: 0.0}}
            """;

    private static ConfigFile fields(String yaml) {
        return ConfigFile.of(Yaml.tree(yaml.getBytes(StandardCharsets.UTF_8), "x.yaml"), "x.yaml");
    }

    private static CompvisConfig model(String params) {
        String text = "model: {target: ldm.models.diffusion.ddpm.LatentDiffusion, params: {" + params + "}}";
        return CompvisConfig.of(Yaml.tree(text.getBytes(StandardCharsets.UTF_8), "x.yaml"), "x.yaml");
    }

    private static Code refused(Runnable reading) {
        CheckpointException e = catchThrowableOfType(CheckpointException.class, reading::run);
        assertThat(e).isNotNull();
        assertThat(e).hasMessageContaining("x.yaml");
        return e.code();
    }

    @Test
    void networksOfStableDiffusion1() {
        assertEquals(UNetConfig.sd1(), CompvisUNetConfig.read(fields(UNET)));
        assertEquals(AutoencoderConfig.klF8(), CompvisAutoencoderConfig.read(fields(VAE), 0.18215));
    }

    @Test
    void networkOfStableDiffusion2() {
        String second = UNET.replace("num_heads: 8", "num_head_channels: 64, use_linear_in_transformer: True")
                .replace("768", "1024");
        assertEquals(UNetConfig.sd2(), CompvisUNetConfig.read(fields(second)));
    }

    @Test
    void networkOfTheUpscaler() {
        String upscaler = """
                {in_channels: 7, out_channels: 4, model_channels: 256, attention_resolutions: [ 2, 4, 8], num_res_blocks: 2,
                 channel_mult: [ 1, 2, 2, 4], num_heads: 8, use_spatial_transformer: True, transformer_depth: 1,
                 context_dim: 1024, use_linear_in_transformer: True, num_classes: 1000,
                 disable_self_attentions: [True, True, True, False], disable_middle_self_attn: False}
                """;
        UNetConfig read = CompvisUNetConfig.read(fields(upscaler));
        assertEquals(List.of(256, 512, 512, 1024), read.channels());
        assertEquals(List.of(false, true, true, true), read.attention());
        assertEquals(
                new TransformerConfig(1024, 1, true, List.of(false, false, false, true), true), read.transformer());
        assertEquals(1000, read.classes());
        assertEquals(473_398_020, UNetKeys.of(read).parameters());
    }

    @Test
    void networksOfThePaper() {
        String churches = """
                {in_channels: 4, out_channels: 4, model_channels: 192, attention_resolutions: [1, 2, 4, 8],
                 num_res_blocks: 2, channel_mult: [1, 2, 2, 4, 4], num_heads: 8, use_scale_shift_norm: True,
                 resblock_updown: True}
                """;
        UNetConfig read = CompvisUNetConfig.read(fields(churches));
        assertThat(read.transformer()).isNull();
        assertThat(read.scaleShiftNorm() && read.resblockUpDown()).isTrue();
        assertEquals(new Heads.Count(8), read.heads());
        assertEquals(294_966_916, UNetKeys.of(read).parameters());
    }

    @Test
    void attentionOfAFirstStageFollowsTheResolutionOfTraining() {
        String attending = VAE.replace("attn_resolutions: []", "attn_resolutions: [64, 32]");
        AutoencoderConfig read = CompvisAutoencoderConfig.read(fields(attending), 1);
        assertEquals(List.of(false, false, true, true), read.attention());
        assertThat(read.middleAttention()).isTrue();
        String without = VAE.replace("attn_resolutions: []", "attn_resolutions: [64, 32], attn_type: none");
        AutoencoderConfig none = CompvisAutoencoderConfig.read(fields(without), 1);
        assertThat(none.attention()).doesNotContain(true);
        assertThat(none.middleAttention()).isFalse();
    }

    @Test
    void scheduleAndPrediction() {
        CompvisConfig config =
                model("linear_start: 0.00085, linear_end: 0.0120, timesteps: 1000, parameterization: \"v\","
                        + " image_size: 64, scale_factor: 0.18215");
        SamplerConfig schedule = config.schedule(PublishedSchedules.ddim());
        assertEquals(Prediction.V, schedule.prediction());
        assertEquals(
                PublishedSchedules.ddim().noiseSchedule().alphaCumprod(999),
                schedule.noiseSchedule().alphaCumprod(999));
        assertEquals(64, config.imageSize().orElseThrow());
        assertEquals(0.18215, config.scaleFactor());
        assertThat(model("image_size: [64, 32]").imageSize()).isEmpty();
        assertThat(model("").scaleFactor()).isNull();
    }

    @Test
    void noiseOfTheUpscalersSmallPicture() {
        CompvisConfig config = model("low_scale_config: {target:"
                + " ldm.modules.diffusionmodules.upscaling.ImageConcatWithNoiseAugmentation, params: {max_noise_level: 250,"
                + " noise_schedule_config: {linear_start: 0.0002, linear_end: 0.03}}}");
        ConfigFile part = config.lowScale().orElseThrow();
        assertEquals(250, part.whole("max_noise_level", 350, 1000));
        assertThat(CompvisConfig.lowScaleSchedule(part, PublishedSchedules.lowRes())
                        .fields())
                .containsEntry("beta_start", 0.0002)
                .containsEntry("beta_end", 0.03);
        assertThat(model("").lowScale()).isEmpty();
    }

    @Test
    void targetsAreLookedUpInATable() {
        CompvisConfig known = model(
                "unet_config: {target: ldm.modules.diffusionmodules.openaimodel.UNetModel}, cond_stage_config: x");
        assertEquals(CompvisClass.UNET, known.unet().target());
        assertThat(known.conditioner()).isEmpty();
        assertEquals(Code.UNKNOWN_CLASS, refused(() -> model("unet_config: {target: os.system}")
                .unet()));
        assertEquals(Code.UNKNOWN_CLASS, refused(() -> model("unet_config: {params: {}}")
                .unet()));
        assertEquals(Code.BAD_CONFIG, refused(() -> model("unet_config: __is_first_stage__")
                .unet()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "in_channels: 4 | in_channels: '4' | BAD_CONFIG",
                "in_channels: 4 | in_channels: 1_000 | BAD_CONFIG",
                "in_channels: 4 | in_channels: 4.0 | BAD_CONFIG",
                "in_channels: 4 | in_channels: 1e400 | BAD_CONFIG",
                "in_channels: 4 | in_channels: 9223372036854775808 | BAD_CONFIG",
                "num_heads: 8 | num_heads: no | BAD_CONFIG",
                "num_heads: 8 | num_heads: 7 | BAD_CONFIG",
                "num_heads: 8, | '' | BAD_CONFIG",
                "channel_mult: [ 1, 2, 4, 4 ] | channel_mult: [] | BAD_CONFIG",
                "channel_mult: [ 1, 2, 4, 4 ] | channel_mult: [ 1, 1e9 ] | BAD_CONFIG",
                "model_channels: 320 | model_channels: 10 | BAD_CONFIG",
                "legacy: False | dims: 3 | UNSUPPORTED",
                "legacy: False | n_embed: 512 | UNSUPPORTED",
                "legacy: False | num_classes: sequential | BAD_CONFIG"
            })
    void argumentsThatCannotBe(String good, String bad, Code code) {
        assertThat(UNET).contains(good);
        assertEquals(code, refused(() -> CompvisUNetConfig.read(fields(UNET.replace(good, bad)))));
    }

    @Test
    void theTextEncoderThatIsPublished() {
        assertEquals(CompvisShapes.clipHeads(768), ClipTextConfig.clipL().heads());
        assertEquals(CompvisShapes.clipHeads(1024), ClipTextConfig.openClipH().heads());
    }
}
