package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.KlAutoencoder;
import org.ldm4j.conditioning.Activation;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.conditioning.ClipTextEncoder;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.TransformerConfig;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** The tables name exactly the tensors that the networks ask for, and lose nothing on the way there and back. */
class KeyTableTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    static List<UNetConfig> unets() {
        var plain = UNetConfig.textConditional(4, List.of(32, 64), 1, List.of(true, false), new Heads.Count(2), 8);
        var deep = new TransformerConfig(8, 2, true, List.of(true, false, true), true);
        var linear = new UNetConfig(
                7,
                4,
                32,
                List.of(32, 32, 64),
                2,
                List.of(false, true, true),
                new Heads.Count(2),
                deep,
                false,
                false,
                false,
                10,
                32);
        var picture = new UNetConfig(
                3,
                3,
                32,
                List.of(32, 64),
                2,
                List.of(false, true),
                new Heads.Width(32),
                null,
                true,
                true,
                false,
                null,
                32);
        return List.of(plain, linear, picture);
    }

    private static Map<String, long[]> shapes(Weights weights) {
        Map<String, long[]> shapes = new HashMap<>();
        weights.parameters().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    private static void assertNames(KeyTable table, Weights weights) {
        Map<String, long[]> expected = new HashMap<>();
        table.rows().forEach(row -> expected.put(row.name(), row.shape()));
        Map<String, long[]> found = shapes(weights);
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        found.forEach((name, shape) -> assertThat(shape).as(name).isEqualTo(expected.get(name)));
        long count =
                weights.parameters().values().stream().mapToLong(Tensor::count).sum();
        assertEquals(count, table.parameters());
    }

    @ParameterizedTest
    @MethodSource("unets")
    void unetTableIsTheNetworks(UNetConfig config) {
        try (Weights weights = Weights.create(1)) {
            new UNet(weights, config);
            assertNames(UNetKeys.of(config), weights);
        }
    }

    private static AutoencoderConfig autoencoder() {
        return new AutoencoderConfig(3, 4, List.of(32, 64), 1, List.of(false, true), true, 32, 1);
    }

    @Test
    void autoencoderTableIsTheNetworks() {
        try (Weights weights = Weights.create(1)) {
            new KlAutoencoder(weights, autoencoder());
            assertNames(AutoencoderKeys.of(autoencoder()), weights);
        }
    }

    private static ClipTextConfig clip() {
        return new ClipTextConfig(20, 77, 8, 2, 2, 16, Activation.GELU);
    }

    @Test
    void clipTableIsTheNetworks() {
        try (Weights weights = Weights.create(1)) {
            new ClipTextEncoder(weights, clip());
            assertNames(ClipTextKeys.of(clip()), weights);
        }
    }

    @Test
    void publishedModelsHaveTheirParameters() {
        assertEquals(859_520_964, UNetKeys.of(UNetConfig.sd1()).parameters());
        assertEquals(686, UNetKeys.of(UNetConfig.sd1()).rows().size());
        assertEquals(865_910_724, UNetKeys.of(UNetConfig.sd2()).parameters());
        assertEquals(83_653_863, AutoencoderKeys.of(AutoencoderConfig.klF8()).parameters());
        assertEquals(248, AutoencoderKeys.of(AutoencoderConfig.klF8()).rows().size());
        assertEquals(123_060_480, ClipTextKeys.of(ClipTextConfig.clipL()).parameters());
        assertEquals(196, ClipTextKeys.of(ClipTextConfig.clipL()).rows().size());
        assertEquals(340_387_840, ClipTextKeys.of(ClipTextConfig.openClipH()).parameters());
    }

    @Test
    void unetNamesOfStableDiffusion() {
        assertThat(foreign(UNetKeys.of(UNetConfig.sd1())))
                .containsEntry("input_blocks.3.0.op.weight", "down_blocks.0.downsamplers.0.conv.weight")
                .containsEntry("input_blocks.4.0.skip_connection.bias", "down_blocks.1.resnets.0.conv_shortcut.bias")
                .containsEntry("input_blocks.11.0.emb_layers.1.bias", "down_blocks.3.resnets.1.time_emb_proj.bias")
                .containsEntry("middle_block.2.in_layers.0.weight", "mid_block.resnets.1.norm1.weight")
                .containsEntry("output_blocks.2.1.conv.weight", "up_blocks.0.upsamplers.0.conv.weight")
                .containsEntry("output_blocks.5.2.conv.weight", "up_blocks.1.upsamplers.0.conv.weight")
                .containsEntry(
                        "output_blocks.11.1.transformer_blocks.0.attn2.to_k.weight",
                        "up_blocks.3.attentions.2.transformer_blocks.0.attn2.to_k.weight");
    }

    @Test
    void autoencoderNamesOfStableDiffusion() {
        assertThat(foreign(AutoencoderKeys.of(AutoencoderConfig.klF8())))
                .containsEntry("decoder.up.0.block.2.conv2.weight", "decoder.up_blocks.3.resnets.2.conv2.weight")
                .containsEntry("decoder.up.3.upsample.conv.bias", "decoder.up_blocks.0.upsamplers.0.conv.bias")
                .containsEntry("encoder.mid.attn_1.proj_out.weight", "encoder.mid_block.attentions.0.to_out.0.weight")
                .containsEntry(
                        "encoder.down.1.block.0.nin_shortcut.weight",
                        "encoder.down_blocks.1.resnets.0.conv_shortcut.weight");
    }

    private static Map<String, String> foreign(KeyTable table) {
        Map<String, String> names = new HashMap<>();
        table.rows().forEach(row -> names.put(row.name(), row.foreign()));
        return names;
    }

    @Test
    void thereAndBackKeepsEveryValue() {
        try (Weights weights = Weights.create(1)) {
            new KlAutoencoder(weights, autoencoder());
            KeyTable table = AutoencoderKeys.of(autoencoder());
            RenamedSource there = table.toForeign(new TensorMap(weights.parameters(), "memory"));
            assertThat(there.shape("encoder.mid_block.attentions.0.to_q.weight"))
                    .containsExactly(64, 64);
            RenamedSource back = table.toNative(there);
            assertEquals(weights.parameters().keySet(), back.names());
            weights.parameters()
                    .forEach((name, tensor) -> assertTrue(back.read(name).sameAs(tensor), name));
        }
    }

    @Test
    void oldAttentionNamesAreRead() {
        Map<String, Tensor> old = new LinkedHashMap<>();
        for (String name : List.of("query", "key", "value", "proj_attn")) {
            old.put("encoder.mid_block.attentions.0." + name + ".weight", Tensor.ones(DType.FP32, 64, 64));
        }
        RenamedSource here = AutoencoderKeys.of(autoencoder()).toNative(new TensorMap(old, "memory"));
        assertThat(here.names())
                .containsExactlyInAnyOrder(
                        "encoder.mid.attn_1.q.weight",
                        "encoder.mid.attn_1.k.weight",
                        "encoder.mid.attn_1.v.weight",
                        "encoder.mid.attn_1.proj_out.weight");
        assertThat(here.read("encoder.mid.attn_1.q.weight").shape()).containsExactly(64, 64, 1, 1);
    }

    @Test
    void prefixOfTheTextModelIsOptionalAndPositionIdsMeanNothing() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("final_layer_norm.weight", Tensor.zeros(8));
        tensors.put("text_model.final_layer_norm.bias", Tensor.zeros(8));
        tensors.put("text_model.embeddings.position_ids", Tensor.zeros(1, 77));
        tensors.put("stranger", Tensor.zeros(1));
        RenamedSource here = ClipTextKeys.of(clip()).toNative(new TensorMap(tensors, "memory"));
        assertThat(here.names())
                .containsExactlyInAnyOrder(
                        "text_model.final_layer_norm.weight", "text_model.final_layer_norm.bias", "stranger");
    }

    @Test
    void otherShapesAreLeftToBeReported() {
        Map<String, Tensor> tensors = Map.of("final_layer_norm.weight", Tensor.zeros(9));
        RenamedSource here = ClipTextKeys.of(clip()).toNative(new TensorMap(tensors, "memory"));
        assertThat(here.shape("text_model.final_layer_norm.weight")).containsExactly(9);
    }
}
