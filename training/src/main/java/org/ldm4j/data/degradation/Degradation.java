package org.ldm4j.data.degradation;

import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.Resize;

/** How a picture is made small for a model that is to enlarge it; the names are those of the paper's code. */
public enum Degradation {
    PIL_NEAREST(Resize.NEAREST),
    PIL_BILINEAR(Resize.BILINEAR),
    PIL_BICUBIC(Resize.BICUBIC),
    PIL_BOX(Resize.BOX),
    PIL_HAMMING(Resize.HAMMING),
    PIL_LANCZOS(Resize.LANCZOS),
    CV_NEAREST(CvResize.NEAREST),
    CV_BILINEAR(CvResize.BILINEAR),
    CV_BICUBIC(CvResize.BICUBIC),
    CV_AREA(CvResize.AREA),
    CV_LANCZOS(CvResize.LANCZOS),
    BSRGAN(Bsrgan.FULL::apply),
    /** The one that the published super-resolution model was trained with. */
    BSRGAN_LIGHT(Bsrgan.LIGHT::apply);

    private interface Shrinking {
        Bitmap apply(Bitmap picture, int factor, RandomGenerator random);
    }

    private final Shrinking shrinking;

    Degradation(Shrinking shrinking) {
        this.shrinking = shrinking;
    }

    Degradation(Resize filter) {
        this((picture, factor, random) -> picture.resized(picture.width() / factor, picture.height() / factor, filter));
    }

    Degradation(CvResize filter) {
        this((picture, factor, random) -> filter.apply(
                        FloatImage.of(picture), picture.width() / factor, picture.height() / factor)
                .bitmap());
    }

    /**
     * The RGB picture in {@code 1 / factor} of its size.
     *
     * @param random decides everything that is drawn
     */
    public Bitmap apply(Bitmap picture, int factor, RandomGenerator random) {
        if (factor < 1 || picture.width() < factor || picture.height() < factor) {
            throw new IllegalArgumentException(
                    "factor (" + factor + ") must be at least 1 and at most the picture's sides, " + picture);
        }
        return shrinking.apply(picture.rgb(), factor, random);
    }

    /** The name in settings. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one with this name in settings. */
    public static Degradation of(String label) {
        return Arrays.stream(values())
                .filter(degradation -> degradation.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("degradation (" + label + ") must be one of "
                        + String.join(
                                ", ",
                                Arrays.stream(values()).map(Degradation::label).toList())));
    }

    /** OpenCV's area filter, with which the paper's code makes the large picture of a pair. */
    public static Bitmap areaResized(Bitmap picture, int width, int height) {
        return CvResize.AREA.apply(FloatImage.of(picture), width, height).bitmap();
    }
}
