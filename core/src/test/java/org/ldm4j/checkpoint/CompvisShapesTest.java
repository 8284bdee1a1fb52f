package org.ldm4j.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.VqConfig;
import org.ldm4j.conditioning.BertConfig;
import org.ldm4j.conditioning.ClassConfig;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.conditioning.ConditionerConfig;
import org.ldm4j.conditioning.RescalerConfig;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.UNetConfig;

/** A configuration's own tensors give it back. */
class CompvisShapesTest {
    static Stream<UNetConfig> unets() {
        var oneLevel = UNetConfig.textConditional(4, List.of(32), 3, List.of(true), new Heads.Count(2), 8);
        return Stream.concat(Stream.of(UNetConfig.sd1(), UNetConfig.sd2(), oneLevel), KeyTableTest.unets().stream());
    }

    @ParameterizedTest
    @MethodSource("unets")
    void unet(UNetConfig config) {
        assertEquals(config, CompvisShapes.unet(new PaperSource(UNetKeys.of(config)), config.heads()));
    }

    static Stream<AutoencoderConfig> autoencoders() {
        return Stream.of(
                AutoencoderConfig.klF8().withScalingFactor(1),
                new AutoencoderConfig(3, 3, List.of(32, 64, 96), 1, List.of(false, true, false), true, 32, 1),
                new AutoencoderConfig(1, 16, List.of(32), 2, List.of(false), false, 32, 1));
    }

    @ParameterizedTest
    @MethodSource("autoencoders")
    void autoencoder(AutoencoderConfig config) {
        assertEquals(config, CompvisShapes.autoencoder(new PaperSource(AutoencoderKeys.of(config))));
    }

    @Test
    void autoencoderWithACodebook() {
        for (VqConfig config :
                List.of(PaperFirstStages.VQ_F4, PaperFirstStages.VQ_F4_NO_ATTENTION, PaperFirstStages.VQ_F16)) {
            assertEquals(config, CompvisShapes.firstStage(new PaperSource(AutoencoderKeys.of(config))));
        }
        assertEquals(
                PaperFirstStages.KL_F16,
                CompvisShapes.firstStage(new PaperSource(AutoencoderKeys.of(PaperFirstStages.KL_F16))));
    }

    @Test
    void conditionersOfThePaper() {
        for (ConditionerConfig config : List.of(
                BertConfig.of(30522, 77, 640, 32), new ClassConfig(1001, 512), RescalerConfig.halving(1, 182, 3))) {
            assertEquals(config, CompvisShapes.conditioner(new PaperSource(ConditionerKeys.of(config))));
        }
        assertNull(CompvisShapes.conditioner(new PaperSource(UNetKeys.of(TinyModel.UNET))));
    }

    @Test
    void clip() {
        assertEquals(
                ClipTextConfig.clipL(), CompvisShapes.clip(new PaperSource(ClipTextKeys.of(ClipTextConfig.clipL()))));
    }

    @Test
    void othersTensorsAreNoNetwork() {
        PaperSource clip = new PaperSource(ClipTextKeys.of(TinyModel.CLIP));
        PaperSource unet = new PaperSource(UNetKeys.of(TinyModel.UNET));
        assertNull(CompvisShapes.unet(clip, new Heads.Count(1)));
        assertNull(CompvisShapes.autoencoder(clip));
        assertNull(CompvisShapes.clip(unet));
        assertNull(CompvisShapes.autoencoder(unet));
    }
}
