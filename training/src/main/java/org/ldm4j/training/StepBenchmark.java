package org.ldm4j.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ldm4j.conditioning.Activation;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.conditioning.ClipTextEncoder;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.diffusion.NoiseSchedule;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.AdamW;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** One step as {@link TrainingRun} takes it, on random latents, to be timed: forward, backward, clip, AdamW, average. */
public final class StepBenchmark implements AutoCloseable {
    private static final int LATENT_CHANNELS = 16;
    private static final int DOWNSAMPLING = 8;
    private static final int TEXT_WIDTH = 256;
    private static final int TEXT_POSITIONS = 16;
    private static final int VOCABULARY = 1024;
    private static final long TIMESTEPS = 1000;

    private final NoiseSchedule schedule = NoiseSchedule.scaledLinear(0.00085, 0.012);
    private final Weights unetWeights = Weights.create(0, false);
    private final Weights textWeights = Weights.create(0);
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Rng rng = Rng.seeded(0);
    private final UNet unet;
    private final ClipTextEncoder text;
    private final AdamW adam;
    private final Ema ema;
    private final long[] latentShape;
    private final DType type;
    private long step;

    private StepBenchmark(UNetConfig unetShape, ClipTextConfig textShape, long[] latentShape, DType type) {
        this.latentShape = latentShape;
        this.type = type;
        unet = new UNet(unetWeights, unetShape);
        text = new ClipTextEncoder(textWeights, textShape);
        unetWeights.parameters().forEach((name, p) -> parameters.put("unet." + name, p.requireGrad()));
        textWeights.parameters().forEach((name, p) -> parameters.put("text." + name, p.requireGrad()));
        adam = new AdamW(parameters, new AdamW.Settings(0.9, 0.999, 1e-8, 0.01, true));
        ema = new Ema(parameters, 0.999, true);
    }

    /**
     * The U-Net and text encoder of the bundled model, trained together.
     *
     * @param height of the pictures in pixels
     * @param width of the pictures in pixels
     * @param batch pictures in a step
     * @param type element type of the activations; weights are float32
     */
    public static StepBenchmark ofBundledShape(int height, int width, int batch, DType type) {
        UNetConfig unet = UNetConfig.textConditional(
                LATENT_CHANNELS, List.of(128, 256), 1, List.of(true, true), new Heads.Width(32), TEXT_WIDTH);
        ClipTextConfig text = new ClipTextConfig(
                VOCABULARY, TEXT_POSITIONS, TEXT_WIDTH, 4, TEXT_WIDTH / 64, 4 * TEXT_WIDTH, Activation.QUICK_GELU);
        long[] shape = {batch, LATENT_CHANNELS, height / DOWNSAMPLING, width / DOWNSAMPLING};
        return new StepBenchmark(unet, text, shape, type);
    }

    /** Takes one step. */
    public void run() {
        step++;
        try (Scope scope = Scope.open()) {
            Tensor loss = loss();
            loss.item();
            loss.backward();
            Gradients.clip(
                    parameters,
                    Gradients.norm(parameters, (name, value) -> new NotFinite(step, step, step, name, value)),
                    1);
            adam.step(1e-4);
            ema.update(step);
        }
    }

    private Tensor loss() {
        long batch = latentShape[0];
        return Scope.result(() -> {
            Tensor z = rng.randn(latentShape);
            Tensor eps = rng.randn(latentShape);
            Tensor t = rng.rand(batch).times(TIMESTEPS).to(DType.INT64);
            Tensor ids = rng.rand(batch, TEXT_POSITIONS).times(VOCABULARY).to(DType.INT64);
            Tensor context = text.encode(ids, 0, type);
            Tensor x = schedule.noised(z, eps, t).to(type);
            Tensor output = unet.forward(x, t.to(DType.FP32), context).to(DType.FP32);
            return output.minus(eps).square().mean();
        });
    }

    @Override
    public void close() {
        adam.close();
        ema.close();
        rng.close();
        unetWeights.close();
        textWeights.close();
    }
}
