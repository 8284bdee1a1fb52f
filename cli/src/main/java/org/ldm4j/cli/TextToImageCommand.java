package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.LatentDiffusion;
import org.ldm4j.checkpoint.ModelDefaults;
import org.ldm4j.cli.Stopwatch.Phase;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.task.LatentDiffusionModel;
import org.ldm4j.task.SamplingOptions;
import org.ldm4j.task.TextToImage;
import org.ldm4j.tensor.Engine;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Pictures from a text. */
@Command(name = "txt2img", description = "Makes pictures from a text.")
final class TextToImageCommand extends LdmCommand {
    @Mixin
    private final ModelOption model = new ModelOption();

    @Mixin
    private final PromptOptions prompts = new PromptOptions();

    @Mixin
    private final PictureOptions pictures = new PictureOptions();

    @Mixin
    private final SamplerOptions sampler = new SamplerOptions();

    private final Stopwatch watch = new Stopwatch();

    @Override
    Exit run() {
        Console console = common.console();
        List<String> texts = prompts.texts();
        TextToImage asked = request(texts, console);
        if (pictures.initialLatents != null && texts.size() > 1) {
            throw CommandException.usage("--initial-latents", "one prompt", texts.size());
        }
        try (Interruption watching = Interruption.watch();
                Scope scope = Scope.open()) {
            Tensor noise = pictures.initialLatents == null ? null : noise(pictures.initialLatents);
            TextToImage request = noise == null ? asked : asked.count(pictures.count(Math.toIntExact(noise.size(0))));
            OutputPlace place = pictures.place(texts.size() * request.count());
            pictures.requireWritable(place);
            try (LatentDiffusion loaded = watch.time(Phase.LOAD, this::load)) {
                TextToImage guided = request.guidance(guidance(loaded.model().defaults()));
                generate(loaded.model(), guided, texts, place, noise, console);
            }
        }
        return Exit.DONE;
    }

    private Tensor noise(Path file) {
        return watch.time(Phase.LOAD, () -> LatentsFile.read(file));
    }

    private LatentDiffusion load() {
        common.startEngine();
        return LatentDiffusion.load(model.orBundled(), common.loading());
    }

    /** What needs no model to be checked. */
    private TextToImage request(List<String> texts, Console console) {
        pictures.previewInterval();
        return TextToImage.of(texts.get(0))
                .negative(prompts.negative)
                .size(side("--width", pictures.width), side("--height", pictures.height))
                .seed(pictures.firstSeed(console))
                .count(pictures.count(1))
                .seedMode(pictures.seedMode)
                .batchSize(pictures.batchSize)
                .guidance(guidance(ModelDefaults.USUAL))
                .clipSkip(prompts.clipSkip)
                .sampling(sampler.sampling());
    }

    private static int side(String name, @Nullable Integer value) {
        if (value != null && value == 0) {
            throw CommandException.usage(name, "at least 8", value);
        }
        return value == null ? 0 : value;
    }

    private Guidance guidance(ModelDefaults defaults) {
        double scale = prompts.scale == null ? defaults.guidanceScale() : prompts.scale;
        try {
            return new Guidance(scale, prompts.rescale);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(
                    "guidance", "a finite scale and a rescale from 0 to 1", scale + " and " + prompts.rescale);
        }
    }

    private void generate(
            LatentDiffusionModel loaded,
            TextToImage asked,
            List<String> texts,
            OutputPlace place,
            @Nullable Tensor noise,
            Console console) {
        requireTextModel(loaded);
        TextToImage request = noise == null ? asked : sized(loaded, asked, noise);
        SamplerOptions.start(request.sampling(), loaded.sampler()).close();
        Advice.give(loaded, request, texts, console);
        try (Generation generation = new Generation(loaded, pictures, place, console, watch)) {
            generation.run(Batch.of(request, texts), noise);
            console.document(document(loaded, request, generation, console));
        }
    }

    private void requireTextModel(LatentDiffusionModel loaded) {
        int channels = loaded.unetConfig().inChannels();
        int latent = loaded.firstStageConfig().latentChannels();
        if (channels != latent) {
            throw CommandException.of(
                    Exit.REFUSED,
                    "model",
                    "one that makes pictures from text alone, with " + latent + " input channels",
                    channels,
                    model.orBundled());
        }
    }

    /** The size that the given noise has; another one that was asked for is refused when the run starts. */
    private TextToImage sized(LatentDiffusionModel loaded, TextToImage request, Tensor noise) {
        int factor = loaded.firstStageConfig().downsampling();
        int width = Math.toIntExact(noise.size(3) * factor), height = Math.toIntExact(noise.size(2) * factor);
        return request.size(
                pictures.width == null ? width : pictures.width, pictures.height == null ? height : pictures.height);
    }

    private Map<String, Object> document(
            LatentDiffusionModel loaded, TextToImage request, Generation generation, Console console) {
        SamplingOptions sampling = request.sampling();
        SamplerConfig config = sampling.applyTo(loaded.sampler());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put(
                "images", generation.made().stream().map(MadePicture::document).toList());
        document.put("model", loaded.name());
        document.put("sampler", config.sampler().label());
        document.put("scheduler", config.scheduler().label());
        document.put("steps", sampling.plan().count());
        document.put("seconds", watch.document());
        document.put("seconds_per_step", generation.secondsPerStep());
        document.put("peak_rss_bytes", MemoryUse.peak());
        document.put("rss_after_each_bytes", generation.memory());
        document.put("dtype", loaded.type().label());
        document.put("device", "cpu");
        document.put("threads", Engine.threads());
        document.put("warnings", console.warnings());
        return document;
    }
}
