package org.ldm4j.checkpoint;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.text.ClipTokenizer;
import org.ldm4j.text.ClipVocabulary;

/** The two forms in which single files hold a text encoder. */
enum TextForm {
    /** OpenAI's, as transformers stores it: Stable Diffusion 1. */
    CLIP(CompvisClass.CLIP) {
        @Override
        ClipTextConfig config(TensorFile file, @Nullable CompvisConfig yaml) {
            RenamedSource tensors = RenamedSource.below(CompvisCheckpoint.CLIP, file);
            return require(CompvisShapes.clip(tensors), file);
        }

        @Override
        RenamedSource toNative(TensorFile file, ClipTextConfig config) {
            return ClipTextKeys.of(config).toNative(RenamedSource.below(CompvisCheckpoint.CLIP, file));
        }

        @Override
        ClipTokenizer tokenizer() {
            return ClipVocabulary.paddedWithEnd();
        }
    },
    /** open_clip's: Stable Diffusion 2. */
    OPEN_CLIP(CompvisClass.OPEN_CLIP) {
        /** The models see the last layer but one; a file that was made from a folder lacks what is not used. */
        @Override
        ClipTextConfig config(TensorFile file, @Nullable CompvisConfig yaml) {
            RenamedSource tensors = RenamedSource.below(CompvisCheckpoint.OPEN_CLIP, file);
            boolean whole = tensors.names().contains(OpenClipKeys.PROJECTION);
            boolean penultimate = yaml == null || yaml.conditioner().map(this::isPenultimate).orElse(true);
            return require(CompvisShapes.openClip(tensors, whole && penultimate ? 1 : 0), file);
        }

        private boolean isPenultimate(CompvisConfig.Part part) {
            return part.params().choice("layer", "last", Map.of("last", false, "penultimate", true));
        }

        @Override
        RenamedSource toNative(TensorFile file, ClipTextConfig config) {
            return OpenClipKeys.of(config).toNative(RenamedSource.below(CompvisCheckpoint.OPEN_CLIP, file));
        }

        @Override
        ClipTokenizer tokenizer() {
            return ClipVocabulary.paddedWithZero();
        }
    };

    private final CompvisClass target;

    TextForm(CompvisClass target) {
        this.target = target;
    }

    /** The form of the text encoder in {@code file}. */
    static TextForm of(TensorFile file) {
        if (file.names().contains(CompvisCheckpoint.OPEN_CLIP + OpenClipKeys.TOKENS)) {
            return OPEN_CLIP;
        }
        if (file.names().stream().anyMatch(name -> name.startsWith(CompvisCheckpoint.CLIP))) {
            return CLIP;
        }
        throw CheckpointException.of(
                Code.MISSING_TENSOR,
                "text encoder",
                "tensors below " + CompvisCheckpoint.CLIP + " or " + CompvisCheckpoint.OPEN_CLIP,
                "none",
                file.description());
    }

    /** The class of the paper's code that it is. */
    CompvisClass target() {
        return target;
    }

    /** The encoder's shape, as far as it is used. */
    abstract ClipTextConfig config(TensorFile file, @Nullable CompvisConfig yaml);

    /** Its tensors under transformers' names. */
    abstract RenamedSource toNative(TensorFile file, ClipTextConfig config);

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
