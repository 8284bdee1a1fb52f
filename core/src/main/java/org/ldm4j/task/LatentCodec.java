package org.ldm4j.task;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.FirstStage;
import org.ldm4j.autoencoder.FirstStageConfig;
import org.ldm4j.autoencoder.KlAutoencoder;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.PixelTensors;
import org.ldm4j.sampling.NoiseSource;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Pictures to the latents that the denoiser knows, and back: the first stage with its scaling factor. */
final class LatentCodec {
    private static final String NAME = "first stage";

    private final Supplier<Careful<? extends FirstStage, ?>> firstStage;
    private final FirstStageConfig config;
    private final DType type;
    private final @Nullable Preview preview;
    private final Admission admission;

    LatentCodec(ModelParts parts, Admission admission) {
        this.admission = admission;
        type = parts.type();
        firstStage = () -> new Careful<>(NAME, parts.firstStage(), KlAutoencoder::new, type);
        config = parts.firstStage().config();
        preview = parts.extras().preview();
    }

    LatentCodec(Component<FirstStage, FirstStageConfig> component, DType type, Admission admission) {
        this.admission = admission;
        this.type = type;
        firstStage = () -> new Careful<>(NAME, component, FirstStage::of, type);
        config = component.config();
        preview = null;
    }

    /** f: how many pixels a latent position stands for in each direction. */
    int downsampling() {
        return config.downsampling();
    }

    /** Channels of a latent. */
    int channels() {
        return config.latentChannels();
    }

    /** The shape of the latents of {@code count} pictures. */
    long[] shape(int count, PictureSize size) {
        int f = downsampling();
        Rules.require(size.width() % f == 0, "width", size.width(), "be a multiple of " + f);
        Rules.require(size.height() % f == 0, "height", size.height(), "be a multiple of " + f);
        return new long[] {count, channels(), size.height() / f, size.width() / f};
    }

    /**
     * Draws latents of pictures [B, 3, H, W] in [-1, 1], each encoded alone.
     *
     * @param noise asked for [B, C, h, w]; where it gives more, there are as many latents of one picture
     */
    Tensor sample(Tensor pictures, NoiseSource noise) {
        return Scope.result(() -> {
            try (NoGrad off = NoGrad.open()) {
                Tensor moments = moments(pictures);
                Tensor z = carefully((network, t) -> network.latent(moments, noise::next));
                return NotFiniteException.require("latent of the picture", z).times(config.scalingFactor());
            }
        });
    }

    private Tensor moments(Tensor pictures) {
        return Tensor.cat(
                0,
                IntStream.range(0, Math.toIntExact(pictures.size(0)))
                        .mapToObj(i -> momentsOfOne(pictures.narrow(0, i, 1)))
                        .toArray(Tensor[]::new));
    }

    private Tensor momentsOfOne(Tensor picture) {
        int tile = admission.encoderTile(size(picture, 1));
        return carefully(
                (network, t) -> tile == 0 ? network.moments(picture.to(t)) : network.moments(picture.to(t), tile));
    }

    /** The pixels of [B, C, H, W], of which each position stands for {@code factor} in each direction. */
    private static PictureSize size(Tensor maps, int factor) {
        return new PictureSize(Math.toIntExact(maps.size(3) * factor), Math.toIntExact(maps.size(2) * factor));
    }

    /** A picture of latents [1, C, h, w] that are not finished, by the small decoder if there is one. */
    Bitmap preview(Tensor latents) {
        if (preview == null) {
            return bitmaps(latents).get(0);
        }
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open()) {
            Tensor x = NotFiniteException.require("preview", preview.decode(latents, type));
            return PixelTensors.bitmaps(x, PixelTensors.Rounding.NEAREST).get(0);
        }
    }

    /** The pictures of latents [B, C, h, w], each decoded alone. */
    List<Bitmap> bitmaps(Tensor latents) {
        List<Bitmap> pictures = new ArrayList<>();
        for (int i = 0; i < latents.size(0); i++) {
            try (Scope scope = Scope.open()) {
                Tensor x = NotFiniteException.require("picture", decode(latents.narrow(0, i, 1)));
                pictures.addAll(PixelTensors.bitmaps(x, PixelTensors.Rounding.NEAREST));
            }
        }
        return pictures;
    }

    /** Latents [B, C, h, w] to [B, 3, H, W], float32. */
    Tensor decode(Tensor latents) {
        return Scope.result(() -> {
            try (NoGrad off = NoGrad.open()) {
                if (preview != null && preview.isFinal()) {
                    return preview.decode(latents, type);
                }
                Tensor z = latents.dividedBy(config.scalingFactor());
                int tile = admission.decoderTile(size(latents, downsampling()));
                return tile == 0 ? carefully((network, t) -> network.decode(z.to(t))) : inTiles(z, tile);
            }
        });
    }

    private Tensor inTiles(Tensor z, int tile) {
        return Tensor.cat(
                0,
                IntStream.range(0, Math.toIntExact(z.size(0)))
                        .mapToObj(i -> carefully(
                                (network, t) -> network.decode(z.narrow(0, i, 1).to(t), tile)))
                        .toArray(Tensor[]::new));
    }

    private Tensor carefully(BiFunction<FirstStage, DType, Tensor> call) {
        try (Careful<? extends FirstStage, ?> network = firstStage.get()) {
            return network.apply(call);
        }
    }
}
