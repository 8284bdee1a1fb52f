package org.ldm4j.checkpoint;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.FirstStageConfig;
import org.ldm4j.checkpoint.ModelPreset.Training;
import org.ldm4j.conditioning.BertConfig;
import org.ldm4j.conditioning.ClassConfig;
import org.ldm4j.conditioning.ConditionerConfig;
import org.ldm4j.conditioning.RescalerConfig;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.TransformerConfig;
import org.ldm4j.denoiser.UNetConfig;

/**
 * The diffusion models of CompVis/latent-diffusion, as {@code models/ldm/NAME/config.yaml} there says unless something
 * else is noted. What its code calls attention resolutions are downsampling factors.
 */
final class PaperModels {
    private static final Heads NARROW = new Heads.Width(32);
    private static final Heads EIGHT = new Heads.Count(8);
    private static final int BERT_VOCABULARY = 30522;

    /** CelebA-HQ; {@code ffhq256} and {@code lsun_beds256} are the same on other pictures. */
    static final ModelPreset CELEBA = model(
            new Training(PaperKind.UNCONDITIONAL, 0.0015, 0.0195),
            PaperFirstStages.VQ_F4,
            unet(3, 3, 224, List.of(1, 2, 3, 4), List.of(2, 4, 8), NARROW, null),
            null);

    static final ModelPreset CHURCHES = model(
            new Training(PaperKind.UNCONDITIONAL, 0.0015, 0.0155),
            PaperFirstStages.KL_F8,
            variant(unet(4, 4, 192, List.of(1, 2, 2, 4, 4), List.of(1, 2, 4, 8), EIGHT, null), true, true),
            null);

    static final ModelPreset CIN = model(
            new Training(PaperKind.CLASS, 0.0015, 0.0195),
            PaperFirstStages.VQ_F8,
            unet(4, 4, 256, List.of(1, 2, 4), List.of(1, 2, 4), NARROW, transformer(3, 512, 1)),
            new ClassConfig(1000, 512));

    /** {@code configs/latent-diffusion/cin256-v2.yaml}; the last of its 1001 classes stands for none. */
    static final ModelPreset CIN_V2 = model(
            new Training(PaperKind.CLASS, 0.0015, 0.0195),
            PaperFirstStages.VQ_F4,
            unet(3, 3, 192, List.of(1, 2, 3, 5), List.of(2, 4, 8), new Heads.Count(1), transformer(4, 512, 1)),
            new ClassConfig(1001, 512));

    /** {@code configs/latent-diffusion/txt2img-1p4B-eval.yaml}. */
    static final ModelPreset TEXT_LARGE = model(
            new Training(PaperKind.TEXT, 0.00085, 0.012),
            PaperFirstStages.KL_F8.withScalingFactor(0.18215),
            unet(4, 4, 320, List.of(1, 2, 4, 4), List.of(1, 2, 4), EIGHT, transformer(4, 1280, 1)),
            BertConfig.of(BERT_VOCABULARY, 77, 1280, 32));

    static final ModelPreset TEXT = model(
            new Training(PaperKind.TEXT, 0.0015, 0.0195),
            PaperFirstStages.VQ_F4,
            unet(3, 3, 192, List.of(1, 2, 3, 5), List.of(2, 4, 8), NARROW, transformer(4, 640, 1)),
            BertConfig.of(BERT_VOCABULARY, 77, 640, 32));

    static final ModelPreset LAYOUT = model(
            new Training(PaperKind.LAYOUT, 0.0015, 0.0205),
            PaperFirstStages.VQ_F4,
            unet(3, 3, 128, List.of(1, 2, 3, 4), List.of(2, 4, 8), NARROW, transformer(4, 512, 3)),
            BertConfig.of(8192, 92, 512, 16));

    /** Its resolutions 8, 16, 32 lie below its three levels: only the middle has attention. */
    static final ModelPreset SEMANTIC = model(
            new Training(PaperKind.SEMANTIC, 0.0015, 0.0205),
            PaperFirstStages.VQ_F4,
            unet(6, 3, 128, List.of(1, 4, 8), List.of(8, 16, 32), EIGHT, null),
            RescalerConfig.halving(2, 182, 3));

    static final ModelPreset SEMANTIC_512 = sized(SEMANTIC, 512);

    static final ModelPreset SUPER_RESOLUTION = model(
            new Training(PaperKind.SUPER_RESOLUTION, 0.0015, 0.0155),
            PaperFirstStages.VQ_F4,
            unet(6, 3, 160, List.of(1, 2, 2, 4), List.of(8, 16), NARROW, null),
            null);

    /** Its condition is the first stage's latent of the masked picture, and the mask. */
    static final ModelPreset INPAINTING = model(
            new Training(PaperKind.INPAINTING, 0.0015, 0.0205),
            PaperFirstStages.VQ_F4_NO_ATTENTION,
            variant(unet(7, 3, 256, List.of(1, 2, 3, 4), List.of(2, 4, 8), EIGHT, null), false, true),
            null);

    /** {@code configs/retrieval-augmented-diffusion/768x768.yaml}; its condition is CLIP's image vectors as they are. */
    static final ModelPreset RETRIEVAL = sized(
            model(
                    new Training(PaperKind.RETRIEVAL, 0.0015, 0.015),
                    PaperFirstStages.KL_F16.withScalingFactor(0.22765929),
                    unet(16, 16, 448, List.of(1, 2, 3, 4), List.of(1, 2, 4), NARROW, transformer(4, 768, 1)),
                    null),
            768);

    private PaperModels() {}

    private static ModelPreset model(
            Training training, FirstStageConfig firstStage, UNetConfig unet, @Nullable ConditionerConfig condition) {
        return new ModelPreset("ldm", "eps", 256, unet, firstStage, condition, training);
    }

    private static ModelPreset sized(ModelPreset of, int size) {
        return new ModelPreset(
                of.architecture(), of.prediction(), size, of.unet(), of.firstStage(), of.conditioner(), of.training());
    }

    private static UNetConfig unet(
            int in,
            int out,
            int width,
            List<Integer> multipliers,
            List<Integer> attentionFactors,
            Heads heads,
            @Nullable TransformerConfig transformer) {
        return UNetConfig.ofMultipliers(in, out, width, multipliers, 2, attentionFactors, heads, transformer);
    }

    private static TransformerConfig transformer(int levels, int contextChannels, int depth) {
        return new TransformerConfig(contextChannels, depth, false, Collections.nCopies(levels, true), true);
    }

    private static UNetConfig variant(UNetConfig of, boolean scaleShiftNorm, boolean resblockUpDown) {
        return new UNetConfig(
                of.inChannels(),
                of.outChannels(),
                of.modelChannels(),
                of.channels(),
                of.resBlocks(),
                of.attention(),
                of.heads(),
                of.transformer(),
                scaleShiftNorm,
                resblockUpDown,
                of.newAttentionOrder(),
                of.classes(),
                of.normGroups());
    }
}
