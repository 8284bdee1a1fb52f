package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ldm4j.LatentDiffusion;
import org.ldm4j.checkpoint.ModelChoices;
import org.ldm4j.checkpoint.ModelDefaults;
import org.ldm4j.checkpoint.ModelKind;
import org.ldm4j.cli.Stopwatch.Phase;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.task.HighResolution;
import org.ldm4j.task.LatentDiffusionModel;
import org.ldm4j.task.Request;
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

    /** Takes from a picture what the command line leaves out. */
    void fill(Recipe recipe) {
        common.fill(recipe);
        prompts.fill(recipe);
        guidance.fill(recipe);
        pictures.fill(recipe);
        sampler.fill(recipe);
    }

    /** The picture that is made again, if the command can do that. */
    Optional<Recipe> repeated(Console console) {
        return Optional.empty();
    }

    /** The prompts of the call, at least one. */
    List<String> texts() {
        return List.of(prompts.required());
    }

    /** The kinds of models that can do this. */
    abstract Set<ModelKind> kinds();

    /** What is added to the model, if the command has options for that. */
    @Nullable
    AddOnOptions addOns() {
        return null;
    }

    /** What is asked of a model, for the first prompt; all that needs no model is checked here. */
    abstract Request request(TextToImage common);

    @Override
    final Exit run() {
        Console console = common.console();
        repeated(console).ifPresent(this::fill);
        List<String> texts = texts();
        Request asked = request(common(texts.get(0), console));
        if (pictures.initialLatents != null && texts.size() > 1) {
            throw CommandException.usage("--initial-latents", "one prompt", texts.size());
        }
        try (Interruption watching = Interruption.watch();
                Scope scope = Scope.open()) {
            Tensor noise = pictures.initialLatents == null ? null : noise(pictures.initialLatents);
            Request counted = noise == null ? asked : counted(asked, noise);
            OutputPlace place = pictures.place(texts.size() * counted.text().count());
            pictures.requireWritable(place);
            try (LatentDiffusion loaded = watch.time(Phase.LOAD, this::load);
                    Models models = new Models(loaded.model(), addOns())) {
                requireKind(loaded.model());
                Request request = fitted(counted, loaded.model(), noise);
                generate(models, request, texts, place, noise, console);
            }
        }
        return Exit.DONE;
    }

    /** As many pictures as there is noise for, unless another number was asked for, which is refused later. */
    private Request counted(Request asked, Tensor noise) {
        return asked.withText(asked.text().count(pictures.count(Math.toIntExact(noise.size(0)))));
    }

    private Tensor noise(Path file) {
        return watch.time(Phase.LOAD, () -> LatentsFile.read(file));
    }

    private LatentDiffusion load() {
        common.startEngine();
        ModelChoices choices = model.choices().withPrediction(sampler.prediction.prediction());
        return LatentDiffusion.load(model.orBundled(), common.loading().withFiles(choices));
    }

    /** What all tasks are asked. */
    private TextToImage common(String text, Console console) {
        pictures.previewInterval();
        return TextToImage.of(text)
                .negative(prompts.negative())
                .promptStyle(prompts.style())
                .seed(pictures.firstSeed(console))
                .count(pictures.count(1))
                .seedMode(pictures.seedMode())
                .batchSize(pictures.batchSize)
                .guidance(guidance.of(ModelDefaults.USUAL))
                .sampling(sampler.sampling());
    }

    private void requireKind(LatentDiffusionModel loaded) {
        ModelKind kind = loaded.parts().kind();
        if (!kinds().contains(kind)) {
            String expected = kinds().stream().map(PictureCommand::words).sorted().collect(Collectors.joining(" or "));
            throw CommandException.of(
                    Exit.REFUSED, "model", "one that makes " + expected, words(kind), model.orBundled());
        }
    }

    private static String words(ModelKind kind) {
        return switch (kind) {
            case TEXT_TO_IMAGE -> "pictures from text alone";
            case INPAINT -> "parts of pictures anew";
            case DEPTH -> "pictures with a given depth";
            case UPSCALE -> "small pictures larger";
        };
    }

    /** The request with the model's own guidance, and the size that the given noise has. */
    private Request fitted(Request request, LatentDiffusionModel loaded, @Nullable Tensor noise) {
        TextToImage text = request.text().guidance(guidance.of(loaded.defaults()));
        boolean fromNoiseAlone = request instanceof TextToImage || request instanceof HighResolution;
        return request.withText(noise != null && fromNoiseAlone ? sized(text, loaded, noise) : text);
    }

    /** A side that was asked for stays; if the noise has another, it is refused when the run starts. */
    private static TextToImage sized(TextToImage text, LatentDiffusionModel loaded, Tensor noise) {
        int factor = loaded.parts().firstStage().config().downsampling();
        int width = Math.toIntExact(noise.size(3) * factor), height = Math.toIntExact(noise.size(2) * factor);
        return text.size(text.width() == 0 ? width : text.width(), text.height() == 0 ? height : text.height());
    }

    private void generate(
            Models models,
            Request request,
            List<String> texts,
            OutputPlace place,
            @Nullable Tensor noise,
            Console console) {
        SamplerOptions.start(request.text().sampling(), models.base().sampler()).close();
        Advice.give(models.base(), request, texts, console);
        try (Generation generation = new Generation(models, pictures, place, console, watch)) {
            generation.run(Batch.of(request, texts), noise);
            console.document(document(models.base(), request, generation, console));
        }
    }

    private Map<String, Object> document(
            LatentDiffusionModel loaded, Request request, Generation generation, Console console) {
        SamplingOptions sampling = request.text().sampling();
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
