package org.ldm4j.task;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.conditioning.BertConfig;
import org.ldm4j.conditioning.ClassConfig;
import org.ldm4j.conditioning.Conditioner;
import org.ldm4j.conditioning.ConditionerConfig;
import org.ldm4j.conditioning.LayoutBox;
import org.ldm4j.conditioning.LayoutTokens;
import org.ldm4j.conditioning.RescalerConfig;
import org.ldm4j.tensor.Interpolation;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;
import org.ldm4j.text.WordPieceTokenizer;

/** Makes what a model's denoiser takes in of what its users have. All tensors belong to the current scope. */
public final class Conditions {
    /** ImageNet's, none of which stands for no class. */
    private static final int PLAIN_CLASSES = 1000;

    private final PaperParts parts;
    private final LatentCodec codec;

    Conditions(PaperParts parts, LatentCodec codec) {
        this.parts = parts;
        this.codec = codec;
    }

    /** A class for each picture, or one for all; the last of the model's stands for none in guidance. */
    public Condition classes(long... labels) {
        int classes = config(ClassConfig.class).classes();
        for (long label : labels) {
            Rules.require(label >= 0 && label < classes, "class", label, "be from 0 to " + (classes - 1));
        }
        Tensor tokens = encoded(Tensor.of(labels, labels.length));
        return Condition.attended(tokens, hasNullClass(parts) ? encoded(Tensor.of(new long[] {classes - 1}, 1)) : null);
    }

    /** Whether the last class of a model stands for none. */
    static boolean hasNullClass(PaperParts parts) {
        Component<Conditioner, ConditionerConfig> component = parts.conditioner();
        return component != null
                && component.config() instanceof ClassConfig config
                && config.classes() != PLAIN_CLASSES;
    }

    /**
     * Texts or layouts as tokens of the model's own vocabulary.
     *
     * @param ids int64 [B, N]
     * @param otherwise what stands for none in guidance, int64 [1 or B, N], or null
     */
    public Condition tokens(Tensor ids, @Nullable Tensor otherwise) {
        requireTokens(ids);
        if (otherwise != null) {
            requireTokens(otherwise);
        }
        return Condition.attended(encoded(ids), otherwise == null ? null : encoded(otherwise));
    }

    private void requireTokens(Tensor ids) {
        BertConfig bert = config(BertConfig.class);
        Rules.require(
                ids.size(1) <= bert.positions(), "tokens", ids.size(1), "be at most " + bert.positions() + " of them");
        Rules.require(
                Arrays.stream(ids.toLongs()).allMatch(id -> id >= 0 && id < bert.vocabulary()),
                "tokens",
                "others",
                "be from 0 to " + (bert.vocabulary() - 1));
    }

    /** A text for each picture, or one for all, and as many that stand for none in guidance, or one. */
    public Condition texts(List<String> texts, List<String> otherwise) {
        return tokens(ids(texts), ids(otherwise));
    }

    private Tensor ids(List<String> texts) {
        WordPieceTokenizer tokenizer = parts.tokenizer();
        if (tokenizer == null) {
            throw new RequestException(
                    "vocabulary: expected vocab.txt of bert-base-uncased beside the model, found none (" + parts.name()
                            + ")");
        }
        int length = config(BertConfig.class).positions();
        long[] ids = texts.stream()
                .flatMapToLong(
                        text -> Arrays.stream(tokenizer.encode(text, length).ids()))
                .toArray();
        return Tensor.of(ids, texts.size(), length);
    }

    /** Things and their places, for all pictures; a picture of anything stands for none in guidance. */
    public Condition layout(List<LayoutBox> boxes) {
        BertConfig bert = config(BertConfig.class);
        LayoutTokens tokens = LayoutTokens.fitting(bert.positions(), bert.vocabulary());
        for (LayoutBox box : boxes) {
            Rules.require(
                    box.category() >= 0 && box.category() < tokens.classes(),
                    "class of a box",
                    box.category(),
                    "be from 0 to " + (tokens.classes() - 1));
        }
        long[] ids = tokens.encode(boxes), empty = tokens.encode(List.of());
        return tokens(Tensor.of(ids, 1, ids.length), Tensor.of(empty, 1, empty.length));
    }

    /** Maps of classes, int64 [B, H, W] with the pictures' sides. */
    public Condition maps(Tensor classes) {
        int count = config(RescalerConfig.class).inChannels();
        Rules.require(
                Arrays.stream(classes.toLongs()).allMatch(value -> value >= 0 && value < count),
                "map",
                "other values",
                "have values from 0 to " + (count - 1));
        Tensor oneHot = Scope.result(
                () -> identity(count).embedding(classes).permute(0, 3, 1, 2).contiguous()); // [B, count, H, W]
        return Condition.beside(encoded(oneHot));
    }

    private static Tensor identity(int size) {
        float[] values = new float[size * size];
        for (int i = 0; i < size; i++) {
            values[i * size + i] = 1;
        }
        return Tensor.of(values, size, size);
    }

    /** Small pictures [B, 3, h, w] in [-1, 1], as large as the latents. */
    public Condition smallPictures(Tensor pictures) {
        requireKind(PaperKind.SUPER_RESOLUTION);
        return Condition.beside(pictures.share());
    }

    /**
     * Pictures with a part left out.
     *
     * @param pictures [B, 3, H, W] in [0, 1]
     * @param masks 1 where the picture is drawn anew, 0 elsewhere, [B, 1, H, W]
     */
    public Condition masked(Tensor pictures, Tensor masks) {
        requireKind(PaperKind.INPAINTING);
        int f = codec.downsampling();
        return Condition.beside(Scope.result(() -> {
            Tensor left = pictures.times(masks.times(-1).plus(1)).times(2).plus(-1); // black where it is left out
            Tensor latent = codec.sample(left, shape -> Tensor.zeros(shape)); // a mode, where there is a distribution
            Tensor small =
                    Interpolation.NEAREST.apply(masks.times(2).plus(-1), pictures.size(2) / f, pictures.size(3) / f);
            return Tensor.cat(1, latent.dividedBy(parts.firstStage().config().scalingFactor()), small);
        }));
    }

    /** Vectors to attend to, [B, N, width]; zeros stand for none in guidance. */
    public Condition vectors(Tensor vectors) {
        requireKind(PaperKind.RETRIEVAL);
        return Condition.attended(vectors.share(), Tensor.zeros(vectors.shape()));
    }

    private <C extends ConditionerConfig> C config(Class<C> type) {
        Component<Conditioner, ConditionerConfig> component = parts.conditioner();
        if (component == null || !type.isInstance(component.config())) {
            throw other();
        }
        return type.cast(component.config());
    }

    private RequestException other() {
        return new RequestException("condition: expected " + parts.kind().words()
                + ", which is what the model takes, found another (" + parts.name() + ")");
    }

    private void requireKind(PaperKind kind) {
        if (parts.kind() != kind) {
            throw other();
        }
    }

    /** Each row alone, so that it is the same whatever its neighbours are. */
    private Tensor encoded(Tensor condition) {
        Component<Conditioner, ConditionerConfig> component = Objects.requireNonNull(parts.conditioner());
        try (NoGrad off = NoGrad.open();
                var network = new Careful<>("conditioner", component, Conditioner::of, parts.type())) {
            return Scope.result(() -> Tensor.cat(
                    0,
                    LongStream.range(0, condition.size(0))
                            .mapToObj(i -> encoded(network, condition.narrow(0, i, 1)))
                            .toArray(Tensor[]::new)));
        }
    }

    private static Tensor encoded(Careful<Conditioner, ?> network, Tensor row) {
        return network.apply(
                (conditioner, type) -> conditioner.encode(row.dtype().isFloating() ? row.to(type) : row));
    }
}
