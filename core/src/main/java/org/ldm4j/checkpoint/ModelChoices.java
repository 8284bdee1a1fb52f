package org.ldm4j.checkpoint;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.ldm4j.diffusion.Prediction;

/**
 * What a user may say about the files of a model.
 *
 * @param variant which weight files of a folder to take where there are several, such as {@code fp16}; null for the
 *     plain ones
 * @param average whether to take averaged weights where there are others too
 * @param prediction what the U-Net predicts, or null to believe the files
 * @param config the configuration of a single file (CompVis YAML), or null for the one beside it
 */
public record ModelChoices(
        @Nullable String variant,
        Average average,
        @Nullable Prediction prediction,
        @Nullable Path config) {
    /** Exponential moving averages of the weights (EMA), which training files hold beside the trained ones. */
    public enum Average {
        /** The averages where there are any. */
        AUTO,
        /** The averages; refused where there are none. */
        EMA,
        /** The trained weights as they are. */
        RAW
    }

    /** What the files say. */
    public static final ModelChoices DEFAULT = new ModelChoices(null, Average.AUTO, null, null);

    public ModelChoices withVariant(@Nullable String choice) {
        return new ModelChoices(choice, average, prediction, config);
    }

    public ModelChoices withAverage(Average choice) {
        return new ModelChoices(variant, choice, prediction, config);
    }

    public ModelChoices withPrediction(@Nullable Prediction choice) {
        return new ModelChoices(variant, average, choice, config);
    }

    public ModelChoices withConfig(@Nullable Path choice) {
        return new ModelChoices(variant, average, prediction, choice);
    }
}
