package org.ldm4j.checkpoint;

import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.text.ClipTokenizer;
import org.ldm4j.text.ClipVocabulary;

/** The two forms in which single files hold a text encoder. */
enum TextForm {
    /** OpenAI's, as transformers stores it: Stable Diffusion 1. */
    CLIP(CompvisTensors.CLIP, CompvisClass.CLIP) {
        @Override
        @Nullable
        ClipTextConfig shape(TensorFile file, boolean penultimate) {
            return CompvisShapes.clip(RenamedSource.below(CompvisTensors.CLIP, file));
        }

        @Override
        RenamedSource toNative(TensorFile file, ClipTextConfig config) {
            return ClipTextKeys.of(config).toNative(RenamedSource.below(CompvisTensors.CLIP, file));
        }

        @Override
        TensorSource toForeign(RenamedSource tensors, ClipTextConfig config) {
            return tensors.only(ClipTextKeys.of(config));
        }

        @Override
        ClipTokenizer tokenizer() {
            return ClipVocabulary.paddedWithEnd();
        }
    },
    /** open_clip's: Stable Diffusion 2. */
    OPEN_CLIP(CompvisTensors.OPEN_CLIP, CompvisClass.OPEN_CLIP) {
        /** A file that was made from a folder lacks the last layer where it is not used, and the projection. */
        @Override
        @Nullable
        ClipTextConfig shape(TensorFile file, boolean penultimate) {
            RenamedSource tensors = RenamedSource.below(CompvisTensors.OPEN_CLIP, file);
            boolean whole = tensors.names().contains(OpenClipKeys.PROJECTION);
            return CompvisShapes.openClip(tensors, whole && penultimate ? 1 : 0);
        }

        @Override
        RenamedSource toNative(TensorFile file, ClipTextConfig config) {
            return OpenClipKeys.of(config).toNative(RenamedSource.below(CompvisTensors.OPEN_CLIP, file));
        }

        @Override
        TensorSource toForeign(RenamedSource tensors, ClipTextConfig config) {
            return OpenClipKeys.of(config).toForeign(tensors);
        }

        @Override
        ClipTokenizer tokenizer() {
            return ClipVocabulary.paddedWithZero();
        }
    };

    private static final String TOKENS = "embeddings.token_embedding.weight";

    private final String prefix;
    private final CompvisClass target;

    TextForm(String prefix, CompvisClass target) {
        this.prefix = prefix;
        this.target = target;
    }

    /** How its tensors' names begin. */
    String prefix() {
        return prefix;
    }

    /** The form of the text encoder in {@code file}, which must have one. */
    static TextForm of(TensorFile file) {
        TextForm form = find(file);
        if (form == null) {
            throw CheckpointException.of(
                    Code.MISSING_TENSOR,
                    "text encoder",
                    "tensors below " + CompvisTensors.CLIP + " or " + CompvisTensors.OPEN_CLIP,
                    "none",
                    file.description());
        }
        return form;
    }

    /** The form of the text encoder in {@code file}, or null if there is none of these. */
    static @Nullable TextForm find(TensorFile file) {
        if (file.names().contains(CompvisTensors.OPEN_CLIP + OpenClipKeys.TOKENS)) {
            return OPEN_CLIP;
        }
        String clip = CompvisTensors.CLIP;
        boolean there = file.names().contains(clip + TOKENS) || file.names().contains(clip + "text_model." + TOKENS);
        return there ? CLIP : null;
    }

    /** The class of the paper's code that it is. */
    CompvisClass target() {
        return target;
    }

    /** The encoder's shape as far as it is used: without the last layer where the one before it is seen. */
    ClipTextConfig config(TensorFile file, boolean penultimate) {
        return require(shape(file, penultimate), file);
    }

    /** The same, or null if these are not a text encoder's tensors. */
    abstract @Nullable ClipTextConfig shape(TensorFile file, boolean penultimate);

    /** Its tensors under transformers' names. */
    abstract RenamedSource toNative(TensorFile file, ClipTextConfig config);

    /** Tensors under transformers' names in this form, without the {@link #prefix}. */
    abstract TensorSource toForeign(RenamedSource tensors, ClipTextConfig config);

    /** The tokenizer that goes with it. */
    abstract ClipTokenizer tokenizer();

    private static ClipTextConfig require(@Nullable ClipTextConfig config, TensorFile file) {
        if (config == null) {
            throw CheckpointException.of(
                    Code.MODEL_MISMATCH, "text encoder", "one of CLIP's", "another", file.description());
        }
        if (config.vocabulary() < ClipVocabulary.SIZE) {
            throw CheckpointException.of(
                    Code.UNSUPPORTED,
                    "vocabulary",
                    "CLIP's " + ClipVocabulary.SIZE + " tokens, as a single file brings none of its own",
                    String.valueOf(config.vocabulary()),
                    file.description());
        }
        return config;
    }
}
