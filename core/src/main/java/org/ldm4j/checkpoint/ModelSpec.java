package org.ldm4j.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ldm4j.diffusion.Prediction;

/** What other tools look for in a file's metadata: the model specification of Stability AI, version 1.0.0. */
final class ModelSpec {
    static final String PREDICTION = "modelspec.prediction_type";
    static final String EPS = "epsilon";
    static final String V = "v";

    private ModelSpec() {}

    /** The fields of a file that holds {@code model}. */
    static Map<String, String> of(ModelFiles model, TextForm form) {
        int side = model.sampleSize().orElse(0) * model.vaeConfig().downsampling();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("modelspec.sai_model_spec", "1.0.0");
        fields.put("modelspec.architecture", architecture(model, form));
        fields.put("modelspec.implementation", "https://github.com/Stability-AI/stablediffusion");
        fields.put("modelspec.title", model.name());
        if (side > 0) {
            fields.put("modelspec.resolution", side + "x" + side);
        }
        Prediction prediction = model.scheduler().prediction();
        if (prediction != Prediction.X0) { // the specification has no word for it
            fields.put(PREDICTION, prediction == Prediction.V ? V : EPS);
        }
        return fields;
    }

    private static String architecture(ModelFiles model, TextForm form) {
        String family = form == TextForm.CLIP
                ? "stable-diffusion-v1"
                : model.scheduler().prediction() == Prediction.V
                        ? "stable-diffusion-v2-768-v"
                        : "stable-diffusion-v2-512";
        return switch (model.kind()) {
            case TEXT_TO_IMAGE -> family;
            case INPAINT -> family + "-inpainting";
            case DEPTH -> family + "-depth";
            case UPSCALE -> "stable-diffusion-x4-upscaler";
        };
    }
}
