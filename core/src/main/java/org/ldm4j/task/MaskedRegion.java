package org.ldm4j.task;

import org.ldm4j.image.Bitmap;

/** The rectangle of a picture around its mask that is repainted when only the masked part is. */
record MaskedRegion(int left, int top, int width, int height) {
    /**
     * The smallest rectangle around everything that is not black, {@code padding} wider on each side, then widened in one
     * direction to the proportions of {@code target} as far as the picture reaches (diffusers'
     * {@code padding_mask_crop}).
     */
    static MaskedRegion around(Bitmap mask, int padding, PictureSize target) {
        Span across = Span.masked(mask, true).padded(padding);
        Span down = Span.masked(mask, false).padded(padding);
        double wanted = (double) target.width() / target.height();
        if ((double) across.length() / down.length() > wanted) {
            down = down.widened((int) (across.length() / wanted - down.length()));
        } else {
            across = across.widened((int) (down.length() * wanted - across.length()));
        }
        return new MaskedRegion(across.start, down.start, across.length(), down.length());
    }

    Bitmap of(Bitmap picture) {
        return picture.cropped(left, top, width, height);
    }

    /** A part of one side, from {@code start} to before {@code end}, of {@code whole} pixels. */
    private record Span(int start, int end, int whole) {
        static Span masked(Bitmap mask, boolean across) {
            Bitmap grey = mask.grey();
            int whole = across ? grey.width() : grey.height();
            int start = 0, end = whole;
            while (start < whole && isBlack(grey, start, across)) {
                start++;
            }
            Rules.require(
                    start < whole, "mask", "black", "have something white, where only the masked part is repainted");
            while (isBlack(grey, end - 1, across)) {
                end--;
            }
            return new Span(start, end, whole);
        }

        private static boolean isBlack(Bitmap grey, int line, boolean across) {
            int length = across ? grey.height() : grey.width();
            for (int i = 0; i < length; i++) {
                if (grey.at(across ? line : i, across ? i : line, 0) != 0) {
                    return false;
                }
            }
            return true;
        }

        Span padded(int by) {
            return new Span(Math.max(start - by, 0), Math.min(end + by, whole), whole);
        }

        /** Longer by so much, evenly on both sides, shifted inwards where that leaves the picture, and cut at last. */
        Span widened(int by) {
            int length = Math.min(length() + by, whole);
            int shifted = Math.max(0, Math.min(start - by / 2, whole - length));
            return new Span(shifted, shifted + length, whole);
        }

        int length() {
            return end - start;
        }
    }
}
