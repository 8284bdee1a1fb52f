package org.ldm4j.data;

import org.ldm4j.image.Bitmap;

/** Where the class of each pixel of a picture is written down. */
public interface MapSource {
    /**
     * A grey picture whose values are numbers of classes.
     *
     * @param width the picture's, which the map must have
     * @param height the picture's
     */
    Bitmap read(int width, int height);
}
