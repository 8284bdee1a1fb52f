package org.ldm4j.data;

import org.ldm4j.image.Bitmap;

/** A rectangle of pixels, from the top left. */
record Area(int left, int top, int width, int height) {
    static Area whole(int width, int height) {
        return new Area(0, 0, width, height);
    }

    /** One of this size in the middle of a larger one; where that isn't exact, nearer to the top left. */
    static Area middle(int width, int height, int ofWidth, int ofHeight) {
        return new Area((ofWidth - width) / 2, (ofHeight - height) / 2, width, height);
    }

    Bitmap of(Bitmap bitmap) {
        return equals(whole(bitmap.width(), bitmap.height())) ? bitmap : bitmap.cropped(left, top, width, height);
    }
}
