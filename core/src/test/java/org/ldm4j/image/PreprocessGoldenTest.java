package org.ldm4j.image;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.tensor.Tensor;

/** Pictures to tensors, as diffusers and as CompVis' scripts do it. */
class PreprocessGoldenTest {
    @TestFactory
    Stream<DynamicTest> preprocess() {
        return GoldenCases.claimedBy(PreprocessGoldenTest.class, PreprocessGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        Bitmap input = ImageFile.read(golden.folder().resolve("input.png"));
        for (String name : golden.file("expected.safetensors").names()) {
            golden.check(name, compute(golden, input, name));
        }
    }

    private static Tensor compute(GoldenCase golden, Bitmap input, String name) {
        return switch (name) {
            case "lsun_bicubic_32" -> rows(input.centreSquare().resized(32, 32, Resize.BICUBIC));
            case "sd_img2img_lanczos" -> rows(down(input, 32));
            case "image" -> PixelTensors.tensor(down(input, 8));
            case "mask_from_rgb" -> PixelTensors.mask(down(input, 8));
            case "mask" -> PixelTensors.mask(down(mask(golden), 8));
            default -> resized(name.startsWith("mask") ? mask(golden) : input, name);
        };
    }

    private static Bitmap mask(GoldenCase golden) {
        return ImageFile.read(golden.folder().resolve("mask.png"));
    }

    private static Bitmap down(Bitmap input, int unit) {
        return Fit.STRETCH.apply(input, Fit.down(input.width(), unit), Fit.down(input.height(), unit), Resize.LANCZOS);
    }

    /** {@code image_to_64x48}, {@code mask_to_64x48}, {@code image_to_64x64_fill}: width x height, mode. */
    private static Tensor resized(Bitmap input, String name) {
        String[] parts = name.split("_");
        String[] size = parts[2].split("x");
        String mode = parts.length > 3 ? parts[3] : "";
        Fit fit = mode.equals("fill") ? Fit.FILL : mode.equals("crop") ? Fit.CROP : Fit.STRETCH;
        Bitmap scaled = fit.apply(input, Integer.parseInt(size[0]), Integer.parseInt(size[1]), Resize.LANCZOS);
        return name.startsWith("mask") ? PixelTensors.mask(scaled) : PixelTensors.tensor(scaled);
    }

    /** CompVis' pictures have their channels last and no batch. */
    private static Tensor rows(Bitmap bitmap) {
        return PixelTensors.tensor(bitmap).squeeze(0).permute(1, 2, 0); // [H, W, C]
    }
}
