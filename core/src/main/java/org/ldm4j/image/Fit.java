package org.ldm4j.image;

/** How a picture of one shape becomes one of another: the three resize modes of diffusers' VaeImageProcessor. */
public enum Fit {
    /** Scaled in each direction as needed, proportions are lost. */
    STRETCH {
        @Override
        public Bitmap apply(Bitmap source, int width, int height, Resize filter) {
            return source.resized(width, height, filter);
        }
    },
    /** Scaled to cover the target, what sticks out is cut off evenly. */
    CROP {
        @Override
        public Bitmap apply(Bitmap source, int width, int height, Resize filter) {
            boolean byWidth = (double) width / height > ratio(source);
            return new Canvas(width, height)
                    .centre(scaled(source, width, height, byWidth, filter))
                    .bitmap();
        }
    },
    /** Scaled to lie inside the target, the rest filled by drawing out the borders. */
    FILL {
        @Override
        public Bitmap apply(Bitmap source, int width, int height, Resize filter) {
            boolean byWidth = (double) width / height < ratio(source);
            Bitmap inner = scaled(source, width, height, byWidth, filter);
            return filled(new Canvas(width, height).centre(inner), inner).bitmap();
        }
    };

    /** The filter with which borders are drawn out, whatever the picture is scaled with. */
    private static final Resize BORDER = Resize.BICUBIC;

    /** The picture in {@code width} x {@code height}; RGB unless stretched. */
    public abstract Bitmap apply(Bitmap source, int width, int height, Resize filter);

    /** The longest side that is a multiple of {@code unit} and no longer than {@code side}. */
    public static int down(int side, int unit) {
        if (side < unit) {
            throw new IllegalArgumentException("side (" + side + ") must be at least " + unit);
        }
        return side - side % unit;
    }

    private static double ratio(Bitmap source) {
        return (double) source.width() / source.height();
    }

    private static Bitmap scaled(Bitmap source, int width, int height, boolean byWidth, Resize filter) {
        int scaledWidth = byWidth ? width : source.width() * height / source.height();
        int scaledHeight = byWidth ? source.height() * width / source.width() : height;
        return source.rgb().resized(Math.max(1, scaledWidth), Math.max(1, scaledHeight), filter);
    }

    private static Canvas filled(Canvas canvas, Bitmap inner) {
        int rows = canvas.height() / 2 - inner.height() / 2, columns = canvas.width() / 2 - inner.width() / 2;
        if (inner.width() == canvas.width() && rows > 0) {
            canvas.paste(new Taps(BORDER, inner.height(), 0, 0, rows).downColumns(inner), 0, 0);
            Bitmap below = new Taps(BORDER, inner.height(), inner.height(), 0, rows).downColumns(inner);
            canvas.paste(below, 0, rows + inner.height());
        } else if (columns > 0) {
            canvas.paste(new Taps(BORDER, inner.width(), 0, 0, columns).acrossRows(inner), 0, 0);
            Bitmap right = new Taps(BORDER, inner.width(), inner.width(), 0, columns).acrossRows(inner);
            canvas.paste(right, columns + inner.width(), 0);
        }
        return canvas;
    }
}
