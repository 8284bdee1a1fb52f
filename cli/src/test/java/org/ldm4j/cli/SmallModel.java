package org.ldm4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.KlAutoencoder;
import org.ldm4j.checkpoint.DiffusersFolderWriter;
import org.ldm4j.checkpoint.DiffusersModel;
import org.ldm4j.checkpoint.DiffusersModel.Network;
import org.ldm4j.conditioning.Activation;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.conditioning.ClipTextEncoder;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.image.Bitmap;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.nn.Weights;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;
import org.ldm4j.text.ClipTokenizer;

/** A model of random weights with pictures of 16 pixels and a vocabulary of a few letters. */
final class SmallModel {
    static final int SIDE = 16;
    /** Tokens of a text, start and end included. */
    static final int LENGTH = 77;

    private static final int WIDTH = 8;

    private SmallModel() {}

    /** Writes it to a new folder below {@code parent}. */
    static Path write(Path parent) throws IOException {
        var unet = UNetConfig.textConditional(4, List.of(32, 64), 1, List.of(true, false), new Heads.Count(2), WIDTH);
        var vae = AutoencoderConfig.of(4, List.of(32, 32), 1, 32).withScalingFactor(0.5);
        var clip = new ClipTextConfig(5, LENGTH, WIDTH, 2, 2, 16, Activation.GELU);
        Path target = parent.resolve("model");
        try (Scope scope = Scope.open();
                Weights unetWeights = Weights.create(1);
                Weights vaeWeights = Weights.create(2);
                Weights clipWeights = Weights.create(3)) {
            new UNet(unetWeights, unet);
            new KlAutoencoder(vaeWeights, vae);
            new ClipTextEncoder(clipWeights, clip);
            DiffusersModel model = DiffusersModel.of(
                    new Network<>(unet, source(unetWeights)),
                    new Network<>(vae, source(vaeWeights)),
                    new Network<>(clip, source(clipWeights)),
                    tokenizer(parent.resolve("vocabulary")),
                    SamplerConfig.stableDiffusion());
            DiffusersFolderWriter.write(target, model.withSampleSize(SIDE / 2), DType.FP32);
        }
        return target;
    }

    private static ClipTokenizer tokenizer(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("vocab.json"),
                "{\"a\":0,\"a</w>\":1,\"aa</w>\":2,\"<|startoftext|>\":3,\"<|endoftext|>\":4}");
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\na a</w>\n");
        return ClipTokenizer.load(folder);
    }

    private static TensorSource source(Weights weights) {
        Map<String, Tensor> tensors = weights.parameters();
        return new TensorSource() {
            @Override
            public Set<String> names() {
                return tensors.keySet();
            }

            @Override
            public long[] shape(String name) {
                return tensor(name).shape();
            }

            @Override
            public DType dtype(String name) {
                return tensor(name).dtype();
            }

            /** Layers that training begins with at zero get numbers, or the network would see nothing. */
            @Override
            public Tensor read(String name) {
                Tensor tensor = tensor(name);
                if (tensor.maxAbs() > 0) {
                    return tensor.copy();
                }
                var random = new Random(name.hashCode());
                float[] values = new float[Math.toIntExact(tensor.count())];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (0.1 * random.nextGaussian());
                }
                return Tensor.of(values, tensor.shape());
            }

            @Override
            public String description() {
                return "memory";
            }

            private Tensor tensor(String name) {
                return tensors.get(name);
            }
        };
    }

    /** A picture of two slopes of colour. */
    static Bitmap picture(int width, int height) {
        byte[] values = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            values[3 * i] = (byte) (255 * (i % width) / width);
            values[3 * i + 1] = (byte) (255 * (i / width) / height);
            values[3 * i + 2] = (byte) 90;
        }
        return Bitmap.of(width, height, 3, values);
    }

    /** Changes the text of a file of the model. */
    static void edit(Path file, UnaryOperator<String> change) throws IOException {
        String before = Files.readString(file);
        String after = change.apply(before);
        if (after.equals(before)) {
            throw new IllegalStateException("the edit of " + file + " changed nothing: " + before);
        }
        Files.writeString(file, after);
    }
}
