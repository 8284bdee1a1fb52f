package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.tensor.DType;

final class AdmissionTest {
    private static final long GB = 1_000_000_000;
    private static final Guidance GUIDED = new Guidance(7.5, 0);
    private static final TextToImage ONE = TextToImage.of("");

    private static Admission admission(long free, VaeTiling tiling) {
        return new Admission(
                UNetConfig.sd1(), AutoencoderConfig.klF8(), DType.BF16, new MemoryPolicy(tiling, () -> free));
    }

    @Test
    void aRefusalNamesNeedAvailableAndWhatFits() {
        assertThatThrownBy(() -> admission(2 * GB, VaeTiling.AUTO).require(new PictureSize(2048, 1024), ONE, GUIDED))
                .isInstanceOf(MemoryException.class)
                .hasMessageMatching("memory: expected \\d+\\.\\d GB for 2048x1024, found 2\\.0 GB free, enough for"
                        + " \\d+x\\d+ \\(this machine\\)");
    }

    @Test
    void whatIsProposedFitsAndTheNextSizeDoesNot() {
        Admission admission = admission(2 * GB, VaeTiling.OFF);
        String message = "";
        try {
            admission.require(new PictureSize(2048, 2048), ONE, GUIDED);
        } catch (MemoryException e) {
            message = e.getMessage();
        }
        int side = Integer.parseInt(message.replaceAll(".*enough for (\\d+)x.*", "$1"));
        assertThatCode(() -> admission.require(new PictureSize(side, side), ONE, GUIDED))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> admission.require(new PictureSize(side + 64, side + 64), ONE, GUIDED))
                .isInstanceOf(MemoryException.class);
    }

    @Test
    void aBatchAndGuidanceNeedMore() {
        var size = new PictureSize(512, 512);
        Admission admission = admission(3 * GB / 2, VaeTiling.OFF);
        assertThatCode(() -> admission.require(size, ONE, GUIDED)).doesNotThrowAnyException();
        assertThatCode(() -> admission.require(size, ONE.count(4), GUIDED)).doesNotThrowAnyException();
        assertThatThrownBy(() -> admission.require(size, ONE.count(4).batchSize(4), GUIDED))
                .isInstanceOf(MemoryException.class);
    }

    /** 1024x1024 at once is estimated at 3.3 GB. */
    @ParameterizedTest
    @CsvSource({"AUTO, 4, 0", "AUTO, 3, 512", "AUTO, 1, 256", "ON, 4, 512", "OFF, 1, 0"})
    void tilesAreTakenWhereMemoryIsShort(VaeTiling tiling, long gigabytes, int side) {
        Admission admission = admission(gigabytes * GB, tiling);
        assertThat(admission.decoderTile(new PictureSize(1024, 1024))).isEqualTo(side);
    }

    /**
     * Resident bytes of Stable Diffusion 1.5 making one guided picture, beyond what the loaded model took, as they were
     * measured with the launcher's settings: the estimate is at least that, and of the whole at most half more.
     */
    @ParameterizedTest
    @CsvSource({
        "BF16, 256, 202, 2477",
        "BF16, 512, 986, 2440",
        "BF16, 768, 1959, 2459",
        "BF16, 1024, 3553, 2481",
        "FP32, 256, 387, 4549",
        "FP32, 512, 1711, 4536"
    })
    void theEstimateHoldsWhatWasMeasured(DType type, int side, long measured, long loaded) {
        var size = new PictureSize(side, side);
        long estimate = (MemoryNeed.denoiser(UNetConfig.sd1(), 2, side / 8, side / 8, type)
                        + MemoryNeed.decoder(AutoencoderConfig.klF8(), size, 0, type))
                >> 20;
        assertThat(estimate).isGreaterThanOrEqualTo(measured);
        assertThat(loaded + estimate).isLessThan((loaded + measured) * 3 / 2);
    }

    @Test
    void tilesNeedLess() {
        var size = new PictureSize(2048, 2048);
        long whole = MemoryNeed.decoder(AutoencoderConfig.klF8(), size, 0, DType.BF16);
        long tiles = MemoryNeed.decoder(AutoencoderConfig.klF8(), size, 512, DType.BF16);
        assertThat(tiles).isLessThan(whole / 4);
    }

    @Test
    void weightsThatDoNotFitAreNotRead() {
        var free = new AtomicLong(100_000);
        LoadOptions options = LoadOptions.DEFAULT.withMemory(MemoryPolicy.DEFAULT.withFree(free::get));
        assertThatThrownBy(() -> ModelLoader.load(GoldenCases.resources().resolve("models/sd1"), options))
                .isInstanceOf(MemoryException.class)
                .hasMessageContaining("the weights of");
    }

    @Test
    void aModelRefusesWhatDoesNotFit() {
        var free = new AtomicLong(10 * GB);
        LoadOptions options = LoadOptions.DEFAULT.withMemory(MemoryPolicy.DEFAULT.withFree(free::get));
        try (LatentDiffusionModel model =
                ModelLoader.load(GoldenCases.resources().resolve("models/sd1"), options)) {
            free.set(100_000);
            assertThatThrownBy(() -> model.start(TextToImage.of("a lighthouse").size(64, 64)))
                    .isInstanceOf(MemoryException.class)
                    .hasMessageContaining("for 64x64");
        }
    }
}
