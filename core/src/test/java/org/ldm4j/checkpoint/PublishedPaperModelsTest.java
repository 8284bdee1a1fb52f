package org.ldm4j.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ldm4j.checkpoint.PaperFiles.PaperConfig;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/** Files of the paper's published models are known without their YAML. */
class PublishedPaperModelsTest {
    /** The names and shapes of a published model's file. */
    private record Published(Map<String, long[]> shapes) implements TensorFile {
        static Published of(String name) {
            Map<String, long[]> shapes = new LinkedHashMap<>();
            ModelPreset preset = Presets.find(name);
            UNetKeys.of(preset.unet()).rows().forEach(row -> shapes.put(CompvisTensors.UNET + row.name(), row.shape()));
            AutoencoderKeys.of(preset.firstStage())
                    .rows()
                    .forEach(row -> shapes.put(CompvisTensors.FIRST_STAGE + row.name(), row.shape()));
            return new Published(shapes);
        }

        @Override
        public Set<String> names() {
            return shapes.keySet();
        }

        @Override
        public long[] shape(String name) {
            return shapes.get(name);
        }

        @Override
        public DType dtype(String name) {
            return DType.FP32;
        }

        @Override
        public Tensor read(String name) {
            throw new IllegalStateException("recognition must not read " + name);
        }

        @Override
        public String description() {
            return "paper";
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "celeba256",
                "lsun_churches256",
                "cin256",
                "cin256-v2",
                "txt2img-1p4B",
                "text2img256",
                "layout2img-openimages256",
                "semantic_synthesis256",
                "bsr_sr",
                "inpainting_big",
                "rdm768x768"
            })
    void byNamesAndShapes(String name) {
        ModelPreset preset = Presets.find(name);
        PaperConfig found = PublishedPaperModels.find(Published.of(name)).orElseThrow();
        assertEquals(preset.unet(), found.unet());
        assertEquals(preset.conditioner(), found.conditioner());
        assertEquals(preset.training().kind(), found.kind());
        assertEquals(preset.size(), found.latentSide() * found.firstStage().downsampling());
        assertEquals(
                preset.training().betaEnd(), found.scheduler().noiseSchedule().beta(999), 1e-9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd15", "sd21", "sd-x4-upscaler"})
    void stableDiffusionIsNoneOfThem(String name) {
        assertTrue(PublishedPaperModels.find(Published.of(name)).isEmpty());
    }
}
