package org.ldm4j.checkpoint;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.text.ClipTokenizer;

/** What the YAML of the paper's code says of a file; refused where it describes another kind of model. */
final class YamlConfig implements SingleFileConfig {
    private static final double USUAL_SCALE = 1;
    private static final int MAX_NOISE = 350;
    private static final int MAX_STEPS = 100_000;

    private final CompvisConfig yaml;
    private final SingleFileShapes shapes;
    private final CompvisConfig.Part text;

    YamlConfig(CompvisConfig yaml, SingleFileShapes shapes) {
        this.yaml = yaml;
        this.shapes = shapes;
        CompvisClass wanted = shapes.textForm().target();
        text = yaml.conditioner()
                .orElseThrow(() -> yaml.params().refuse(Code.MODEL_MISMATCH, "cond_stage_config", wanted.target()));
        require("unet_config", yaml.unet(), CompvisClass.UNET);
        require("first_stage_config", yaml.firstStage(), CompvisClass.KL);
        require("cond_stage_config", text, wanted);
    }

    private static void require(String field, CompvisConfig.Part part, CompvisClass wanted) {
        if (part.target() != wanted) {
            throw CheckpointException.of(
                    Code.MODEL_MISMATCH,
                    field,
                    "a configuration of what is in the file, " + wanted.target(),
                    part.target().target(),
                    part.params().where());
        }
    }

    @Override
    public UNetConfig unet() {
        return CompvisUNetConfig.read(yaml.unet().params());
    }

    @Override
    public AutoencoderConfig vae() {
        Double measured = shapes.measuredScale();
        Double said = yaml.scaleFactor();
        double scale = measured != null ? measured : said != null ? said : USUAL_SCALE;
        return CompvisAutoencoderConfig.read(yaml.firstStage().params(), scale);
    }

    @Override
    public ClipTextConfig text() {
        boolean penultimate = text.params().choice("layer", "last", Map.of("last", false, "penultimate", true));
        return shapes.textForm().config(shapes.file(), penultimate);
    }

    @Override
    public ClipTokenizer tokenizer() {
        return shapes.textForm().tokenizer();
    }

    @Override
    public SamplerConfig scheduler() {
        boolean plms = yaml.prediction() == Prediction.EPS && shapes.kind() != ModelKind.UPSCALE;
        return yaml.schedule(plms ? PublishedSchedules.plms() : PublishedSchedules.ddim());
    }

    @Override
    public Optional<SamplerConfig> lowResScheduler() {
        if (shapes.kind() != ModelKind.UPSCALE) {
            return Optional.empty();
        }
        SamplerConfig usual = PublishedSchedules.lowRes();
        return Optional.of(yaml.lowScale()
                .map(part -> CompvisConfig.lowScaleSchedule(part, usual))
                .orElse(usual));
    }

    @Override
    public int maxNoiseLevel() {
        return yaml.lowScale()
                .map(part -> part.whole("max_noise_level", MAX_NOISE, MAX_STEPS))
                .orElse(MAX_NOISE);
    }

    @Override
    public OptionalInt sampleSize() {
        return yaml.imageSize();
    }

    @Override
    public ModelDefaults defaults() {
        return ModelDefaults.USUAL;
    }
}
