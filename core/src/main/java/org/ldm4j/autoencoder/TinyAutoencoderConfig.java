package org.ldm4j.autoencoder;

import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.ldm4j.tensor.Tensor;

/**
 * Shape of a tiny autoencoder.
 *
 * @param imageChannels channels of the picture, 3 for RGB
 * @param latentChannels channels of the latent
 * @param encoderWidth channels of all layers of the encoder
 * @param decoderWidth channels of all layers of the decoder
 * @param encoderBlocks blocks of each level of the encoder, from the full resolution down
 * @param decoderBlocks blocks of each level of the decoder, from the latent up
 * @param activation between the convolutions of a block
 * @param growth how many times a level of the decoder is larger than the one before, in each direction
 * @param scalingFactor what latents are multiplied by for the diffusion model; 1 in TAESD, whose latents are those
 */
public record TinyAutoencoderConfig(
        int imageChannels,
        int latentChannels,
        int encoderWidth,
        int decoderWidth,
        List<Integer> encoderBlocks,
        List<Integer> decoderBlocks,
        Activation activation,
        int growth,
        double scalingFactor) {
    /** What may stand between convolutions. */
    public enum Activation implements UnaryOperator<Tensor> {
        RELU(Tensor::relu),
        SILU(Tensor::silu),
        GELU(Tensor::gelu),
        /** x tanh(ln(1 + eˣ)), with the logarithm taken so that no exponential overflows. */
        MISH(x -> x.times(x.relu().plus(x.abs().negated().exp().plus(1).log()).tanh()));

        private final UnaryOperator<Tensor> function;

        Activation(UnaryOperator<Tensor> function) {
            this.function = function;
        }

        @Override
        public Tensor apply(Tensor x) {
            return function.apply(x);
        }
    }

    public TinyAutoencoderConfig {
        encoderBlocks = List.copyOf(encoderBlocks);
        decoderBlocks = List.copyOf(decoderBlocks);
        require(imageChannels > 0, "imageChannels", imageChannels, "be positive");
        require(latentChannels > 0, "latentChannels", latentChannels, "be positive");
        require(encoderWidth > 0, "encoderWidth", encoderWidth, "be positive");
        require(decoderWidth > 0, "decoderWidth", decoderWidth, "be positive");
        require(!encoderBlocks.isEmpty(), "encoderBlocks", encoderBlocks, "name at least one level");
        require(!decoderBlocks.isEmpty(), "decoderBlocks", decoderBlocks, "name at least one level");
        require(Collections.min(encoderBlocks) >= 0, "encoderBlocks", encoderBlocks, "not be negative");
        require(Collections.min(decoderBlocks) >= 0, "decoderBlocks", decoderBlocks, "not be negative");
        require(growth > 0, "growth", growth, "be positive");
        require(
                Double.isFinite(scalingFactor) && scalingFactor > 0,
                "scalingFactor",
                scalingFactor,
                "be a positive number");
    }

    private static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " (" + value + ") must " + rule);
        }
    }

    /** TAESD for Stable Diffusion 1 and 2: 2,445,063 parameters. */
    public static TinyAutoencoderConfig taesd() {
        return new TinyAutoencoderConfig(3, 4, 64, 64, List.of(1, 3, 3, 3), List.of(3, 3, 3, 1), Activation.RELU, 2, 1);
    }

    /** How many pixels of the decoded picture a latent position stands for in each direction. */
    public int upsampling() {
        int factor = 1;
        for (int level = 1; level < decoderBlocks.size(); level++) {
            factor = Math.multiplyExact(factor, growth);
        }
        return factor;
    }
}
