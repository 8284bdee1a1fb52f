package org.ldm4j.task;

import org.ldm4j.image.Bitmap;

/** Width and height in pixels. */
public record PictureSize(int width, int height) {
    static final int MAX_SIDE = 8192;

    /** The size that the pictures of a request have. */
    static PictureSize of(Request request, ModelParts parts) {
        int f = parts.firstStage().config().downsampling();
        if (request instanceof SuperResolution upscaling) {
            PictureSize small = of(upscaling.image()).cutDown(f);
            return new PictureSize(small.width * f, small.height * f).checked();
        }
        PictureSize first = asked(request.text(), usual(request, parts, f));
        return request instanceof HighResolution two
                ? first.scaled(two.scale(), f).checked()
                : first.checked();
    }

    /** The size of what a request's sampling begins with: that of its pictures unless a second pass enlarges them. */
    static PictureSize ofFirstPass(Request request, ModelParts parts) {
        return request instanceof HighResolution ? of(request.text(), parts) : of(request, parts);
    }

    private static PictureSize usual(Request request, ModelParts parts, int f) {
        if (request instanceof ImageToImage from) {
            return of(from.image()).cutDown(f);
        }
        if (request instanceof Inpainting from && from.padding() == null) {
            return of(from.image()).cutDown(f);
        }
        if (request instanceof DepthToImage from) {
            return of(from.image()).cutDown(f);
        }
        return new PictureSize(parts.size(), parts.size());
    }

    static PictureSize asked(TextToImage text, PictureSize usual) {
        return new PictureSize(
                text.width() == 0 ? usual.width : text.width(), text.height() == 0 ? usual.height : text.height());
    }

    static PictureSize of(Bitmap bitmap) {
        return new PictureSize(bitmap.width(), bitmap.height());
    }

    PictureSize cutDown(int unit) {
        Rules.require(width >= unit && height >= unit, "picture", this, "have sides of at least " + unit + " pixels");
        return new PictureSize(width - width % unit, height - height % unit);
    }

    private PictureSize scaled(double factor, int unit) {
        return new PictureSize(scaled(width, factor, unit), scaled(height, factor, unit));
    }

    private static int scaled(int side, double factor, int unit) {
        return (int) Math.round(side * factor / unit) * unit;
    }

    PictureSize checked() {
        Rules.require(
                width <= MAX_SIDE && height <= MAX_SIDE,
                "picture",
                this,
                "have sides of at most " + MAX_SIDE + " pixels");
        return this;
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
