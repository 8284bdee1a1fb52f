package org.ldm4j;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.ldm4j.image.Bitmap;
import org.ldm4j.task.AddOns;
import org.ldm4j.task.LatentDiffusionModel;
import org.ldm4j.task.LoadOptions;
import org.ldm4j.task.Model;
import org.ldm4j.task.ModelLoader;
import org.ldm4j.task.Request;
import org.ldm4j.task.Run;

/**
 * A latent diffusion model, ready for requests. Immutable and safe for several threads; close it to free its weights.
 *
 * <pre>{@code
 * try (LatentDiffusion model = LatentDiffusion.load(Path.of("models/sd15"))) {
 *     BufferedImage image = model.generate(TextToImage.of("a red apple on a table").seed(42));
 * }
 * }</pre>
 */
public final class LatentDiffusion implements AutoCloseable {
    private final Model model;

    private LatentDiffusion(Model model) {
        this.model = model;
    }

    /** Loads a model folder in the fastest element type of this machine. */
    public static LatentDiffusion load(Path model) {
        return load(model, LoadOptions.DEFAULT);
    }

    /**
     * Loads a model folder.
     *
     * @throws org.ldm4j.checkpoint.CheckpointException if it is missing, damaged, or of a kind not known
     */
    public static LatentDiffusion load(Path model, LoadOptions options) {
        return new LatentDiffusion(ModelLoader.open(model, options));
    }

    /** The small model that comes with this library. */
    public static LatentDiffusion bundled() {
        return load(BundledModel.path());
    }

    /**
     * A new model with more in it, such as {@code AddOns.none().lora(file, 0.8)}. It shares all that is not changed; each
     * of the two is closed by itself, in any order, and this one stays as it is.
     *
     * @throws org.ldm4j.checkpoint.CheckpointException if an addition cannot be read or does not fit
     */
    public LatentDiffusion with(AddOns addOns) {
        return new LatentDiffusion(model().with(addOns));
    }

    /** The first picture of a request. */
    public BufferedImage generate(Request request) {
        return generateAll(request.withText(request.text().count(1))).get(0);
    }

    /** All pictures of a request, in order. */
    public List<BufferedImage> generateAll(Request request) {
        return model.generate(request).stream().map(Bitmap::toImage).toList();
    }

    /** Starts a request, to be taken step by step; close the run when done. */
    public Run start(Request request) {
        return model.start(request);
    }

    /**
     * Its parts, for those who build on a Stable Diffusion model.
     *
     * @throws org.ldm4j.task.RequestException if it is one of the paper's other models
     */
    public LatentDiffusionModel model() {
        return model.stable();
    }

    /** The model of whatever kind. */
    public Model any() {
        return model;
    }

    @Override
    public void close() {
        model.close();
    }
}
