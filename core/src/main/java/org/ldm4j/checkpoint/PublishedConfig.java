package org.ldm4j.checkpoint;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.TransformerConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.text.ClipTokenizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What no tensor shows, as the published models of the same kind have it: for files that come alone. */
final class PublishedConfig implements SingleFileConfig {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedConfig.class);
    private static final String V_MARK = "v_pred";
    private static final double SCALE = 0.18215;
    private static final double UPSCALER_SCALE = 0.08333;
    private static final int SD1_HEADS = 8;
    private static final int SD2_HEAD_WIDTH = 64;
    private static final int MAX_NOISE = 350;
    private static final int SIDE = 64;
    private static final int V_SIDE = 96;
    private static final int UPSCALER_SIDE = 128;

    private final SingleFileShapes shapes;
    private final UNetConfig unet;
    private final Prediction prediction;

    /** {@code chosen} is what the user says that it predicts, or null. */
    PublishedConfig(SingleFileShapes shapes, @Nullable Prediction chosen) {
        this.shapes = shapes;
        unet = withHeads(shapes);
        prediction = chosen != null ? chosen : said(shapes.file()).orElseGet(this::usualPrediction);
    }

    /** Stable Diffusion 1 and the upscaler have 8 heads everywhere, 2 has heads of 64 channels. */
    private static UNetConfig withHeads(SingleFileShapes shapes) {
        TransformerConfig transformer = shapes.unet().transformer();
        boolean second = transformer != null && transformer.linearProjections();
        boolean wide = second && shapes.kind() != ModelKind.UPSCALE;
        try {
            return shapes.unet().withHeads(wide ? new Heads.Width(SD2_HEAD_WIDTH) : new Heads.Count(SD1_HEADS));
        } catch (IllegalArgumentException e) {
            throw CheckpointException.of(
                            Code.BAD_CONFIG,
                            "number of attention heads",
                            "a configuration that says it",
                            "none, and widths that no published model has",
                            shapes.where())
                    .hinting("put the model's YAML beside it under the same name, or name it with --config");
        }
    }

    /** What the file itself says, as other tools write it: Stability AI's model specification, or a tensor as a mark. */
    static Optional<Prediction> said(TensorFile file) {
        if (file.names().contains(V_MARK)) {
            return Optional.of(Prediction.V);
        }
        return switch (file.metadata().getOrDefault(ModelSpec.PREDICTION, "")) {
            case ModelSpec.EPS -> Optional.of(Prediction.EPS);
            case ModelSpec.V -> Optional.of(Prediction.V);
            default -> Optional.empty();
        };
    }

    /** Weights do not show it; Stable Diffusion 2 alone was published with both (trap 52). */
    private Prediction usualPrediction() {
        if (shapes.kind() == ModelKind.UPSCALE) {
            return Prediction.V;
        }
        if (shapes.kind() != ModelKind.TEXT_TO_IMAGE || shapes.textForm() == TextForm.CLIP) {
            return Prediction.EPS;
        }
        LOG.warn(
                "{}: nothing says what this Stable Diffusion 2 model predicts; v is assumed, as in those for 768 pixels."
                        + " If its pictures are noise, say --prediction eps",
                shapes.where());
        return Prediction.V;
    }

    @Override
    public UNetConfig unet() {
        return unet;
    }

    @Override
    public AutoencoderConfig vae() {
        Double measured = shapes.measuredScale();
        double usual = shapes.kind() == ModelKind.UPSCALE ? UPSCALER_SCALE : SCALE;
        return shapes.vae().withScalingFactor(measured == null ? usual : measured);
    }

    @Override
    public ClipTextConfig text() {
        return shapes.textForm().config(shapes.file(), true);
    }

    @Override
    public ClipTokenizer tokenizer() {
        return shapes.textForm().tokenizer();
    }

    @Override
    public SamplerConfig scheduler() {
        SamplerConfig usual = shapes.kind() == ModelKind.UPSCALE
                ? PublishedSchedules.upscaler()
                : prediction == Prediction.EPS ? PublishedSchedules.plms() : PublishedSchedules.ddim();
        return usual.with(prediction);
    }

    @Override
    public Optional<SamplerConfig> lowResScheduler() {
        return shapes.kind() == ModelKind.UPSCALE ? Optional.of(PublishedSchedules.lowRes()) : Optional.empty();
    }

    @Override
    public int maxNoiseLevel() {
        return MAX_NOISE;
    }

    @Override
    public OptionalInt sampleSize() {
        boolean large = shapes.textForm() == TextForm.OPEN_CLIP && prediction == Prediction.V;
        return OptionalInt.of(shapes.kind() == ModelKind.UPSCALE ? UPSCALER_SIDE : large ? V_SIDE : SIDE);
    }

    @Override
    public ModelDefaults defaults() {
        return ModelDefaults.USUAL;
    }
}
