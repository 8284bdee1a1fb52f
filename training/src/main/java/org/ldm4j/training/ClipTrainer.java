package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ldm4j.checkpoint.ClipFolder;
import org.ldm4j.checkpoint.TensorMap;
import org.ldm4j.conditioning.ClipConfig;
import org.ldm4j.conditioning.ClipModel;
import org.ldm4j.conditioning.ClipPixels;
import org.ldm4j.data.Item;
import org.ldm4j.data.PictureSet;
import org.ldm4j.data.PictureSource;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Trains both towers of a CLIP model from nothing on pictures and their captions (Radford et al. 2021). A step draws
 * nothing but its pictures and what the data settings draw of them.
 */
final class ClipTrainer implements Trainer {
    private final ClipRunConfig config;
    private final ClipConfig shape;
    private final PictureSource pictures;
    private final ClipTexts texts;
    private final Draws draws;
    private final Weights weights;
    private final ClipModel model;
    private final ClipSheet sheet;

    ClipTrainer(ClipRunConfig config, PictureSet pictures, Progress progress) {
        this(config, pictures, pictures.items().stream().map(Item::text).toList(), Weights.create(config.seed()));
        if (texts.cut() > 0) {
            progress.message("warning: " + texts.cut() + " captions have more than "
                    + config.text().positions() + " tokens and are cut");
        }
    }

    /** With the weights to begin with, whose element type that of the whole run is. */
    ClipTrainer(ClipRunConfig config, PictureSource pictures, List<String> captions, Weights weights) {
        this.config = config;
        this.pictures = pictures;
        this.weights = weights;
        texts = ClipTexts.of(captions, config.text());
        shape = config.toConfig(texts.tokenizer().size());
        draws = new Draws(config.seed(), pictures.count());
        model = new ClipModel(weights, shape);
        weights.parameters().values().forEach(Tensor::requireGrad);
        sheet = new ClipSheet(pictures, captions);
    }

    ClipConfig shape() {
        return shape;
    }

    @Override
    public List<Map<String, Tensor>> groups() {
        return List.of(weights.parameters());
    }

    @Override
    public Tensor loss(long pass, int group, Metrics metrics) {
        return Scope.result(() -> {
            try (Rng rng = draws.generator(pass)) {
                long[] batch =
                        pictures.present(draws.batch(pass, config.training().batch()));
                ClipLoss loss = ClipLoss.of(pictures(rng, batch), texts(batch), model.logitScale());
                metrics.add("picture_to_text", loss.pictureToText().item());
                metrics.add("text_to_picture", loss.textToPicture().item());
                metrics.add("logit_scale", model.logitScale().item());
                return loss.value();
            }
        });
    }

    private DType master() {
        return model.logitScale().dtype();
    }

    private DType activations() {
        return master() == DType.FP64 ? DType.FP64 : config.training().activations();
    }

    private Tensor pictures(Rng rng, long[] batch) {
        Tensor x = pictures.pictures(rng, batch).to(master());
        return model.pictures(ClipPixels.OPENAI.normalised(x).to(activations()));
    }

    private Tensor texts(long[] batch) {
        return model.texts(texts.ids(batch), texts.tokenizer().endId(), activations());
    }

    /** The temperature is kept from falling below 1/100, without which training becomes unstable (section 2.5). */
    @Override
    public void updated(int group) {
        try (Scope scope = Scope.open()) {
            Tensor scale = model.logitScale();
            scale.copyInPlace(scale.detach().clamp(Double.NEGATIVE_INFINITY, ClipModel.MAX_LOGIT_SCALE));
        }
    }

    @Override
    public void writeModel(Path folder, Map<String, Tensor> average) throws IOException {
        var tensors = new TensorMap(average, "the moving average");
        ClipFolder.writeInto(folder, shape, tensors, texts.tokenizer(), DType.FP32);
    }

    @Override
    public void writeSamples(Path folder, Path file) {
        sheet.write(folder, file);
    }

    @Override
    public void close() {
        weights.close();
    }
}
