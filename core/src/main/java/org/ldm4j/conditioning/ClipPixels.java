package org.ldm4j.conditioning;

import java.util.List;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * How pictures become what an image encoder takes: (value - mean) / deviation of each colour, values from 0 to 1.
 *
 * @param mean of red, green and blue
 * @param deviation of each
 */
public record ClipPixels(List<Double> mean, List<Double> deviation) {
    /** Means and deviations over OpenAI's data set; every published CLIP of theirs and most of open_clip's take these. */
    public static final ClipPixels OPENAI =
            new ClipPixels(List.of(0.48145466, 0.4578275, 0.40821073), List.of(0.26862954, 0.26130258, 0.27577711));

    public ClipPixels {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.size() != 3 || deviation.size() != 3 || deviation.stream().anyMatch(d -> !(d > 0))) {
            throw new IllegalArgumentException(
                    "pixels (" + mean + ", " + deviation + ") must have three means and three positive deviations");
        }
    }

    /** Pictures [B, 3, H, W] in [-1, 1], normalised. */
    public Tensor normalised(Tensor pictures) {
        return Scope.result(
                () -> pictures.plus(1).times(0.5).minus(row(mean, pictures)).dividedBy(row(deviation, pictures)));
    }

    private static Tensor row(List<Double> values, Tensor like) {
        double[] row = values.stream().mapToDouble(Double::doubleValue).toArray();
        return Tensor.of(row, 1, 3, 1, 1).to(like.dtype());
    }
}
