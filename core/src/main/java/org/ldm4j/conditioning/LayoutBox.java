package org.ldm4j.conditioning;

/**
 * A thing in a picture: what it is and where. Coordinates are shares of the picture's sides, from the top left.
 *
 * @param category number of its class
 * @param x left edge
 * @param y top edge
 * @param width share of the picture's width
 * @param height share of the picture's height
 * @param group whether it stands for several things
 * @param occluded whether something hides a part of it
 * @param depiction whether it is a drawing or the like
 * @param inside whether it is seen from within
 */
public record LayoutBox(
        int category,
        double x,
        double y,
        double width,
        double height,
        boolean group,
        boolean occluded,
        boolean depiction,
        boolean inside) {
    /** The whole picture, for a crop. */
    static final LayoutBox ALL = of(0, 0, 0, 1, 1);

    /** A single thing, seen whole and from without. */
    public static LayoutBox of(int category, double x, double y, double width, double height) {
        return new LayoutBox(category, x, y, width, height, false, false, false, false);
    }

    LayoutBox at(double newX, double newY, double newWidth, double newHeight) {
        return new LayoutBox(category, newX, newY, newWidth, newHeight, group, occluded, depiction, inside);
    }

    LayoutBox mirrored() {
        return at(1 - (x + width), y, width, height);
    }

    boolean meets(LayoutBox other) {
        double across = Math.min(x + width, other.x + other.width) - Math.max(x, other.x);
        double down = Math.min(y + height, other.y + other.height) - Math.max(y, other.y);
        return across > 0 && down > 0;
    }

    /** In the coordinates of {@code crop}, and no larger than it. */
    LayoutBox within(LayoutBox crop) {
        double newX = clamp((x - crop.x) / crop.width), newY = clamp((y - crop.y) / crop.height);
        return at(newX, newY, Math.min(width / crop.width, 1 - newX), Math.min(height / crop.height, 1 - newY));
    }

    private static double clamp(double share) {
        return Math.max(Math.min(share, 1), 0);
    }
}
