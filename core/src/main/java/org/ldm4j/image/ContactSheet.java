package org.ldm4j.image;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many pictures on one sheet, row by row: bare, or with a caption under each. */
public final class ContactSheet {
    private static final Logger LOG = LoggerFactory.getLogger(ContactSheet.class);
    private static final int WHITE = 0xFF;
    private static final int GAP = 8;
    /** Small pictures are enlarged by whole pixels to at least this, so that captions have room. */
    private static final int LEAST_CELL = 128;

    private static final int FONT_SIZE = 12;
    private static final int LINE_HEIGHT = 15;
    private static final int LINES = 2;

    private ContactSheet() {}

    /** The pictures side by side without gaps, {@code columns} in a row; each in the middle of a cell for the largest. */
    public static Bitmap grid(List<Bitmap> bitmaps, int columns) {
        requirePictures(bitmaps, columns);
        return laid(bitmaps, Layout.of(bitmaps, columns, 0, 0)).bitmap();
    }

    /** The pictures with their captions, on white; a caption that does not fit on two lines is cut. */
    public static Bitmap captioned(List<Bitmap> bitmaps, List<String> captions, int columns) {
        requirePictures(bitmaps, columns);
        if (captions.size() != bitmaps.size()) {
            throw new IllegalArgumentException(
                    "captions (" + captions.size() + ") must be one for each picture (" + bitmaps.size() + ")");
        }
        List<Bitmap> enlarged = bitmaps.stream().map(ContactSheet::enlarged).toList();
        Layout layout = Layout.of(enlarged, columns, GAP, LINES * LINE_HEIGHT);
        return withCaptions(laid(enlarged, layout).bitmap(), captions, layout);
    }

    private static void requirePictures(List<Bitmap> bitmaps, int columns) {
        if (bitmaps.isEmpty() || columns < 1) {
            throw new IllegalArgumentException(
                    "a sheet must have pictures and columns, not " + bitmaps.size() + " and " + columns);
        }
    }

    private static Bitmap enlarged(Bitmap bitmap) {
        int factor = Math.max(1, LEAST_CELL / Math.max(bitmap.width(), bitmap.height()));
        return bitmap.resized(bitmap.width() * factor, bitmap.height() * factor, Resize.NEAREST);
    }

    /** Where cells lie: {@code below} is the room for a caption under each. */
    private record Layout(int columns, int rows, int cellWidth, int cellHeight, int gap, int below) {
        static Layout of(List<Bitmap> bitmaps, int columns, int gap, int below) {
            int used = Math.min(columns, bitmaps.size());
            int width = bitmaps.stream().mapToInt(Bitmap::width).max().orElse(1);
            int height = bitmaps.stream().mapToInt(Bitmap::height).max().orElse(1);
            return new Layout(used, (bitmaps.size() + used - 1) / used, width, height, gap, below);
        }

        int left(int index) {
            return gap + index % columns * (cellWidth + gap);
        }

        int top(int index) {
            return gap + index / columns * (cellHeight + below + gap);
        }

        Canvas canvas() {
            return new Canvas(left(columns - 1) + cellWidth + gap, top(columns * rows - 1) + cellHeight + below + gap);
        }
    }

    private static Canvas laid(List<Bitmap> bitmaps, Layout layout) {
        Canvas canvas = layout.canvas().fill(WHITE);
        for (int i = 0; i < bitmaps.size(); i++) {
            Bitmap picture = bitmaps.get(i).rgb();
            int left = layout.left(i) + (layout.cellWidth() - picture.width()) / 2;
            int top = layout.top(i) + (layout.cellHeight() - picture.height()) / 2;
            canvas.paste(picture, left, top);
        }
        return canvas;
    }

    private static Bitmap withCaptions(Bitmap sheet, List<String> captions, Layout layout) {
        BufferedImage image = sheet.toImage();
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setColor(Color.BLACK);
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE));
            for (int i = 0; i < captions.size(); i++) {
                int baseline = layout.top(i) + layout.cellHeight() + FONT_SIZE;
                draw(graphics, captions.get(i), layout.left(i), baseline, layout.cellWidth());
            }
            return Bitmap.of(image);
        } catch (RuntimeException | InternalError | LinkageError e) { // what a machine without fonts throws
            LOG.warn("captions left out, no font can be loaded: {}", String.valueOf(e.getMessage()));
            return sheet;
        } finally {
            graphics.dispose();
        }
    }

    private static void draw(Graphics2D graphics, String caption, int left, int baseline, int width) {
        List<String> lines = CaptionLines.wrap(caption, LINES, width, graphics.getFontMetrics()::stringWidth);
        for (int i = 0; i < lines.size(); i++) {
            graphics.drawString(lines.get(i), left, baseline + i * LINE_HEIGHT);
        }
    }
}
