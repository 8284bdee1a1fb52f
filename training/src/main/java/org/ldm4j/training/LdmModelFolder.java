package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ldm4j.LatentDiffusion;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.FirstStageConfig;
import org.ldm4j.checkpoint.DiffusersFolderWriter;
import org.ldm4j.checkpoint.DiffusersModel;
import org.ldm4j.checkpoint.ModelDefaults;
import org.ldm4j.checkpoint.PaperFiles.PaperConfig;
import org.ldm4j.checkpoint.PaperModelWriter;
import org.ldm4j.checkpoint.TensorMap;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.image.Bitmap;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.sampling.Spacing;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Writes a diffusion model in training as a folder that makes pictures: with CLIP's text encoder in diffusers' form, all
 * others in that of the paper's code.
 */
final class LdmModelFolder {
    private static final double GUIDANCE = 3;
    private static final int SHOWN_PICTURES = 16;

    private final LdmRunConfig run;
    private final UNetConfig unet;
    private final FirstStage firstStage;
    private final FirstStageConfig scaled;
    private final Conditioning conditioning;

    /** @param scaled the first stage with the factor that the model is trained with */
    LdmModelFolder(
            LdmRunConfig run,
            UNetConfig unet,
            FirstStage firstStage,
            FirstStageConfig scaled,
            Conditioning conditioning) {
        this.run = run;
        this.unet = unet;
        this.firstStage = firstStage;
        this.scaled = scaled;
        this.conditioning = conditioning;
        boolean clip = conditioning instanceof ClipConditioning;
        Settings.require(
                !clip || scaled instanceof AutoencoderConfig,
                "condition.kind",
                run.condition().kind(),
                "be bert for texts where the first stage has a codebook or there is none");
    }

    /** Writes the model with these weights. */
    void write(Path folder, Map<String, Tensor> weights) throws IOException {
        try (Scope scope = Scope.open()) {
            TensorSource denoiser = Part.below(LdmTrainer.UNET, weights);
            if (conditioning instanceof ClipConditioning clip) {
                writeStable(folder, denoiser, clip, weights);
            } else {
                writePaper(folder, denoiser, weights);
            }
            conditioning.writeInto(folder);
        }
    }

    private void writeStable(Path folder, TensorSource denoiser, ClipConditioning clip, Map<String, Tensor> weights)
            throws IOException {
        DiffusersModel model = DiffusersModel.of(
                new DiffusersModel.Network<>(unet, denoiser),
                new DiffusersModel.Network<>((AutoencoderConfig) scaled, firstStage.tensors()),
                new DiffusersModel.Network<>(clip.config(), clip.tensors(weights)),
                clip.tokenizer(),
                sampler());
        DiffusersFolderWriter.writeInto(folder, model.withSampleSize(side()), DType.FP16);
        new ModelDefaults(GUIDANCE).writeInto(folder);
    }

    private void writePaper(Path folder, TensorSource denoiser, Map<String, Tensor> weights) throws IOException {
        PaperConfig config =
                new PaperConfig(conditioning.kind(), unet, scaled, conditioning.config(), sampler(), side());
        Tensor logVariances = weights.get(Objective.LOG_VARIANCES);
        Map<String, Tensor> beside = logVariances == null ? Map.of() : Map.of(Objective.LOG_VARIANCES, logVariances);
        var tensors = new PaperModelWriter.Tensors(
                denoiser,
                firstStage.tensors(),
                conditioning.tensors(weights),
                new TensorMap(beside, "the moving average"));
        PaperModelWriter.writeInto(folder, config, tensors, DType.FP16);
    }

    private int side() {
        return run.data().size() / scaled.downsampling();
    }

    /** DDIM from the last timestep, which a schedule that ends in pure noise needs. */
    private SamplerConfig sampler() {
        var diffusion = run.diffusion();
        return SamplerConfig.scaledLinear(diffusion.betaStart(), diffusion.betaEnd())
                .with("beta_schedule", diffusion.betaSchedule())
                .with(Prediction.named(diffusion.prediction()))
                .with(Spacing.TRAILING)
                .withZeroTerminalSnr(diffusion.zeroTerminalSnr());
    }

    /** A sheet of what the model in {@code folder} makes of the conditions of {@code count} training pictures. */
    void writeSamples(Path folder, Path file, int count) {
        try (LatentDiffusion model = LatentDiffusion.load(folder)) {
            List<Bitmap> samples = new ArrayList<>();
            for (int i = 0; i < SHOWN_PICTURES; i++) {
                samples.addAll(model.any().generate(conditioning.request(i * count / SHOWN_PICTURES)));
            }
            Sheets.write(file, samples, SHOWN_PICTURES / 2);
        }
    }
}
