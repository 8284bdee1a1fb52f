package org.ldm4j.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.conditioning.ClipTextConfig;
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
