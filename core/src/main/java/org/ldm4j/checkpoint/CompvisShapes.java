package org.ldm4j.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.FirstStageConfig;
import org.ldm4j.autoencoder.VqConfig;
import org.ldm4j.conditioning.Activation;
import org.ldm4j.conditioning.BertConfig;
import org.ldm4j.conditioning.ClassConfig;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.conditioning.ConditionerConfig;
import org.ldm4j.conditioning.RescalerConfig;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.TransformerConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.nn.TensorSource;

/**
 * Configurations guessed from the names and shapes of one network's tensors under the paper's names, for files that come
 * without any. What leaves no trace there (heads, the order of qkv, what is predicted) has to be said by others.
 */
final class CompvisShapes {
    private static final int GROUPS = CompvisUNetConfig.GROUPS;

    /** CLIP's heads are 64 wide in all published models; small ones that are no multiple of that have two. */
    private static final int CLIP_HEAD = 64;

    private static final int SMALL_HEADS = 2;

    private final TensorSource source;
    private final Set<String> names;

    private CompvisShapes(TensorSource source) {
        this.source = source;
        names = source.names();
    }

    /** The U-Net's configuration, or null if these are no U-Net's tensors. */
    static @Nullable UNetConfig unet(TensorSource source, Heads heads) {
        return sound(() -> new CompvisShapes(source).unet(heads));
    }

    /** The KL autoencoder's configuration, or null if these are not its tensors. */
    static @Nullable AutoencoderConfig autoencoder(TensorSource source) {
        return sound(() -> new CompvisShapes(source).autoencoder(Spelling.COMPVIS, GROUPS));
    }

    /** The same of tensors named as the paper's or as diffusers', with {@code groups} in every norm. */
    static @Nullable AutoencoderConfig autoencoder(TensorSource source, int groups) {
        boolean diffusers = source.names().contains("encoder.down_blocks.0.resnets.0.conv1.weight");
        Spelling spelling = diffusers ? Spelling.DIFFUSERS : Spelling.COMPVIS;
        return sound(() -> new CompvisShapes(source).autoencoder(spelling, groups));
    }

    /** The configuration of an autoencoder with or without a codebook, or null if these are not its tensors. */
    static @Nullable FirstStageConfig firstStage(TensorSource source) {
        FirstStageConfig vq = sound(() -> new CompvisShapes(source).vq());
        return vq != null ? vq : autoencoder(source);
    }

    /** The configuration of one of the paper's own conditioners, or null if these are not its tensors. */
    static @Nullable ConditionerConfig conditioner(TensorSource source) {
        return sound(() -> new CompvisShapes(source).conditioner());
    }

    /** The CLIP text encoder's configuration, or null if these are not its tensors. */
    static @Nullable ClipTextConfig clip(TensorSource source) {
        return sound(() -> new CompvisShapes(source).clip());
    }

    /** The configuration of open_clip's text encoder without its last layers that nobody sees, or null. */
    static @Nullable ClipTextConfig openClip(TensorSource source, int unusedLayers) {
        return sound(() -> new CompvisShapes(source).openClip(unusedLayers));
    }

    private interface Guess<C> {
        C make();
    }

    private static <C> @Nullable C sound(Guess<C> guess) {
        try {
            return guess.make();
        } catch (IllegalArgumentException | ArithmeticException e) {
            return null; // a configuration says itself what cannot be
        }
    }

    /** Length of one dimension of a tensor that must be there. */
    private int size(String name, int dim) {
        if (!names.contains(name) || source.shape(name).length <= dim) {
            throw new IllegalArgumentException("tensor (" + name + ") must be there");
        }
        return Math.toIntExact(source.shape(name)[dim]);
    }

    /** How many numbers from 0 on have a tensor {@code before + number + after}. */
    private int count(String before, String after) {
        int count = 0;
        while (names.contains(before + count + after)) {
            count++;
        }
        return count;
    }

    // ------------------------------------------------------------------ U-Net

    private UNetConfig unet(Heads heads) {
        int stages = count("output_blocks.", ".0.in_layers.0.weight");
        int resBlocks = resBlocks(stages);
        int levels = stages / (resBlocks + 1);
        List<Integer> channels = new ArrayList<>();
        List<Boolean> attention = new ArrayList<>();
        for (int level = 0; level < levels; level++) {
            String block = firstBlock(level, resBlocks);
            channels.add(size(block + "0.out_layers.3.weight", 0));
            attention.add(names.contains(block + "1.norm.weight"));
        }
        String first = firstBlock(0, resBlocks);
        return new UNetConfig(
                size("input_blocks.0.0.weight", 1),
                size("out.2.weight", 0),
                size("input_blocks.0.0.weight", 0),
                channels,
                resBlocks,
                attention,
                heads,
                transformer(channels, resBlocks),
                size(first + "0.emb_layers.1.weight", 0) == 2 * channels.get(0),
                names.contains("input_blocks." + (resBlocks + 1) + ".0.in_layers.0.weight") && levels > 1,
                false,
                names.contains("label_emb.weight") ? (Integer) size("label_emb.weight", 0) : null,
                GROUPS);
    }

    /** The first growing stage on the way up is the last of its level, and there is one more of them than on the way down. */
    private int resBlocks(int stages) {
        for (int i = 0; i < stages; i++) {
            for (String index : List.of(".1.", ".2.")) {
                String here = "output_blocks." + i + index;
                if (names.contains(here + "conv.weight") || names.contains(here + "in_layers.0.weight")) {
                    return i;
                }
            }
        }
        return stages - 1;
    }

    private static String firstBlock(int level, int resBlocks) {
        return "input_blocks." + (level * (resBlocks + 1) + 1) + ".";
    }

    private @Nullable TransformerConfig transformer(List<Integer> channels, int resBlocks) {
        String middle = "middle_block.1.";
        int depth = count(middle + "transformer_blocks.", ".attn2.to_k.weight");
        if (depth == 0) {
            return null;
        }
        List<Boolean> selfAttention = new ArrayList<>();
        for (int level = 0; level < channels.size(); level++) {
            String block = firstBlock(level, resBlocks) + "1.";
            selfAttention.add(!names.contains(block + "norm.weight") || looksAtItself(block, channels.get(level)));
        }
        return new TransformerConfig(
                size(middle + "transformer_blocks.0.attn2.to_k.weight", 1),
                depth,
                source.shape(middle + "proj_in.weight").length == 2,
                selfAttention,
                looksAtItself(middle, channels.get(channels.size() - 1)));
    }

    private boolean looksAtItself(String block, int channels) {
        return size(block + "transformer_blocks.0.attn1.to_k.weight", 1) == channels;
    }

    // ------------------------------------------------------------------ autoencoder and text encoder

    /** How a tool names the parts of an autoencoder that its shape is told from. */
    private record Spelling(String level, String block, String attention, String middle) {
        static final Spelling COMPVIS =
                new Spelling("down.", ".block.", ".attn.0.norm.weight", "mid.attn_1.norm.weight");
        static final Spelling DIFFUSERS = new Spelling(
                "down_blocks.",
                ".resnets.",
                ".attentions.0.group_norm.weight",
                "mid_block.attentions.0.group_norm.weight");
    }

    private AutoencoderConfig autoencoder(Spelling spelling, int groups) {
        AutoencoderConfig layers = layers(spelling, groups);
        if (size("encoder.conv_out.weight", 0) != 2 * layers.latentChannels()) {
            throw new IllegalArgumentException("encoder must give means and variances");
        }
        return layers;
    }

    private VqConfig vq() {
        AutoencoderConfig layers = layers(Spelling.COMPVIS, GROUPS);
        if (size("encoder.conv_out.weight", 0) != layers.latentChannels()) {
            throw new IllegalArgumentException("encoder must give latents");
        }
        String codebook = "quantize.embedding.weight";
        return new VqConfig(layers, size(codebook, 0), size(codebook, 1));
    }

    private ConditionerConfig conditioner() {
        String classes = "embedding.weight", mapper = "channel_mapper.weight", tokens = "transformer.token_emb.weight";
        if (names.contains(classes)) {
            return new ClassConfig(size(classes, 0), size(classes, 1));
        }
        if (names.contains(mapper)) { // how often it halves leaves no trace
            boolean bias = names.contains("channel_mapper.bias");
            return new RescalerConfig(1, RescalerConfig.Method.BILINEAR, 0.5, size(mapper, 1), size(mapper, 0), bias);
        }
        int positions = size("transformer.pos_emb.emb.weight", 0);
        int parts = count("transformer.attn_layers.layers.", ".0.weight");
        return BertConfig.of(size(tokens, 0), positions, size(tokens, 1), parts / 2);
    }

    private AutoencoderConfig layers(Spelling spelling, int groups) {
        String level = "encoder." + spelling.level(), block = spelling.block();
        int levels = count(level, block + "0.conv1.weight");
        List<Integer> channels = new ArrayList<>();
        List<Boolean> attention = new ArrayList<>();
        for (int i = 0; i < levels; i++) {
            channels.add(size(level + i + block + "0.conv2.weight", 0));
            attention.add(names.contains(level + i + spelling.attention()));
        }
        return new AutoencoderConfig(
                size("encoder.conv_in.weight", 1),
                size("decoder.conv_in.weight", 1),
                channels,
                count(level + "0" + block, ".conv1.weight"),
                attention,
                names.contains("encoder." + spelling.middle()),
                groups,
                1);
    }

    private ClipTextConfig clip() {
        String tokens = "embeddings.token_embedding.weight";
        String model = names.contains(tokens) ? "" : "text_model."; // transformers 5 leaves it out
        int width = size(model + tokens, 1);
        return new ClipTextConfig(
                size(model + tokens, 0),
                size(model + "embeddings.position_embedding.weight", 0),
                width,
                count(model + "encoder.layers.", ".layer_norm1.weight"),
                clipHeads(width),
                size(model + "encoder.layers.0.mlp.fc1.weight", 0),
                Activation.QUICK_GELU);
    }

    private ClipTextConfig openClip(int unusedLayers) {
        int width = size(OpenClipKeys.TOKENS, 1);
        return new ClipTextConfig(
                size(OpenClipKeys.TOKENS, 0),
                size(OpenClipKeys.POSITIONS, 0),
                width,
                count(OpenClipKeys.LAYERS, OpenClipKeys.FIRST_NORM) - unusedLayers,
                clipHeads(width),
                size(OpenClipKeys.LAYERS + 0 + OpenClipKeys.FIRST_LINEAR, 0),
                Activation.GELU);
    }

    /** How many heads a text encoder of this width has, as no tensor shows it. */
    static int clipHeads(int width) {
        return width % CLIP_HEAD == 0 ? width / CLIP_HEAD : SMALL_HEADS;
    }
}
