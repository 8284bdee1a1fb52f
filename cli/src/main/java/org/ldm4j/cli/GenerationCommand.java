package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ldm4j.LatentDiffusion;
import org.ldm4j.checkpoint.ModelChoices;
import org.ldm4j.cli.Stopwatch.Phase;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.task.HighResolution;
import org.ldm4j.task.LatentDiffusionModel;
import org.ldm4j.task.Model;
import org.ldm4j.task.PaperModel;
import org.ldm4j.task.Request;
import org.ldm4j.task.SamplingOptions;
import org.ldm4j.task.TextToImage;
import org.ldm4j.tensor.Engine;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;
import picocli.CommandLine.Mixin;

/** A command that makes pictures: loads the model, runs the request picture by picture, tells what came of it. */
abstract class GenerationCommand extends LdmCommand {
    @Mixin
    final ModelOption model = new ModelOption();

    @Mixin
    final PictureOptions pictures = new PictureOptions();

    @Mixin
    final SamplerOptions sampler = new SamplerOptions();

    private final Stopwatch watch = new Stopwatch();

    /** Takes from a picture what the command line leaves out. */
    void fill(Recipe recipe) {
        common.fill(recipe);
        pictures.fill(recipe);
        sampler.fill(recipe);
    }

    /** The picture that is made again, if the command can do that. */
    Optional<Recipe> repeated(Console console) {
        return Optional.empty();
    }

    /** The prompts of the call, at least one; an empty one where nothing is told in words. */
    abstract List<String> texts();

    /** Refuses a model that cannot do this. */
    abstract void requireFit(Model loaded);

    /** What is added to the model, if the command has options for that. */
    @Nullable
    AddOnOptions addOns() {
        return null;
    }

    /** What is asked of a model, for the first prompt; all that needs no model is checked here. */
    abstract Request request(TextToImage common);

    /** The same with what only the model's folder or file can tell. */
    Request told(Request request, Model loaded) {
        return request;
    }

    /** How far to go towards the condition, where {@code usual} is how the model is best asked. */
    abstract Guidance guidance(double usual);

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
                    Models models = new Models(loaded.any(), addOns())) {
                requireFit(loaded.any());
                Request request = fitted(told(counted, loaded.any()), loaded.any(), noise);
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
        return LatentDiffusion.load(
                model.orBundled(), common.loading().withFiles(choices).withMemory(model.memory()));
    }

    /** What all tasks are asked. */
    private TextToImage common(String text, Console console) {
        pictures.previewInterval();
        TextToImage common = TextToImage.of(text)
                .seed(pictures.firstSeed(console))
                .count(pictures.count(1))
                .seedMode(pictures.seedMode())
                .batchSize(pictures.batchSize)
                .sampling(sampler.sampling());
        return common.guidance(guidance(1)); // refuses numbers that no model takes
    }

    /** A model of another kind than the command's. */
    final CommandException otherKind(String expected, String found) {
        return CommandException.of(Exit.REFUSED, "model", "one that makes " + expected, found, model.orBundled());
    }

    /** The request with the model's own guidance, and the size that the given noise has. */
    private Request fitted(Request request, Model loaded, @Nullable Tensor noise) {
        Request unguided = request.withText(request.text().guidance((Guidance) null));
        TextToImage text =
                request.text().guidance(guidance(loaded.guidance(unguided).scale()));
        boolean sizeIsFree =
                request instanceof TextToImage || request instanceof HighResolution || loaded instanceof PaperModel;
        return request.withText(noise != null && sizeIsFree ? sized(text, loaded, noise) : text);
    }

    /** A side that was asked for stays; if the noise has another, it is refused when the run starts. */
    private static TextToImage sized(TextToImage text, Model loaded, Tensor noise) {
        int factor = loaded.downsampling();
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
        Advice.aboutSize(models.base(), request, console);
        if (models.base() instanceof LatentDiffusionModel stable) {
            Advice.aboutTexts(stable, request, texts, console);
        }
        try (Generation generation = new Generation(models, pictures, place, console, watch)) {
            generation.run(Batch.of(request, texts), noise);
            console.document(document(models.base(), request, generation, console));
        }
    }

    private Map<String, Object> document(Model loaded, Request request, Generation generation, Console console) {
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
