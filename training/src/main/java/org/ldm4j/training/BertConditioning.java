package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ldm4j.checkpoint.ModelChoices;
import org.ldm4j.checkpoint.PaperFiles;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.checkpoint.RenamedSource;
import org.ldm4j.checkpoint.TensorMap;
import org.ldm4j.conditioning.BertConfig;
import org.ldm4j.conditioning.BertEncoder;
import org.ldm4j.data.Item;
import org.ldm4j.data.PictureSet;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.nn.Weights;
import org.ldm4j.task.Request;
import org.ldm4j.task.TextToImage;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;
import org.ldm4j.text.WordPieceLearner;
import org.ldm4j.text.WordPieceTokenizer;

/** Captions through the paper's own transformer (section 4.3.1), with a vocabulary of word pieces, given or learned. */
final class BertConditioning implements Conditioning {
    private final List<Item> items;
    private final WordPieceTokenizer tokenizer;
    private final CaptionTokens captions;
    private final BertConfig config;
    private final Part<BertEncoder> encoder;
    private final FrozenTokens frozen;

    BertConditioning(LdmRunConfig run, PictureSet pictures, TensorCache cache, Progress progress) {
        items = pictures.items();
        ConditionConfig condition = run.condition();
        DType type = run.training().activations();
        if (condition.from().isEmpty()) {
            tokenizer = tokenizer(condition.vocabulary(), run.text().vocabulary(), items);
            config = BertConfig.of(
                    tokenizer.size(),
                    run.text().positions(),
                    run.text().width(),
                    run.text().layers());
            encoder = Part.created(Weights.create(run.seed()), type, weights -> new BertEncoder(weights, config));
        } else {
            PaperFiles files = files(condition.from());
            tokenizer = WordPieceTokenizer.load(files.tokenizer());
            config = (BertConfig) Objects.requireNonNull(files.config().conditioner());
            try (RenamedSource values = files.conditioner()) {
                encoder = Part.read(values, type, weights -> new BertEncoder(weights, config));
            }
        }
        captions = CaptionTokens.of(items, text -> tokenizer.encode(text, config.positions()), progress);
        frozen = condition.frozen()
                ? FrozenTokens.of(cache, captions, encoder.tensors(), ids -> encoder.network()
                        .encode(ids))
                : FrozenTokens.NONE;
    }

    private static WordPieceTokenizer tokenizer(String given, int entries, List<Item> items) {
        if (given.isEmpty()) {
            return WordPieceLearner.learn(items.stream().map(Item::text).toList(), entries);
        }
        Path path = Path.of(given);
        if (!Files.exists(path)) {
            throw TrainingException.missing("vocabulary: expected vocab.txt or its folder, found none (" + path + ")");
        }
        Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
        return WordPieceTokenizer.load(Objects.requireNonNull(folder));
    }

    private static PaperFiles files(String from) {
        return PaperFiles.find(Path.of(from), ModelChoices.DEFAULT)
                .filter(files -> files.config().kind() == PaperKind.TEXT)
                .orElseThrow(() -> TrainingException.refused("condition.from: expected a model of the paper that takes"
                        + " texts, found another (" + from + ")"));
    }

    @Override
    public Map<String, Tensor> parameters() {
        return frozen.isThere() ? Map.of() : encoder.trained(LdmTrainer.CONDITIONER);
    }

    @Override
    public int width() {
        return config.width();
    }

    @Override
    public Given given(Seen seen) {
        Tensor tokens =
                frozen.isThere() ? frozen.of(captions, seen) : encoder.network().encode(captions.batch(seen));
        return new Given(tokens.to(seen.type()), null);
    }

    @Override
    public PaperKind kind() {
        return PaperKind.TEXT;
    }

    @Override
    public BertConfig config() {
        return config;
    }

    @Override
    public TensorSource tensors(Map<String, Tensor> weights) {
        return complete(config, frozen.isThere() ? encoder.trained(LdmTrainer.CONDITIONER) : weights);
    }

    /** The encoder's tensors, and the logits that every file of the paper has and nobody uses. */
    static TensorSource complete(BertConfig config, Map<String, Tensor> weights) {
        TensorSource trained = Part.below(LdmTrainer.CONDITIONER, weights);
        Map<String, Tensor> all = new LinkedHashMap<>();
        trained.names().forEach(name -> all.put(name, trained.read(name)));
        all.put("transformer.to_logits.weight", Tensor.zeros(config.vocabulary(), config.width()));
        all.put("transformer.to_logits.bias", Tensor.zeros(config.vocabulary()));
        return new TensorMap(all, "the moving average");
    }

    @Override
    public void writeInto(Path folder) throws IOException {
        tokenizer.save(folder);
    }

    @Override
    public Request request(int number) {
        return TextToImage.of(items.get(number).text()).seed(0);
    }

    @Override
    public void close() {
        encoder.close();
        frozen.close();
    }
}
