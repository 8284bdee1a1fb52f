package org.ldm4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.VqAutoencoder;
import org.ldm4j.autoencoder.VqConfig;
import org.ldm4j.checkpoint.SafetensorsWriter;
import org.ldm4j.conditioning.BertConfig;
import org.ldm4j.conditioning.ClassConfig;
import org.ldm4j.conditioning.Conditioner;
import org.ldm4j.conditioning.ConditionerConfig;
import org.ldm4j.conditioning.RescalerConfig;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.TransformerConfig;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Models of the paper's kinds with random weights: pictures of 16 pixels, latents of 3 x 8 x 8. */
final class SmallPaperModel {
    private static final int WIDTH = 32;

    private SmallPaperModel() {}

    static Path unconditional(Path folder) throws IOException {
        return write(folder, "unconditional", 3, null, "cond_stage_config: __is_unconditional__");
    }

    static Path inpainting(Path folder) throws IOException {
        return write(folder, "inpainting", 7, null, "cond_stage_config: __is_first_stage__");
    }

    static Path superResolution(Path folder) throws IOException {
        return write(folder, "super", 6, null, target("torch.nn.Identity", ""));
    }

    static Path classes(Path folder) throws IOException {
        String yaml = target("ldm.modules.encoders.modules.ClassEmbedder", "n_classes: 5, embed_dim: 32");
        return write(folder, "classes", 3, new ClassConfig(5, WIDTH), yaml);
    }

    static Path semantic(Path folder) throws IOException {
        String yaml =
                target("ldm.modules.encoders.modules.SpatialRescaler", "n_stages: 1, in_channels: 4, out_channels: 3");
        return write(folder, "semantic", 6, RescalerConfig.halving(1, 4, 3), yaml);
    }

    static Path layout(Path folder) throws IOException {
        String yaml = "cond_stage_key: coordinates_bbox\n    " + bert(400, 11);
        return write(folder, "layout", 3, BertConfig.of(400, 11, WIDTH, 1), yaml);
    }

    static Path text(Path folder) throws IOException {
        return write(folder, "text", 3, BertConfig.of(8, 6, WIDTH, 1), bert(8, 6));
    }

    private static String bert(int vocabulary, int positions) {
        return target(
                "ldm.modules.encoders.modules.BERTEmbedder",
                "n_embed: 32, n_layer: 1, vocab_size: " + vocabulary + ", max_seq_len: " + positions);
    }

    private static String target(String name, String parameters) {
        return "cond_stage_config: {target: " + name + ", params: {" + parameters + "}}";
    }

    private static Path write(Path folder, String name, int in, @Nullable ConditionerConfig conditioner, String yaml)
            throws IOException {
        Path file = folder.resolve(name + ".safetensors");
        boolean attends = conditioner != null && !(conditioner instanceof RescalerConfig);
        Map<String, Tensor> all = new LinkedHashMap<>();
        try (Scope scope = Scope.open();
                Weights unet = Weights.create(1, false);
                Weights firstStage = Weights.create(2);
                Weights condition = Weights.create(3)) {
            var transformer = attends ? new TransformerConfig(WIDTH, 1, false, List.of(true), true) : null;
            new UNet(
                    unet,
                    UNetConfig.ofMultipliers(in, 3, WIDTH, List.of(1), 1, List.of(1), new Heads.Count(2), transformer));
            new VqAutoencoder(firstStage, new VqConfig(AutoencoderConfig.of(3, List.of(WIDTH, WIDTH), 1, 32), 16, 3));
            if (conditioner != null) {
                Conditioner.of(condition, conditioner);
            }
            if (conditioner instanceof BertConfig bert) { // there, and read by nobody
                condition.linear("transformer.to_logits", WIDTH, bert.vocabulary());
            }
            unet.parameters().forEach((key, tensor) -> all.put("model.diffusion_model." + key, tensor));
            firstStage.parameters().forEach((key, tensor) -> all.put("first_stage_model." + key, tensor));
            condition.parameters().forEach((key, tensor) -> all.put("cond_stage_model." + key, tensor));
            SafetensorsWriter.write(file, all, Map.of());
        }
        Files.writeString(folder.resolve(name + ".yaml"), yaml(in, attends, yaml));
        return file;
    }

    private static String yaml(int in, boolean attends, String condition) {
        return """
                model:
                  target: ldm.models.diffusion.ddpm.LatentDiffusion
                  params:
                    linear_start: 0.0015
                    linear_end: 0.0195
                    timesteps: 1000
                    image_size: 8
                    channels: 3
                    %s
                    unet_config:
                      target: ldm.modules.diffusionmodules.openaimodel.UNetModel
                      params: {in_channels: %d, out_channels: 3, model_channels: 32, num_res_blocks: 1, channel_mult: [1], attention_resolutions: [1], num_heads: 2%s}
                    first_stage_config:
                      target: ldm.models.autoencoder.VQModelInterface
                      params:
                        embed_dim: 3
                        n_embed: 16
                        ddconfig: {double_z: false, z_channels: 3, resolution: 16, in_channels: 3, out_ch: 3, ch: 32, ch_mult: [1, 1], num_res_blocks: 1, attn_resolutions: [], dropout: 0.0}
                """.formatted(condition, in, attends ? ", use_spatial_transformer: true, context_dim: 32" : "");
    }
}
