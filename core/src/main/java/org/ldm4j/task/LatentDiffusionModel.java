package org.ldm4j.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.KlAutoencoder;
import org.ldm4j.checkpoint.ModelDefaults;
import org.ldm4j.conditioning.ClipTextEncoder;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.PixelTensors;
import org.ldm4j.sampling.NoiseSource;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.sampling.SamplerRun;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;
import org.ldm4j.text.ClipTokenizer;

/**
 * A loaded text-conditional latent diffusion model: first stage, denoiser, text encoder and how it is sampled. Immutable
 * and safe for several threads.
 *
 * @param name where it came from, for messages and metadata
 * @param firstStage encoder and decoder
 * @param firstStageConfig their shape
 * @param unet the denoiser
 * @param unetConfig its shape
 * @param textEncoder τ
 * @param tokenizer text to ids
 * @param sampler the model's own sampling configuration
 * @param defaults what it is best asked with
 * @param size side of the pictures it was trained on, in pixels
 * @param type element type that the networks compute in
 * @param weights frees the networks' weights
 */
public record LatentDiffusionModel(
        String name,
        KlAutoencoder firstStage,
        AutoencoderConfig firstStageConfig,
        UNet unet,
        UNetConfig unetConfig,
        ClipTextEncoder textEncoder,
        ClipTokenizer tokenizer,
        SamplerConfig sampler,
        ModelDefaults defaults,
        int size,
        DType type,
        Runnable weights)
        implements AutoCloseable {

    /** The same networks sampled in another way. */
    public LatentDiffusionModel withSampler(SamplerConfig config) {
        return new LatentDiffusionModel(
                name,
                firstStage,
                firstStageConfig,
                unet,
                unetConfig,
                textEncoder,
                tokenizer,
                config,
                defaults,
                size,
                type,
                weights);
    }

    /** Starts a request: encodes its texts and draws its first noise; every picture of it runs in step. */
    public Run start(TextToImage request) {
        var generators = new Generators(request);
        return start(request, generators, generators.noise());
    }

    /** The same from a first noise of the caller's [count, C, h, w], standard normal; it stays the caller's. */
    public Run startFrom(TextToImage request, Tensor noise) {
        Rules.require(
                Arrays.equals(noise.shape(), latentShape(request)),
                "first noise",
                Arrays.toString(noise.shape()),
                "have the shape " + Arrays.toString(latentShape(request)));
        var generators = new Generators(request);
        return start(request, generators, generators.noise(), noise::share);
    }

    /** The same with the samplers' noise from elsewhere, such as a recording; the first latent is drawn as ever. */
    public Run start(TextToImage request, NoiseSource stepNoise) {
        return start(request, new Generators(request), stepNoise);
    }

    private Run start(TextToImage request, Generators generators, NoiseSource stepNoise) {
        return start(request, generators, stepNoise, () -> generators.noise().next(latentShape(request)));
    }

    private Run start(TextToImage request, Generators generators, NoiseSource stepNoise, Supplier<Tensor> firstNoise) {
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open()) {
            SamplerConfig config = request.sampling().applyTo(sampler);
            SamplerRun run = config.start(request.sampling().plan());
            Tensor latents = firstNoise.get().times(run.initialScale()).keep();
            var denoiser = new BatchDenoiser(groups(request), config.prediction());
            return new Run(this, run, denoiser, stepNoise, generators, latents);
        }
    }

    /** All pictures of a request. With a seed for each, they are made one after the other. */
    public List<Bitmap> generate(TextToImage request) {
        if (request.seedMode() == SeedMode.PER_PICTURE && request.batchSize() == 1) {
            List<Bitmap> pictures = new ArrayList<>();
            for (int i = 0; i < request.count(); i++) {
                pictures.addAll(together(request.picture(i)));
            }
            return pictures;
        }
        return together(request);
    }

    private List<Bitmap> together(TextToImage request) {
        try (Run run = start(request)) {
            return run.finish().bitmaps();
        }
    }

    /** Width of the pictures of a request, in pixels. */
    public int width(TextToImage request) {
        return request.width() == 0 ? size : request.width();
    }

    /** Height of the pictures of a request, in pixels. */
    public int height(TextToImage request) {
        return request.height() == 0 ? size : request.height();
    }

    /** Guidance of a request. */
    public Guidance guidance(TextToImage request) {
        Guidance asked = request.guidance();
        return asked == null ? new Guidance(defaults.guidanceScale(), 0) : asked;
    }

    private long[] latentShape(TextToImage request) {
        int f = firstStageConfig.downsampling();
        int width = width(request), height = height(request);
        Rules.require(width % f == 0, "width", width, "be a multiple of " + f);
        Rules.require(height % f == 0, "height", height, "be a multiple of " + f);
        return new long[] {request.count(), firstStageConfig.latentChannels(), height / f, width / f};
    }

    private List<BatchDenoiser.GuidedNetwork> groups(TextToImage request) {
        List<Tensor> conditions = encode(request.prompts(), request.clipSkip());
        List<Tensor> negatives = encode(request.negativePrompts(), 0); // as diffusers: all layers
        List<BatchDenoiser.GuidedNetwork> groups = new ArrayList<>();
        for (int start = 0; start < request.count(); start += request.batchSize()) {
            int end = Math.min(request.count(), start + request.batchSize());
            Tensor conditional = rows(start, end, conditions);
            Tensor unconditional = rows(start, end, negatives);
            groups.add(new TextGuidedNetwork(unet, guidance(request), type, unconditional, conditional));
        }
        return groups;
    }

    /** Conditions of the pictures {@code start} to {@code end}, given out in turn: [end - start, N, width]. */
    private static Tensor rows(int start, int end, List<Tensor> conditions) {
        return Tensor.cat(
                0,
                IntStream.range(start, end)
                        .mapToObj(i -> conditions.get(i % conditions.size()))
                        .toArray(Tensor[]::new));
    }

    private List<Tensor> encode(List<String> texts, int clipSkip) {
        return texts.stream().map(text -> encode(text, clipSkip)).toList();
    }

    /** The condition of a text, [1, N, width]. */
    private Tensor encode(String text, int clipSkip) {
        long[] ids = tokenizer.encode(text).ids();
        return Scope.result(() -> textEncoder.encode(Tensor.of(ids, 1, ids.length), clipSkip));
    }

    /** The pictures of latents [B, C, h, w], each decoded alone. */
    List<Bitmap> decode(Tensor latents) {
        List<Bitmap> pictures = new ArrayList<>();
        for (int i = 0; i < latents.size(0); i++) {
            try (Scope scope = Scope.open()) {
                Tensor x = NotFiniteException.require("picture", decodeTensor(latents.narrow(0, i, 1)));
                pictures.addAll(PixelTensors.bitmaps(x, PixelTensors.Rounding.NEAREST));
            }
        }
        return pictures;
    }

    /** Latents [B, C, h, w] to [B, 3, H, W], float32. */
    Tensor decodeTensor(Tensor latents) {
        return Scope.result(() -> {
            try (NoGrad off = NoGrad.open()) {
                Tensor z = latents.dividedBy(firstStageConfig.scalingFactor()).to(type);
                return firstStage.decode(z).to(DType.FP32);
            }
        });
    }

    @Override
    public void close() {
        weights.run();
    }
}
