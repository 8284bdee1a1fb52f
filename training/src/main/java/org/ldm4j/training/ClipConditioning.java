package org.ldm4j.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ldm4j.checkpoint.ModelChoices;
import org.ldm4j.checkpoint.ModelFiles;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.checkpoint.RenamedSource;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.conditioning.ClipTextEncoder;
import org.ldm4j.data.Item;
import org.ldm4j.data.PictureSet;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.nn.Weights;
import org.ldm4j.task.PromptStyle;
import org.ldm4j.task.Request;
import org.ldm4j.task.TextToImage;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;
import org.ldm4j.text.BytePairLearner;
import org.ldm4j.text.ClipTokenizer;

/** Captions through CLIP's text encoder, as Stable Diffusion; its vocabulary is learned from them, or another model's. */
final class ClipConditioning implements Conditioning {
    private static final String PREFIX = LdmTrainer.CONDITIONER + "transformer.";

    private final List<Item> items;
    private final ClipTokenizer tokenizer;
    private final CaptionTokens captions;
    private final ClipTextConfig config;
    private final Part<ClipTextEncoder> encoder;
    private final FrozenTokens frozen;

    ClipConditioning(LdmRunConfig run, PictureSet pictures, TensorCache cache, Progress progress) {
        items = pictures.items();
        ConditionConfig condition = run.condition();
        DType type = run.training().activations();
        if (condition.from().isEmpty()) {
            List<String> texts = items.stream().map(Item::text).toList();
            tokenizer = BytePairLearner.learn(
                    texts, run.text().vocabulary(), run.text().positions());
            config = run.text().toConfig(tokenizer.size());
            encoder = Part.created(Weights.create(run.seed()), type, weights -> new ClipTextEncoder(weights, config));
        } else {
            ModelFiles files = ModelFiles.open(Path.of(condition.from()), ModelChoices.DEFAULT);
            tokenizer = files.tokenizer();
            config = files.textConfig();
            try (RenamedSource values = files.textEncoder()) {
                encoder = Part.read(values, type, weights -> new ClipTextEncoder(weights, config));
            }
        }
        captions = CaptionTokens.of(items, tokenizer::encode, progress);
        DType encoded = condition.frozen() ? DType.FP32 : type;
        frozen = condition.frozen()
                ? FrozenTokens.of(cache, captions, encoder.tensors(), ids -> encoder.network()
                        .encode(ids, 0, encoded))
                : FrozenTokens.NONE;
    }

    @Override
    public Map<String, Tensor> parameters() {
        return frozen.isThere() ? Map.of() : encoder.trained(PREFIX);
    }

    @Override
    public int width() {
        return config.width();
    }

    @Override
    public Given given(Seen seen) {
        Tensor tokens = frozen.isThere()
                ? frozen.of(captions, seen).to(seen.type())
                : encoder.network().encode(captions.batch(seen), 0, seen.type());
        return new Given(tokens, null);
    }

    ClipTokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public PaperKind kind() {
        return PaperKind.TEXT;
    }

    @Override
    public ClipTextConfig config() {
        return config;
    }

    @Override
    public TensorSource tensors(Map<String, Tensor> weights) {
        return frozen.isThere() ? encoder.tensors() : Part.below(PREFIX, weights);
    }

    @Override
    public Request request(int number) {
        return TextToImage.of(items.get(number).text())
                .promptStyle(PromptStyle.DIFFUSERS)
                .seed(0);
    }

    @Override
    public void close() {
        encoder.close();
        frozen.close();
    }
}
