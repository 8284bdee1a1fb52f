package org.ldm4j.conditioning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Boxes as a sequence of tokens for a {@link BertEncoder} (section 4.3.1; Jahn et al. 2021): for each box its class and two
 * corners, then the corners of what was cut out of the whole picture. Classes and corners share one vocabulary.
 *
 * @param classes number of classes
 * @param maxBoxes boxes in a sequence; further ones are dropped, missing ones filled
 * @param vocabulary number of tokens, the last of which stands for no box
 * @param withCrop whether the crop is told, and boxes keep their place in the whole picture
 * @param withGroups whether a token says that its box is a group
 * @param withAttributes whether it says that its box is occluded, a depiction, seen from inside
 */
public record LayoutTokens(
        int classes, int maxBoxes, int vocabulary, boolean withCrop, boolean withGroups, boolean withAttributes) {
    private static final int PER_BOX = 3;
    private static final int GROUP = 1, OCCLUDED = 2, DEPICTION = 4, INSIDE = 8;

    /** The published model for OpenImages: 92 tokens for 30 boxes of 340 classes. */
    public static LayoutTokens openImages() {
        return new LayoutTokens(340, 30, 8192, true, true, true);
    }

    /** OpenImages' classes in another model's sequences and vocabulary. */
    public static LayoutTokens fitting(int length, int vocabulary) {
        LayoutTokens usual = openImages();
        int classes = Math.min(usual.classes, vocabulary - 1);
        return new LayoutTokens(
                classes, length / PER_BOX, vocabulary, length % PER_BOX == 2, usual.withGroups, usual.withAttributes);
    }

    /** Tokens in a sequence. */
    public int length() {
        return PER_BOX * maxBoxes + (withCrop ? 2 : 0);
    }

    /** The tokens of boxes in a whole picture. */
    public long[] encode(List<LayoutBox> boxes) {
        return encode(boxes, LayoutBox.ALL, false);
    }

    /**
     * The tokens of boxes, in the given order (training shuffles them).
     *
     * @param crop the part of the picture that is shown; boxes outside it are left out
     * @param mirrored whether left and right are exchanged
     */
    public long[] encode(List<LayoutBox> boxes, LayoutBox crop, boolean mirrored) {
        List<LayoutBox> shown = new ArrayList<>();
        for (LayoutBox box : boxes.subList(0, Math.min(boxes.size(), maxBoxes))) {
            requireClass(box);
            if (box.meets(crop)) {
                LayoutBox placed = box.within(withCrop ? LayoutBox.ALL : crop);
                shown.add(mirrored ? placed.mirrored() : placed);
            }
        }
        return tokens(shown, mirrored ? crop.mirrored() : crop);
    }

    private void requireClass(LayoutBox box) {
        if (box.category() < 0 || box.category() >= classes) {
            throw new IllegalArgumentException(
                    "category (" + box.category() + ") must be at least 0 and below the " + classes + " classes");
        }
    }

    private long[] tokens(List<LayoutBox> boxes, LayoutBox crop) {
        long[] tokens = new long[length()];
        Arrays.fill(tokens, vocabulary - 1L);
        int next = 0;
        for (LayoutBox box : boxes) {
            tokens[next] = representation(box);
            putCorners(tokens, next + 1, box);
            next += PER_BOX;
        }
        if (withCrop) {
            putCorners(tokens, PER_BOX * maxBoxes, crop);
        }
        return tokens;
    }

    private long representation(LayoutBox box) {
        int modifier = withGroups && box.group() ? GROUP : 0;
        if (withAttributes) {
            modifier |=
                    (box.occluded() ? OCCLUDED : 0) | (box.depiction() ? DEPICTION : 0) | (box.inside() ? INSIDE : 0);
        }
        return box.category() + (long) classes * modifier;
    }

    private void putCorners(long[] tokens, int at, LayoutBox box) {
        tokens[at] = place(box.x(), box.y());
        tokens[at + 1] = place(box.x() + box.width(), box.y() + box.height());
    }

    /** The picture is a grid of as many rows and columns as there are tokens for; halves are rounded to even. */
    private long place(double x, double y) {
        int sections = (int) Math.sqrt(vocabulary);
        return (long) Math.rint(y * (sections - 1)) * sections + (long) Math.rint(x * (sections - 1));
    }
}
