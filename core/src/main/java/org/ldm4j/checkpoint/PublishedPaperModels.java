package org.ldm4j.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.FirstStageConfig;
import org.ldm4j.checkpoint.ModelPreset.Training;
import org.ldm4j.checkpoint.PaperFiles.PaperConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.sampling.SamplerConfig;

/** Recognises the paper's published models by the names and shapes of their tensors, for files that come alone. */
final class PublishedPaperModels {
    private PublishedPaperModels() {}

    /** The first published model whose denoiser and first stage are in {@code file}. */
    static Optional<PaperConfig> find(TensorFile file) {
        return Presets.names().stream()
                .map(Presets::find)
                .filter(preset -> preset != null && preset.training() != null && isIn(preset, file))
                .findFirst()
                .map(preset -> config(preset, file));
    }

    private static boolean isIn(@Nullable ModelPreset preset, TensorFile file) {
        if (preset == null || preset.unet() == null) {
            return false;
        }
        return fits(UNetKeys.of(preset.unet()), CompvisTensors.UNET, file)
                && fits(AutoencoderKeys.of(preset.firstStage()), CompvisTensors.FIRST_STAGE, file);
    }

    private static boolean fits(KeyTable table, String prefix, TensorFile file) {
        Fit fit = Fit.of(table, RenamedSource.below(prefix, file));
        return fit.missing().isEmpty() && fit.misshapen().isEmpty();
    }

    private static PaperConfig config(@Nullable ModelPreset preset, TensorFile file) {
        if (preset == null || preset.unet() == null || preset.training() == null) {
            throw new IllegalStateException("only diffusion models of the paper are looked for");
        }
        UNetConfig unet = preset.unet();
        FirstStageConfig firstStage = scaled(preset.firstStage(), CompvisTensors.measuredScale(file));
        return new PaperConfig(
                preset.training().kind(),
                unet,
                firstStage,
                preset.conditioner(),
                schedule(preset.training()),
                preset.size() / firstStage.downsampling());
    }

    private static FirstStageConfig scaled(FirstStageConfig firstStage, @Nullable Double measured) {
        return measured != null && firstStage instanceof AutoencoderConfig kl
                ? kl.withScalingFactor(measured)
                : firstStage;
    }

    private static SamplerConfig schedule(Training training) {
        Map<String, Object> fields =
                new LinkedHashMap<>(PublishedSchedules.ddim().fields());
        fields.put("beta_start", training.betaStart());
        fields.put("beta_end", training.betaEnd());
        return SamplerConfig.of(fields).asCompvis();
    }
}
