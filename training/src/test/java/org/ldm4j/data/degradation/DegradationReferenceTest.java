package org.ldm4j.data.degradation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What nothing random enters, against the functions of the paper's repository: see tools/golden_degradations.py. */
final class DegradationReferenceTest {
    private static final double TOLERANCE = 2e-6; // the reference computes in single precision
    private static final FloatImage PICTURE = picture(12, 8);

    private static JsonNode expected;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = DegradationReferenceTest.class.getResourceAsStream("reference.json")) {
            expected = new JsonMapper().readTree(in);
        }
    }

    private static FloatImage picture(int width, int height) {
        return FloatImage.make(width, height, i -> i * 37 % 101 / 101f);
    }

    private static void assertEquals(String name, double[] found, double tolerance) {
        double[] values =
                expected.get(name).valueStream().mapToDouble(JsonNode::asDouble).toArray();
        assertThat(found).as(name).hasSameSizeAs(values);
        for (int i = 0; i < values.length; i++) {
            assertThat(Math.abs(found[i] - values[i])).as(name + " " + i).isLessThan(tolerance);
        }
    }

    private static void assertEquals(String name, double[][] kernel) {
        assertEquals(name, Arrays.stream(kernel).flatMapToDouble(Arrays::stream).toArray(), 1e-8);
    }

    private static void assertEquals(String name, FloatImage image) {
        double[] values = new double[image.values().length];
        Arrays.setAll(values, i -> image.values()[i]);
        assertEquals(name, values, TOLERANCE);
    }

    @Test
    void anisotropicKernels() {
        assertEquals("anisotropic_7", BlurKernels.anisotropic(7, 0.7, 1.5, 0.4));
        assertEquals("anisotropic_6", BlurKernels.anisotropic(6, 2.1, 0.3, 2.0));
    }

    @Test
    void gaussianKernels() {
        assertEquals("gaussian_5", BlurKernels.gaussian(5, 0.6));
        assertEquals("gaussian_25", BlurKernels.gaussian(25, 0.25));
        assertEquals("shifted_25", BlurKernels.shifted(BlurKernels.gaussian(25, 1.9), 4));
    }

    @Test
    void convolutionWithMirroredBorders() {
        assertEquals("convolved_anisotropic_7", PICTURE.convolved(BlurKernels.anisotropic(7, 0.7, 1.5, 0.4)));
        assertEquals("convolved_anisotropic_6", PICTURE.convolved(BlurKernels.anisotropic(6, 2.1, 0.3, 2.0)));
    }

    @Test
    void matlabsBicubicHalf() {
        assertEquals("matlab_half", MatlabResize.shrunk(PICTURE, 2));
        assertEquals("matlab_half_odd", MatlabResize.shrunk(picture(9, 7), 2));
    }

    @Test
    void openCvsFilters() {
        assertEquals("bilinear_5x3", CvResize.BILINEAR.apply(PICTURE, 5, 3));
        assertEquals("bilinear_20x13", CvResize.BILINEAR.apply(PICTURE, 20, 13));
        assertEquals("bicubic_5x3", CvResize.BICUBIC.apply(PICTURE, 5, 3));
        assertEquals("bicubic_20x13", CvResize.BICUBIC.apply(PICTURE, 20, 13));
        assertEquals("area_5x3", CvResize.AREA.apply(PICTURE, 5, 3));
        assertEquals("area_4x4", CvResize.AREA.apply(PICTURE, 4, 4));
    }
}
