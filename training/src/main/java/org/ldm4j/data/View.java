package org.ldm4j.data;

import org.ldm4j.conditioning.LayoutBox;
import org.ldm4j.image.Bitmap;

/**
 * What of a picture is shown: a part, scaled, a part of that, and perhaps mirrored. The same view of a picture, its boxes
 * and its map fit one another.
 *
 * @param width the picture's
 * @param height the picture's
 * @param before part that is scaled
 * @param scaledWidth to this width
 * @param scaledHeight and this height
 * @param after what of that is shown
 * @param mirrored whether left and right are exchanged
 */
public record View(
        int width, int height, Area before, int scaledWidth, int scaledHeight, Area after, boolean mirrored) {
    View mirrored(boolean now) {
        return new View(width, height, before, scaledWidth, scaledHeight, after, now);
    }

    /** The picture up to the scaling: all that takes time. */
    Bitmap scaled(Bitmap picture, Scaling filter) {
        return filter.apply(before.of(picture), scaledWidth, scaledHeight);
    }

    /** The rest, of a scaled picture. */
    Bitmap finished(Bitmap scaled) {
        Bitmap shown = after.of(scaled);
        return mirrored ? shown.mirrored() : shown;
    }

    /** What is shown as shares of the whole picture, as {@link org.ldm4j.conditioning.LayoutTokens} wants it. */
    public LayoutBox crop() {
        double across = (double) before.width() / scaledWidth, down = (double) before.height() / scaledHeight;
        return LayoutBox.of(
                0,
                (before.left() + after.left() * across) / width,
                (before.top() + after.top() * down) / height,
                after.width() * across / width,
                after.height() * down / height);
    }
}
