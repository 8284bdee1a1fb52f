package org.ldm4j.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.FirstStage;
import org.ldm4j.autoencoder.VqAutoencoder;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.diffusion.Denoiser.EpsChange;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.PixelTensors;
import org.ldm4j.image.Resize;
import org.ldm4j.sampling.KeptRegion;
import org.ldm4j.sampling.NoiseSource;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.sampling.SamplerRun;
import org.ldm4j.tensor.Interpolation;
import org.ldm4j.tensor.Tensor;

/** How a run of one of the paper's models begins. */
final class PaperStart {
    private static final int SMALL_UNIT = 32;

    private final PaperParts parts;
    private final LatentCodec codec;
    private final Request request;
    private final TextToImage text;
    private final Holdings holdings;
    private final Generators generators;
    private final NoiseSource stepNoise;
    private final @Nullable Tensor firstNoise;
    private final PictureSize size;

    /**
     * @param holdings what is to live as long as the run goes here
     * @param stepNoise the samplers' noise, or null for the generators'
     * @param firstNoise standard normal noise [B, C, h, w], or null for the generators'
     */
    PaperStart(
            PaperParts parts,
            LatentCodec codec,
            Request request,
            Holdings holdings,
            @Nullable NoiseSource stepNoise,
            @Nullable Tensor firstNoise) {
        PaperAbilities.require(request, parts);
        this.parts = parts;
        this.codec = codec;
        this.request = request;
        text = request.text();
        this.holdings = holdings;
        this.firstNoise = firstNoise;
        var seeded = new Generators(text);
        generators = holdings.hold(seeded, seeded::close);
        this.stepNoise = stepNoise == null ? generators.noise() : stepNoise;
        size = size(request, parts);
    }

    Start start(Steering asked) {
        long[] shape = shape();
        Condition condition = condition();
        condition.requireRows(text.count());
        Steering steering = asked;
        if (request instanceof Inpainting from && parts.kind() != PaperKind.INPAINTING) {
            steering = asked.keeping(holdings.keep(clean(from)), holdings.keep(outside(from)));
        }
        Tensor noise = noise(shape);
        Pass pass = pass(condition, steering);
        return new Start(List.of(pass), noise.times(pass.sampler().initialScale()), finish());
    }

    private long[] shape() {
        long[] shape = codec.shape(text.count(), size);
        int unit = parts.unet().config().resblockUpDown()
                ? 1 << parts.unet().config().levels() - 1
                : 1;
        int side = unit * codec.downsampling();
        Rules.require(
                shape[2] % unit == 0 && shape[3] % unit == 0, "size", size, "have sides that are multiples of " + side);
        return shape;
    }

    private Tensor noise(long[] shape) {
        if (firstNoise == null) {
            return generators.noise().next(shape);
        }
        Rules.require(
                Arrays.equals(firstNoise.shape(), shape),
                "first noise",
                Arrays.toString(firstNoise.shape()),
                "have the shape " + Arrays.toString(shape));
        return firstNoise.share();
    }

    private Pass pass(Condition condition, Steering steering) {
        SamplerConfig config = text.sampling().applyTo(parts.sampler());
        SamplerRun plain = config.start(text.sampling().plan());
        holdings.hold(plain, plain::close);
        Steering.Kept kept = steering.kept();
        SamplerRun run = kept == null ? plain : KeptRegion.in(plain, kept.x0(), kept.mask(), generators.noise());
        var denoiser = new BatchDenoiser(groups(condition), config.prediction(), steered(steering));
        NoiseSource noise = steering.temperature() == 1 ? stepNoise : stepNoise.scaled(steering.temperature());
        return new Pass(run, 0, denoiser, noise, Pass.Entry.NONE, Pass.Correction.NONE);
    }

    private List<BatchDenoiser.GuidedNetwork> groups(Condition condition) {
        Guidance guidance = guidance(request, parts);
        Rules.require(
                guidance.scale() <= 1 || condition.otherwise() != null,
                "guidance",
                guidance.scale(),
                "be at most 1 (nothing stands for no condition in this model)");
        var unet = new Careful<>("denoiser", parts.unet(), UNet::new, parts.type());
        holdings.hold(unet, unet::close);
        List<BatchDenoiser.GuidedNetwork> groups = new ArrayList<>();
        for (int start = 0; start < text.count(); start += text.batchSize()) {
            int end = Math.min(text.count(), start + text.batchSize());
            groups.add(new PaperNetwork(unet, guidance, condition, start, end));
        }
        return groups;
    }

    private UnaryOperator<Denoiser> steered(Steering steering) {
        EpsChange correction = steering.correction();
        UnaryOperator<Denoiser> corrected =
                correction == null ? UnaryOperator.identity() : denoiser -> denoiser.withEps(correction);
        if (!steering.quantised()) {
            return corrected;
        }
        FirstStage firstStage = parts.firstStage().network();
        Rules.require(firstStage instanceof VqAutoencoder, "codebook", "none", "be in the model's first stage");
        VqAutoencoder quantiser = (VqAutoencoder) firstStage;
        return denoiser -> corrected.apply(denoiser).withX0(quantiser.codebook()::quantise);
    }

    // ------------------------------------------------------------------ what is asked for

    /** The size of the pictures of a request. */
    static PictureSize size(Request request, PaperParts parts) {
        int f = parts.firstStage().config().downsampling();
        if (request instanceof SuperResolution from) {
            PictureSize small = small(from, parts);
            return new PictureSize(small.width() * f, small.height() * f).checked();
        }
        PictureSize usual = request instanceof SemanticSynthesis from
                ? PictureSize.of(from.map()).cutDown(f)
                : request instanceof Inpainting from
                        ? PictureSize.of(from.image()).cutDown(f)
                        : new PictureSize(parts.size(), parts.size());
        return PictureSize.asked(request.text(), usual).checked();
    }

    /** The size that a small picture is brought to: multiples of 32 as diffusers takes them, less for still smaller ones. */
    private static PictureSize small(SuperResolution from, PaperParts parts) {
        PictureSize given = PictureSize.of(from.image());
        boolean tiny = given.width() < SMALL_UNIT || given.height() < SMALL_UNIT;
        return given.cutDown(tiny ? 1 << parts.unet().config().levels() - 1 : SMALL_UNIT);
    }

    /** The guidance of a request: what it says, or what models of the kind were shown with. */
    static Guidance guidance(Request request, PaperParts parts) {
        Guidance asked = request.text().guidance();
        return asked != null ? asked : new Guidance(PaperAbilities.usualGuidance(parts), 0);
    }

    private Condition condition() {
        Conditions conditions = new Conditions(parts, codec);
        Condition made;
        if (request instanceof Conditioned given) {
            return given.condition();
        } else if (request instanceof ClassToImage from) {
            made = conditions.classes(from.label());
        } else if (request instanceof LayoutToImage from) {
            made = conditions.layout(from.boxes());
        } else if (request instanceof SemanticSynthesis from) {
            made = conditions.maps(map(from.map()));
        } else if (request instanceof Retrieval from) {
            made = conditions.vectors(vectors(from.vectors()));
        } else if (request instanceof SuperResolution from) {
            made = conditions.smallPictures(Preparation.picture(from.image(), small(from, parts), Resize.LANCZOS));
        } else if (request instanceof Inpainting from && parts.kind() == PaperKind.INPAINTING) {
            made = conditions.masked(picture(from).plus(1).times(0.5), mask(from));
        } else {
            made = parts.kind() == PaperKind.TEXT ? texts(conditions) : Condition.NONE;
        }
        return made.map(holdings::keep);
    }

    private Condition texts(Conditions conditions) {
        return conditions.texts(text.prompts(), text.negativePrompts());
    }

    private Tensor map(Bitmap map) {
        Bitmap sized = map.grey().resized(size.width(), size.height(), Resize.NEAREST);
        long[] classes = new long[size.width() * size.height()];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = sized.at(i % size.width(), i / size.width(), 0);
        }
        return Tensor.of(classes, 1, size.height(), size.width());
    }

    private static Tensor vectors(List<List<Float>> vectors) {
        int width = vectors.get(0).size();
        float[] values = new float[vectors.size() * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = vectors.get(i / width).get(i % width);
        }
        return Tensor.of(values, 1, vectors.size(), width);
    }

    private Tensor picture(Inpainting from) {
        return Preparation.picture(from.image(), size, Resize.LANCZOS);
    }

    private Tensor mask(Inpainting from) {
        return PixelTensors.mask(from.mask().resized(size.width(), size.height(), Resize.LANCZOS));
    }

    /** The picture's latent. */
    private Tensor clean(Inpainting from) {
        return codec.sample(picture(from), generators.surroundings());
    }

    /** 1 where the latent stays. */
    private Tensor outside(Inpainting from) {
        long[] shape = codec.shape(1, size);
        return Interpolation.NEAREST
                .apply(mask(from), shape[2], shape[3])
                .times(-1)
                .plus(1);
    }

    private UnaryOperator<List<Bitmap>> finish() {
        return request instanceof Inpainting from && from.keepsOutside()
                ? made -> made.stream()
                        .map(each -> InpaintingStart.withSurroundings(each, from, size))
                        .toList()
                : UnaryOperator.identity();
    }
}
