package org.ldm4j.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.KlAutoencoder;
import org.ldm4j.checkpoint.DiffusersModel.Network;
import org.ldm4j.conditioning.Activation;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.conditioning.ClipTextEncoder;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.nn.Weights;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.tensor.DType;
import org.ldm4j.text.ClipTokenizer;

/** A model of random weights in Stable Diffusion's form, small enough for unit tests; needs an open scope. */
final class TinyModel {
    static final UNetConfig UNET =
            UNetConfig.textConditional(4, List.of(32, 64), 1, List.of(true, false), new Heads.Count(2), 8);
    static final AutoencoderConfig VAE =
            AutoencoderConfig.of(4, List.of(32, 32), 1, 32).withScalingFactor(0.5);
    static final ClipTextConfig CLIP = new ClipTextConfig(5, 77, 8, 2, 2, 16, Activation.GELU);

    private TinyModel() {}

    static DiffusersModel model(Path folder) throws IOException {
        Weights unet = Weights.create(1);
        Weights vae = Weights.create(2);
        Weights clip = Weights.create(3);
        new UNet(unet, UNET);
        new KlAutoencoder(vae, VAE);
        new ClipTextEncoder(clip, CLIP);
        return DiffusersModel.of(
                        new Network<>(UNET, tensors(unet)),
                        new Network<>(VAE, tensors(vae)),
                        new Network<>(CLIP, tensors(clip)),
                        tokenizer(folder.resolve("vocabulary")),
                        SamplerConfig.stableDiffusion())
                .withSampleSize(8);
    }

    private static TensorSource tensors(Weights weights) {
        return new TensorMap(weights.parameters(), "memory");
    }

    static ClipTokenizer tokenizer(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("vocab.json"),
                "{\"a\":0,\"a</w>\":1,\"aa</w>\":2,\"<|startoftext|>\":3,\"<|endoftext|>\":4}");
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\na a</w>\n");
        return ClipTokenizer.load(folder);
    }

    /** Writes the model to a new folder below {@code parent}. */
    static Path write(Path parent, DType type) throws IOException {
        Path target = parent.resolve("model");
        DiffusersFolderWriter.write(target, model(parent), type);
        return target;
    }

    /** Changes the text of a file. */
    static void edit(Path file, UnaryOperator<String> change) throws IOException {
        String before = Files.readString(file, StandardCharsets.UTF_8);
        String after = change.apply(before);
        if (after.equals(before)) {
            throw new IllegalStateException("the edit of " + file + " changed nothing: " + before);
        }
        Files.writeString(file, after);
    }
}
