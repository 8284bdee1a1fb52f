package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ldm4j.LatentDiffusion;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.checkpoint.DiffusersFolderWriter;
import org.ldm4j.checkpoint.DiffusersModel;
import org.ldm4j.checkpoint.ModelDefaults;
import org.ldm4j.checkpoint.TensorMap;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.conditioning.ClipTextEncoder;
import org.ldm4j.data.Item;
import org.ldm4j.data.PictureSet;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.diffusion.NoiseSchedule;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.image.Bitmap;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.nn.Weights;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.sampling.Spacing;
import org.ldm4j.task.PromptStyle;
import org.ldm4j.task.TextToImage;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Trains the denoiser and its text encoder together on the latents of a frozen first stage (equation 3): each step takes
 * pictures, draws a timestep and noise for each, and compares what the network says with what it should have said.
 *
 * <p>Draws of a step, in this order: the posterior's noise, u of the timesteps, the noise, which captions are dropped.
 */
final class LdmTrainer implements Trainer {
    private static final String UNET = "model.diffusion_model.";
    private static final String TEXT = "cond_stage_model.transformer.";
    private static final int SHOWN_PICTURES = 16;
    private static final double GUIDANCE = 3;

    private final LdmRunConfig config;
    private final FirstStage firstStage;
    private final NoiseSchedule schedule;
    private final Prediction prediction;
    private final Draws draws;
    private final LatentCache latents;
    private final CaptionTokens captions;
    private final Weights unetWeights;
    private final Weights textWeights;
    private final UNetConfig unetShape;
    private final ClipTextConfig textShape;
    private final List<String> shownCaptions;
    private final UNet unet;
    private final ClipTextEncoder text;
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final double scalingFactor;

    LdmTrainer(LdmRunConfig config, FirstStage firstStage, PictureSet pictures, Progress progress) {
        this.config = config;
        this.firstStage = firstStage;
        schedule = config.diffusion().schedule();
        prediction = Prediction.named(config.diffusion().prediction());
        draws = new Draws(config.seed(), pictures.count());
        latents = LatentCache.of(firstStage.network(), pictures);
        shownCaptions = pictures.items().stream().map(Item::text).toList();
        captions = CaptionTokens.learn(
                shownCaptions, config.text().vocabulary(), config.text().positions());
        long cut = captions.truncated(shownCaptions);
        if (cut > 0) {
            progress.message("warning: " + cut + " captions have more than "
                    + config.text().positions() + " tokens and are cut");
        }
        unetShape = config.unet()
                .toConfig(firstStage.config().latentChannels(), config.text().width());
        textShape = config.text().toConfig(captions.tokenizer().size());
        unetWeights = Weights.create(config.seed(), config.unet().zeroInit());
        unet = new UNet(unetWeights, unetShape);
        textWeights = Weights.create(config.seed());
        text = new ClipTextEncoder(textWeights, textShape);
        unetWeights.parameters().forEach((name, p) -> parameters.put(UNET + name, p.requireGrad()));
        textWeights.parameters().forEach((name, p) -> parameters.put(TEXT + name, p.requireGrad()));
        scalingFactor = scaleByStd();
    }

    /** 1 / the deviation of the first batch's latents over all elements (section D.1). */
    private double scaleByStd() {
        try (Scope scope = Scope.open();
                Rng rng = draws.generator(1)) {
            return 1
                    / latents.sample(rng, draws.batch(1, config.training().batch()))
                            .std()
                            .item();
        }
    }

    @Override
    public List<Map<String, Tensor>> groups() {
        return List.of(parameters);
    }

    @Override
    public Tensor loss(long step, int group, Metrics metrics) {
        return Scope.result(() -> {
            try (Rng rng = draws.generator(step)) {
                long[] batch = draws.batch(step, config.training().batch());
                Tensor z = latents.sample(rng, batch).times(scalingFactor);
                Tensor t = timesteps(rng.rand(batch.length));
                Tensor eps = rng.randn(z.shape());
                Tensor ids = captions.batch(
                        batch, rng.rand(batch.length), config.diffusion().conditionDropout());
                DType type = config.training().activations();
                Tensor context = text.encode(ids, 0, type);
                Tensor x = schedule.noised(z, eps, t).to(type);
                Tensor output = unet.forward(x, t.to(DType.FP32), context).to(DType.FP32);
                return output.minus(prediction.target(z, eps, t, schedule))
                        .square()
                        .mean();
            }
        });
    }

    @Override
    public void writeModel(Path folder, Map<String, Tensor> average) throws IOException {
        var z = ((AutoencoderConfig) firstStage.config()).withScalingFactor(scalingFactor);
        DiffusersModel model = DiffusersModel.of(
                new DiffusersModel.Network<>(unetShape, below(UNET, average)),
                new DiffusersModel.Network<>(z, firstStage.tensors()),
                new DiffusersModel.Network<>(textShape, below(TEXT, average)),
                captions.tokenizer(),
                sampler());
        int side = config.data().size() / z.downsampling();
        DiffusersFolderWriter.writeInto(folder, model.withSampleSize(side), DType.FP16);
        new ModelDefaults(GUIDANCE).writeInto(folder);
    }

    private static TensorSource below(String prefix, Map<String, Tensor> tensors) {
        Map<String, Tensor> part = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), tensor);
            }
        });
        return new TensorMap(part, "the moving average");
    }

    /** DDIM from the last timestep, which a schedule that ends in pure noise needs. */
    private SamplerConfig sampler() {
        var diffusion = config.diffusion();
        return SamplerConfig.scaledLinear(diffusion.betaStart(), diffusion.betaEnd())
                .with(prediction)
                .with(Spacing.TRAILING)
                .withZeroTerminalSnr(diffusion.zeroTerminalSnr());
    }

    @Override
    public void writeSamples(Path folder, Path file) {
        try (LatentDiffusion model = LatentDiffusion.load(folder)) {
            List<Bitmap> samples = new ArrayList<>();
            for (int i = 0; i < SHOWN_PICTURES; i++) {
                String caption = shownCaptions.get(i * shownCaptions.size() / SHOWN_PICTURES);
                TextToImage request = TextToImage.of(caption).promptStyle(PromptStyle.DIFFUSERS).seed(0);
                samples.addAll(model.model().generate(request));
            }
            Sheets.write(file, samples, SHOWN_PICTURES / 2);
        }
    }

    @Override
    public void close() {
        latents.close();
        unetWeights.close();
        textWeights.close();
        firstStage.close();
    }

    /** u in [0, 1), [B], to whole timesteps: T s u / (1 + (s - 1) u), rounded down. */
    private Tensor timesteps(Tensor u) {
        double s = config.diffusion().timestepShift();
        Tensor shifted = u.times(s).dividedBy(u.times(s - 1).plus(1));
        return shifted.times(schedule.length()).clamp(0, schedule.length() - 1).to(DType.INT64);
    }
}
