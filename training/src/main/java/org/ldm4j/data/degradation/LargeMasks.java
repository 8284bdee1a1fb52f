package org.ldm4j.data.degradation;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.ldm4j.image.Bitmap;

/**
 * Masks with large holes for training to fill them: either a few thick strokes in a row or a few boxes, some with round
 * corners (Suvorov et al. 2022, LaMa; numbers as in Stable Diffusion's inpainting). Lengths are for pictures of
 * {@code side} pixels and are scaled with the picture.
 */
public enum LargeMasks {
    /** Many thin strokes. */
    NARROW_256(256, 1, 4, 50, 40, 10, 0, 0, 0, 0),
    TRAIN_256(256, 0.5, 1, 5, 200, 100, 1, 4, 30, 150),
    TRAIN_512(512, 0.5, 1, 5, 450, 250, 1, 4, 30, 300),
    /** What the inpainting models of Stable Diffusion were trained with. */
    LARGE_512(512, 0.5, 1, 5, 450, 400, 1, 4, 75, 450);

    private static final int MARGIN = 10;
    private static final int LEAST_LENGTH = 10;
    private static final int LEAST_WIDTH = 5;
    private static final int MOST_RADIUS = 60;

    private final int side;
    private final double strokes;
    private final int leastStrokes;
    private final int mostStrokes;
    private final int mostLength;
    private final int mostWidth;
    private final int leastBoxes;
    private final int mostBoxes;
    private final int leastBox;
    private final int mostBox;

    LargeMasks(
            int side,
            double strokes,
            int leastStrokes,
            int mostStrokes,
            int mostLength,
            int mostWidth,
            int leastBoxes,
            int mostBoxes,
            int leastBox,
            int mostBox) {
        this.side = side;
        this.strokes = strokes;
        this.leastStrokes = leastStrokes;
        this.mostStrokes = mostStrokes;
        this.mostLength = mostLength;
        this.mostWidth = mostWidth;
        this.leastBoxes = leastBoxes;
        this.mostBoxes = mostBoxes;
        this.leastBox = leastBox;
        this.mostBox = mostBox;
    }

    /** A grey picture, white where the hole is. */
    public Bitmap mask(int width, int height, RandomGenerator random) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        double scale = Math.min(width, height) / (double) side;
        if (random.nextDouble() < strokes) {
            strokes(graphics, width / scale, height / scale, scale, random);
        } else {
            boxes(graphics, width / scale, height / scale, scale, random);
        }
        graphics.dispose();
        return Bitmap.of(image);
    }

    private void strokes(Graphics2D graphics, double width, double height, double scale, RandomGenerator random) {
        int count = between(leastStrokes, mostStrokes, random);
        double x = between(0, (int) width, random), y = between(0, (int) height, random);
        for (int i = 0; i < count; i++) {
            double angle = random.nextDouble() * 2 * Math.PI;
            double length = between(LEAST_LENGTH, mostLength, random), thick = between(LEAST_WIDTH, mostWidth, random);
            double nextX = within(x + length * Math.sin(angle), width),
                    nextY = within(y + length * Math.cos(angle), height);
            graphics.setStroke(new BasicStroke((float) (thick * scale), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            graphics.draw(new Line2D.Double(x * scale, y * scale, nextX * scale, nextY * scale));
            x = nextX;
            y = nextY;
        }
    }

    private void boxes(Graphics2D graphics, double width, double height, double scale, RandomGenerator random) {
        int count = between(leastBoxes, mostBoxes, random);
        for (int i = 0; i < count; i++) {
            int w = between(leastBox, Math.min(mostBox, (int) width - 2 * MARGIN), random);
            int h = between(leastBox, Math.min(mostBox, (int) height - 2 * MARGIN), random);
            int left = between(MARGIN, (int) width - MARGIN - w, random);
            int top = between(MARGIN, (int) height - MARGIN - h, random);
            int round = random.nextDouble() < 0.5 ? 0 : 2 * between(0, MOST_RADIUS, random);
            graphics.fillRoundRect(
                    scaled(left, scale),
                    scaled(top, scale),
                    scaled(w, scale),
                    scaled(h, scale),
                    scaled(round, scale),
                    scaled(round, scale));
        }
    }

    private static double within(double at, double length) {
        return Math.max(0, Math.min(length, at));
    }

    private static int scaled(int length, double scale) {
        return (int) Math.round(length * scale);
    }

    /** Whole, both ends included. */
    private static int between(int least, int most, RandomGenerator random) {
        return least + random.nextInt(Math.max(0, most - least) + 1);
    }

    /** The name in settings. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one with this name in settings. */
    public static LargeMasks of(String label) {
        return Arrays.stream(values())
                .filter(masks -> masks.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("masks (" + label + ") must be one of "
                        + String.join(
                                ", ",
                                Arrays.stream(values()).map(LargeMasks::label).toList())));
    }
}
