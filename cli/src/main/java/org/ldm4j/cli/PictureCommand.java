package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.LatentDiffusion;
import org.ldm4j.checkpoint.ModelDefaults;
import org.ldm4j.cli.Stopwatch.Phase;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.task.LatentDiffusionModel;
import org.ldm4j.task.SamplingOptions;
import org.ldm4j.task.TextToImage;
import org.ldm4j.tensor.Engine;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;
import picocli.CommandLine.Mixin;

/** A command that makes pictures: loads the model, runs the request picture by picture, tells what came of it. */
abstract class PictureCommand extends LdmCommand {
    @Mixin
    final ModelOption model = new ModelOption();

    @Mixin
    final PromptOptions prompts = new PromptOptions();

    @Mixin
    final GuidanceOptions guidance = new GuidanceOptions();

    @Mixin
    final PictureOptions pictures = new PictureOptions();

    @Mixin
    final SamplerOptions sampler = new SamplerOptions();

    private final Stopwatch watch = new Stopwatch();

    /** The prompts of the call, at least one. */
    List<String> texts() {
        return List.of(prompts.required());
    }

    /** What is asked of a model, for the first prompt; all that needs no model is checked here. */
    abstract TextToImage request(TextToImage common);

    /** The same once the model is known and, if the caller gave it, the first noise [N, C, h, w]. */
    abstract TextToImage fitted(TextToImage request, LatentDiffusionModel loaded, @Nullable Tensor noise);

    @Override
    final Exit run() {
        Console console = common.console();
        List<String> texts = texts();
        TextToImage asked = request(common(texts.get(0), console));
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
                TextToImage guided = request.guidance(guidance.of(loaded.model().defaults()));
                generate(loaded.model(), fitted(guided, loaded.model(), noise), texts, place, noise, console);
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

    /** What all tasks are asked. */
    private TextToImage common(String text, Console console) {
        pictures.previewInterval();
        return TextToImage.of(text)
                .negative(prompts.negative)
                .seed(pictures.firstSeed(console))
                .count(pictures.count(1))
                .seedMode(pictures.seedMode)
                .batchSize(pictures.batchSize)
                .guidance(guidance.of(ModelDefaults.USUAL))
                .sampling(sampler.sampling());
    }

    private void generate(
            LatentDiffusionModel loaded,
            TextToImage request,
            List<String> texts,
            OutputPlace place,
            @Nullable Tensor noise,
            Console console) {
        SamplerOptions.start(request.sampling(), loaded.sampler()).close();
        Advice.give(loaded, request, texts, console);
        try (Generation generation = new Generation(loaded, pictures, place, console, watch)) {
            generation.run(Batch.of(request, texts), noise);
            console.document(document(loaded, request, generation, console));
        }
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
