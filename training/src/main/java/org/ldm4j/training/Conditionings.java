package org.ldm4j.training;

import org.ldm4j.data.PictureSet;

/** The table of what {@code condition.kind} names. */
final class Conditionings {
    private Conditionings() {}

    static Conditioning of(
            LdmRunConfig run, PictureSet pictures, FirstStage firstStage, TensorCache cache, Progress progress) {
        int f = firstStage.config().downsampling();
        return switch (run.condition().kind()) {
            case "none" -> new NoConditioning();
            case "class" -> new ClassConditioning(run, pictures);
            case "clip" -> new ClipConditioning(run, pictures, cache, progress);
            case "bert" -> new BertConditioning(run, pictures, cache, progress);
            case "boxes" -> new BoxConditioning(run, pictures);
            case "map" -> new MapConditioning(run, pictures, f);
            case "small" -> new SmallPictureConditioning(run, pictures, f);
            case "masked" -> new MaskedConditioning(run, pictures, firstStage);
            case "vectors" -> new VectorConditioning(run, pictures);
            default ->
                throw new IllegalArgumentException(
                        "condition.kind (" + run.condition().kind() + ") is not known");
        };
    }
}
