package org.ldm4j.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ldm4j.addon.Embedding;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.KlAutoencoder;
import org.ldm4j.autoencoder.TinyAutoencoderConfig;
import org.ldm4j.autoencoder.TinyDecoder;
import org.ldm4j.checkpoint.CheckpointException;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.FirstStageFile;
import org.ldm4j.checkpoint.TinyAutoencoderFile;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.conditioning.ClipTextEncoder;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;
import org.ldm4j.text.ClipTokenizer;
import org.ldm4j.text.PseudoWords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a model from another and what is added to it; a failure leaves nothing behind. */
final class AddOnApplication {
    private static final Logger LOG = LoggerFactory.getLogger(AddOnApplication.class);
    private static final String TOKENS = "text_model.embeddings.token_embedding.weight";

    private final ModelParts base;
    private final AddOns more;
    private final List<Component<?, ?>> made = new ArrayList<>();

    private AddOnApplication(ModelParts base, AddOns more) {
        this.base = base;
        this.more = more;
    }

    static ModelParts apply(ModelParts base, AddOns more) {
        var application = new AddOnApplication(base, more);
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open();
                LoraSum loras = LoraSum.of(base, more.loras())) {
            return application.apply(loras);
        } catch (RuntimeException e) {
            application.made.forEach(Component::close);
            throw e;
        }
    }

    private ModelParts apply(LoraSum loras) {
        loras.warnings().forEach(LOG::warn);
        Map<String, Tensor> text = new LinkedHashMap<>(loras.text());
        PseudoWords added = words(text);
        Component<ClipTextEncoder, ClipTextConfig> textEncoder =
                made(base.textEncoder().with(text, textConfig(text), ClipTextEncoder::new));
        return new ModelParts(
                base.name(),
                firstStage(),
                made(base.unet().with(loras.unet(), base.unet().config(), UNet::new)),
                textEncoder,
                added.addedTo(base.tokenizer()),
                base.sampler(),
                base.lowResolution(),
                base.defaults(),
                base.size(),
                base.type(),
                new Extras(
                        both(base.extras().loras(), more.loras()),
                        new PseudoWords(both(base.extras().words().words(), added.words())),
                        preview(),
                        both(base.extras().warnings(), loras.warnings())));
    }

    private <N, C> Component<N, C> made(Component<N, C> component) {
        made.add(component);
        return component;
    }

    private static <T> List<T> both(List<T> a, List<T> b) {
        return Stream.concat(a.stream(), b.stream()).toList();
    }

    // ------------------------------------------------------------------ words

    /** Puts a longer table of token vectors into {@code text}, and says which of its rows are which words. */
    private PseudoWords words(Map<String, Tensor> text) {
        List<PseudoWords.Word> words = new ArrayList<>();
        ClipTokenizer tokenizer = base.tokenizer();
        for (Embedding embedding : more.embeddings()) {
            requireNew(tokenizer, embedding);
            Tensor table = table(text);
            Tensor vectors = embedding.vectors(table.size(1)).to(table.dtype());
            var word = new PseudoWords.Word(
                    embedding.word(), Math.toIntExact(table.size(0)), Math.toIntExact(vectors.size(0)));
            text.put(TOKENS, Tensor.cat(0, table, vectors));
            tokenizer = new PseudoWords(List.of(word)).addedTo(tokenizer);
            words.add(word);
        }
        return new PseudoWords(words);
    }

    private Tensor table(Map<String, Tensor> text) {
        Tensor changed = text.get(TOKENS);
        return changed != null
                ? changed
                : Objects.requireNonNull(
                        base.textEncoder().weights().parameters().get(TOKENS));
    }

    private static void requireNew(ClipTokenizer tokenizer, Embedding embedding) {
        if (tokenizer.has(embedding.word())) {
            throw CheckpointException.of(
                    Code.DUPLICATE_NAME,
                    "embedding",
                    "a word that the model does not have",
                    "'" + embedding.word() + "'",
                    embedding.file());
        }
    }

    private ClipTextConfig textConfig(Map<String, Tensor> text) {
        return base.textEncoder()
                .config()
                .withVocabulary(Math.toIntExact(table(text).size(0)));
    }

    // ------------------------------------------------------------------ first stage and small decoder

    private Component<KlAutoencoder, AutoencoderConfig> firstStage() {
        AutoencoderConfig own = base.firstStage().config();
        Path path = more.firstStage();
        if (path == null) {
            return made(base.firstStage().with(Map.of(), own, KlAutoencoder::new));
        }
        FirstStageFile file = FirstStageFile.of(path, own);
        requireSame("latent channels", own.latentChannels(), file.config().latentChannels(), path);
        requireSame("pixels for a latent", own.downsampling(), file.config().downsampling(), path);
        requireSame("channels of a picture", own.imageChannels(), file.config().imageChannels(), path);
        return made(
                Component.read(file::tensors, base.type(), MemoryPolicy.DEFAULT, file.config(), KlAutoencoder::new));
    }

    private @Nullable Preview preview() {
        Path path = more.taesd();
        Preview own = base.extras().preview();
        if (path == null) {
            return own == null ? null : new Preview(shared(own.decoder()), own.isFinal());
        }
        TinyAutoencoderFile file = TinyAutoencoderFile.of(path);
        AutoencoderConfig firstStage = base.firstStage().config();
        requireSame(
                "latent channels", firstStage.latentChannels(), file.config().latentChannels(), path);
        requireSame(
                "pixels for a latent", firstStage.downsampling(), file.config().upsampling(), path);
        DType type = base.type();
        return new Preview(
                made(Component.read(file::decoder, type, MemoryPolicy.DEFAULT, file.config(), TinyDecoder::new)),
                more.taesdIsFinal());
    }

    private Component<TinyDecoder, TinyAutoencoderConfig> shared(Component<TinyDecoder, TinyAutoencoderConfig> own) {
        return made(own.with(Map.of(), own.config(), TinyDecoder::new));
    }

    private static void requireSame(String what, int expected, int found, Path path) {
        if (expected != found) {
            throw CheckpointException.of(
                    Code.MODEL_MISMATCH, what, expected + " as the model has", String.valueOf(found), path);
        }
    }
}
