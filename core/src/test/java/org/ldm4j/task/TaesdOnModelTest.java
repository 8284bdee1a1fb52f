package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.tensor.Tensor;

/** TAESD beside the model's own first stage. */
final class TaesdOnModelTest extends OnSmallModel {
    /** Weights of a decoder of four levels of one block; its last bias decides the picture, all else is zero. */
    private static Map<String, Tensor> taesd(String prefix, int offset) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        conv(tensors, prefix + offset, 8, 4);
        int index = 2;
        for (int level = 0; level < 4; level++) {
            for (int layer : List.of(0, 2, 4)) {
                conv(tensors, prefix + (index + offset) + ".conv." + layer, 8, 8);
            }
            if (level < 3) {
                tensors.put(prefix + (index + 2 + offset) + ".weight", Tensor.zeros(8, 8, 3, 3));
            }
            index += level < 3 ? 3 : 1;
        }
        conv(tensors, prefix + (index + offset), 3, 8);
        tensors.put(prefix + (index + offset) + ".bias", Tensor.full(0.5, 3));
        return tensors;
    }

    private static void conv(Map<String, Tensor> tensors, String name, int out, int in) {
        tensors.put(name + ".weight", Tensor.zeros(out, in, 3, 3));
        tensors.put(name + ".bias", Tensor.zeros(out));
    }

    private static int middle(BufferedImage image) {
        return image.getRGB(image.getWidth() / 2, image.getHeight() / 2) & 0xff;
    }

    private void previewsAreGrey(Path taesd) {
        try (LatentDiffusionModel changed = model.with(AddOns.none().taesd(taesd));
                Run run = changed.start(TextToImage.of("a cat").size(64, 64).steps(2))) {
            BufferedImage preview = run.next().preview();
            assertThat(preview.getWidth()).isEqualTo(64);
            assertThat(middle(preview)).isEqualTo(128);
            assertThat(preview.getRGB(3, 5)).isEqualTo(preview.getRGB(60, 40));
        }
    }

    @Test
    void taesdOfDiffusersMakesThePreviews() {
        previewsAreGrey(write("taesd.safetensors", taesd("decoder.layers.", 0)));
    }

    @Test
    void taesdOfItsAuthorMakesThePreviews() {
        previewsAreGrey(write("taesd_decoder.safetensors", taesd("", 1)));
    }

    @Test
    void taesdLeavesFinishedPicturesAlone() {
        Path taesd = write("taesd.safetensors", taesd("decoder.layers.", 0));
        TextToImage request = TextToImage.of("a cat").size(64, 64).steps(1);
        var own = model.generate(request).get(0).toImage();

        try (LatentDiffusionModel previews = model.with(AddOns.none().taesd(taesd));
                LatentDiffusionModel pictures = model.with(AddOns.none().taesdForPictures(taesd))) {
            assertThat(previews.generate(request).get(0).toImage().getRGB(9, 9)).isEqualTo(own.getRGB(9, 9));
            assertThat(middle(pictures.generate(request).get(0).toImage())).isEqualTo(128);
        }
    }

    @Test
    void decoderForOtherLatentsIsRefused() {
        Map<String, Tensor> tensors = taesd("decoder.layers.", 0);
        tensors.put("decoder.layers.0.weight", Tensor.zeros(8, 16, 3, 3));

        refused(
                AddOns.none().taesd(write("taesd3.safetensors", tensors)),
                Code.MODEL_MISMATCH,
                "latent channels",
                "expected 4",
                "found 16");
    }

    @Test
    void decoderWithLayersThatTaesdHasNotIsRefused() {
        Map<String, Tensor> tensors = taesd("", 1);
        tensors.put("3.pool.0.weight", Tensor.zeros(32, 8, 1, 1));

        refused(AddOns.none().taesd(write("taef2.safetensors", tensors)), Code.MODEL_MISMATCH, "pool.0.weight");
    }
}
