package org.ldm4j.data;

import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ldm4j.image.Bitmap;
import tools.jackson.databind.JsonNode;

/**
 * A map of classes drawn from COCO's outlines: stuff below, things above it, later ones over earlier ones. A pixel's value
 * is its category's id less one, as in the maps of COCO-Stuff, and 255 where nothing is. A polygon covers the pixels whose
 * middle lies inside.
 */
record CocoMap(CocoFile.Image image, List<CocoFile.Annotation> annotations) implements MapSource {
    private static final int UNLABELLED = 255;
    /** Ids of things are 1 to 90. */
    private static final int THINGS = 91;

    static CocoMap of(CocoFile.Image image, List<CocoFile.Annotation> all) {
        List<CocoFile.Annotation> outlined = new ArrayList<>(
                all.stream().filter(each -> each.outline() != null).toList());
        outlined.sort((a, b) -> Boolean.compare(isThing(a), isThing(b))); // stable
        return new CocoMap(image, outlined);
    }

    private static boolean isThing(CocoFile.Annotation annotation) {
        return label(annotation) < THINGS;
    }

    private static int label(CocoFile.Annotation annotation) {
        try {
            int id = Integer.parseInt(annotation.category());
            if (id >= 1 && id < UNLABELLED) {
                return id - 1;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw DataException.refused("annotation: expected a category id of 1 to 254, found " + annotation.category()
                + " (annotation " + annotation.id() + ")");
    }

    @Override
    public Bitmap read(int width, int height) {
        if (width != image.width() || height != image.height()) {
            throw DataException.refused("map: expected the size of its picture, " + width + "x" + height + ", found "
                    + image.width() + "x" + image.height() + " (annotations of " + image.file() + ")");
        }
        byte[] labels = new byte[width * height];
        Arrays.fill(labels, (byte) UNLABELLED);
        for (CocoFile.Annotation annotation : annotations) {
            draw(annotation, labels);
        }
        return Bitmap.of(width, height, 1, labels);
    }

    private void draw(CocoFile.Annotation annotation, byte[] labels) {
        JsonNode outline = annotation.outline();
        byte label = (byte) label(annotation);
        if (outline != null && outline.isArray()) {
            outline.forEach(polygon -> fill(polygon, label, labels));
        } else if (outline != null) {
            run(RunLengths.of(outline.path("counts")), label, labels, annotation);
        }
    }

    private void fill(JsonNode polygon, byte label, byte[] labels) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i + 1 < polygon.size(); i += 2) {
            double x = polygon.get(i).asDouble(0), y = polygon.get(i + 1).asDouble(0);
            if (i == 0) {
                path.moveTo(x, y);
            } else {
                path.lineTo(x, y);
            }
        }
        byte[] inside = rasterised(path);
        for (int i = 0; i < labels.length; i++) {
            if (inside[i] != 0) {
                labels[i] = label;
            }
        }
    }

    private byte[] rasterised(Path2D path) {
        BufferedImage canvas = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_BYTE_GRAY);
        var graphics = canvas.createGraphics();
        graphics.fill(path);
        graphics.dispose();
        return ((DataBufferByte) canvas.getRaster().getDataBuffer()).getData();
    }

    /** Run lengths go down the columns, outside first. */
    private void run(int @Nullable [] counts, byte label, byte[] labels, CocoFile.Annotation annotation) {
        long sum = counts == null ? -1 : Arrays.stream(counts).asLongStream().sum();
        if (counts == null || sum != labels.length || Arrays.stream(counts).anyMatch(count -> count < 0)) {
            throw DataException.refused("annotation: expected run lengths of " + labels.length + " pixels, found "
                    + (counts == null ? "something else" : sum) + " (annotation " + annotation.id() + " of "
                    + image.file() + ")");
        }
        int place = 0;
        for (int i = 0; i < counts.length; i++) {
            for (int end = place + counts[i]; place < end; place++) {
                if (i % 2 == 1) {
                    labels[place % image.height() * image.width() + place / image.height()] = label;
                }
            }
        }
    }
}
