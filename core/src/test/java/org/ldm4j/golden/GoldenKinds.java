package org.ldm4j.golden;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one table of which test class runs which kind of golden case. A kind that is missing here, or whose class is
 * {@link #LATER} or not written yet, fails in {@link UnclaimedKindsGoldenTest}.
 */
final class GoldenKinds {
    /** Stands for the test class of a kind that nobody has begun. */
    static final String LATER = "later";

    private static final Map<String, String> CLASSES = new TreeMap<>();

    static {
        in(
                "org.ldm4j.task",
                Map.of(
                        "txt2img", "TextToImage",
                        "img2img", "ImageToImage",
                        "inpaint", "Inpainting",
                        "depth2img", "DepthToImage",
                        "upscale", "SuperResolution",
                        "file-form", "FileForm",
                        "add-on", "AddOn"));
        for (String block : List.of(
                "unet",
                "encoder-unet",
                "resblock",
                "attentionblock",
                "crossattention",
                "feedforward",
                "spatialtransformer",
                "timestep-embedding")) {
            in("org.ldm4j.denoiser", Map.of("unit/" + block, "Denoiser"));
        }
        in("org.ldm4j.task", Map.of("compvis-sd", "CompvisSd", "zoo", "Zoo", "ldm-export", "LdmExport"));
        in(
                "org.ldm4j.autoencoder",
                Map.of(
                        "unit/autoencoder-kl", "KlAutoencoder",
                        "unit/autoencoder-vq", "VqAutoencoder",
                        "unit/autoencoder-tiny", "TinyAutoencoder",
                        "training/quantizer", "Codebook"));
        for (String kind : List.of("class-embedder", "bert-embedder", "spatial-rescaler", "layout-tokens")) {
            in("org.ldm4j.conditioning", Map.of("unit/" + kind, "Conditioner"));
        }
        in("org.ldm4j.conditioning", Map.of("unit/clip-text", "ClipText"));
        in("org.ldm4j.checkpoint", Map.of("unit/openclip-text", "OpenClipText"));
        in("org.ldm4j.text", Map.of("tokenizer/bert", "WordPiece"));
        in("org.ldm4j.text", Map.of("tokenizer/clip", "ClipTokenizer", "prompt-grammar", "PromptGrammar"));
        in("org.ldm4j.diffusion", Map.of("unit/schedules-compvis", "CompvisSchedules"));
        in("org.ldm4j.sampling", Map.of("unit/schedules-diffusers", "DiffusersSchedules"));
        in(
                "org.ldm4j.image",
                Map.of(
                        "picture/pillow-resize", "Resize",
                        "picture/torch-interpolate", "Interpolate",
                        "picture/compvis-preprocess", "Preprocess",
                        "picture/diffusers-preprocess", "Preprocess"));
        in(
                "org.ldm4j.training",
                Map.of(
                        "training/diffusion-loss", "DiffusionLoss",
                        "training/clip-loss", "ClipLoss",
                        "training/lr-schedules", "LrSchedule",
                        "training/min-snr", "MinSnr",
                        "training/optimiser", "Optimiser",
                        "training/training-curve", "TrainingCurve"));
        for (String kind : List.of("discriminator", "first-stage-loss", "gan-losses", "lpips")) {
            in("org.ldm4j.training.loss", Map.of("training/" + kind, "FirstStageLoss"));
        }
    }

    private GoldenKinds() {}

    private static void in(String packageName, Map<String, String> names) {
        names.forEach((kind, name) -> CLASSES.put(kind, packageName + "." + name + "GoldenTest"));
    }

    /** Full name of the test class that runs {@code kind}; {@link #LATER} if none does. */
    static String testClass(String kind) {
        return CLASSES.getOrDefault(kind, LATER);
    }
}
