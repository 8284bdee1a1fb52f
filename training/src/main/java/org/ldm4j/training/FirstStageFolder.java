package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.KlAutoencoder;
import org.ldm4j.checkpoint.AutoencoderFolder;
import org.ldm4j.checkpoint.TensorMap;
import org.ldm4j.data.PictureSource;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.PixelTensors;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Writes a first stage as a model folder. Its latents are given mean zero on the way: the last encoder layer and the
 * first decoder layer are 1x1 convolutions, so the mean of each channel over the training pictures moves into their
 * biases without changing a reconstruction. What deviation is left is the latent diffusion model's scaling factor.
 */
final class FirstStageFolder {
    private static final int MEASURED_PICTURES = 256;
    private static final int SHOWN_PICTURES = 8;

    private final AutoencoderConfig shape;
    private final PictureSource pictures;

    FirstStageFolder(AutoencoderConfig shape, PictureSource pictures) {
        this.shape = shape;
        this.pictures = pictures;
    }

    /** Writes the first stage as a model folder that has nothing else. */
    void write(Path folder, Map<String, Tensor> weights) throws IOException {
        try (Scope scope = Scope.open()) {
            var source = new TensorMap(centred(weights), "the moving average");
            AutoencoderFolder.writeInto(folder, shape, source, DType.FP32);
        }
    }

    /** A sheet of pictures above their reconstructions. */
    void writeReconstructions(Path folder, Path file) {
        try (FirstStage firstStage = FirstStage.load(folder);
                Scope scope = Scope.open();
                NoGrad off = NoGrad.open()) {
            List<Bitmap> originals = new ArrayList<>();
            List<Bitmap> reconstructions = new ArrayList<>();
            for (long number : spread(SHOWN_PICTURES)) {
                Tensor x = pictures.pictures(number);
                Tensor y = firstStage.reconstructed(x);
                originals.addAll(PixelTensors.bitmaps(x, PixelTensors.Rounding.NEAREST));
                reconstructions.addAll(PixelTensors.bitmaps(y, PixelTensors.Rounding.NEAREST));
            }
            int columns = originals.size();
            originals.addAll(reconstructions);
            Sheets.write(file, originals, columns);
        }
    }

    /** Numbers of so many pictures, spread over the set; those that vanished meanwhile are left out. */
    private long[] spread(int count) {
        long[] numbers = new long[count];
        Arrays.setAll(numbers, i -> (long) i * pictures.count() / count);
        return pictures.present(numbers);
    }

    /** The weights with centred latents; new tensors belong to the current scope. */
    Map<String, Tensor> centred(Map<String, Tensor> weights) {
        Map<String, Tensor> result = new LinkedHashMap<>(weights);
        int z = shape.latentChannels();
        try (NoGrad off = NoGrad.open()) {
            Tensor mean = meanLatent(weights);
            Tensor shift = Tensor.cat(0, mean, Tensor.zeros(z));
            Tensor inputWeight = Objects.requireNonNull(weights.get("post_quant_conv.weight"))
                    .reshape(z, z);
            result.computeIfPresent("quant_conv.bias", (name, bias) -> bias.minus(shift));
            result.computeIfPresent("post_quant_conv.bias", (name, bias) -> bias.plus(inputWeight.matmul(mean)));
        }
        return result;
    }

    /** [latentChannels] */
    private Tensor meanLatent(Map<String, Tensor> named) {
        return Scope.result(() -> {
            try (Weights weights = Weights.from(new TensorMap(named, "the moving average"), DType.FP32)) {
                var autoencoder = new KlAutoencoder(weights, shape);
                long[] measured = spread(Math.min(MEASURED_PICTURES, pictures.count()));
                Tensor sum = Tensor.zeros(shape.latentChannels());
                for (long number : measured) {
                    sum = sum.plus(
                            autoencoder.encode(pictures.pictures(number)).mean().mean(false, 0, 2, 3));
                }
                return sum.dividedBy(measured.length);
            }
        });
    }
}
