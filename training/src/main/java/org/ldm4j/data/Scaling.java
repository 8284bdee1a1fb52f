package org.ldm4j.data;

import java.util.Arrays;
import java.util.Locale;
import org.ldm4j.data.degradation.Degradation;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.Resize;

/** How pictures are scaled: Pillow's filters, or the area filter that the paper's super-resolution data is made with. */
public enum Scaling {
    NEAREST(Resize.NEAREST),
    BOX(Resize.BOX),
    BILINEAR(Resize.BILINEAR),
    HAMMING(Resize.HAMMING),
    BICUBIC(Resize.BICUBIC),
    LANCZOS(Resize.LANCZOS),
    /** OpenCV's INTER_AREA. */
    AREA((picture, width, height) -> picture.width() == width && picture.height() == height
            ? picture
            : Degradation.areaResized(picture, width, height));

    private interface Filter {
        Bitmap apply(Bitmap picture, int width, int height);
    }

    private final Filter filter;

    Scaling(Filter filter) {
        this.filter = filter;
    }

    Scaling(Resize filter) {
        this((picture, width, height) -> picture.resized(width, height, filter));
    }

    Bitmap apply(Bitmap picture, int width, int height) {
        return filter.apply(picture, width, height);
    }

    /** The name in settings. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one with this name in settings. */
    public static Scaling of(String label) {
        return Arrays.stream(values())
                .filter(scaling -> scaling.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("filter (" + label + ") must be one of "
                        + String.join(
                                ", ",
                                Arrays.stream(values()).map(Scaling::label).toList())));
    }
}
