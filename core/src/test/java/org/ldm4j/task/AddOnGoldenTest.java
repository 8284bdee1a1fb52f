package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.addon.Embedding;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.tensor.DType;

/** Pictures with LoRA and textual inversion against diffusers, and the model as it was once they are taken off. */
final class AddOnGoldenTest {
    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(AddOnGoldenTest.class, AddOnGoldenTest::run);
    }

    private static void run(GoldenCase golden) throws IOException {
        SamplerConfig sampler =
                SamplerConfig.parse(golden.json().path("scheduler").toString());
        try (LatentDiffusionModel model = ModelLoader.load(golden.model(), LoadOptions.DEFAULT.withType(DType.FP32));
                LatentDiffusionModel more = model.withSampler(sampler).with(addOns(golden));
                Run run = more.start(PipelineCall.request(golden.json().path("call")))) {
            golden.check("latents.final", run.finish().latents());
            golden.checkPicture("expected.png", run.image().orElseThrow());
            assertThat(more.parts().extras().warnings()).isEmpty();
        }
    }

    private static AddOns addOns(GoldenCase golden) throws IOException {
        AddOns addOns = AddOns.none();
        double weight = golden.json().path("multiplier").asDouble(1);
        for (Path file : files(golden)) {
            String name = file.getFileName().toString();
            if (name.startsWith("lora")) {
                addOns = addOns.lora(file, weight);
            } else if (name.startsWith("embedding")) {
                Embedding embedding = Embedding.open(file);
                String word = golden.json().path("token").asString(embedding.word());
                addOns = addOns.embedding(embedding.named(word));
            }
        }
        return addOns;
    }

    private static List<Path> files(GoldenCase golden) throws IOException {
        try (Stream<Path> files = Files.list(golden.folder())) {
            return files.sorted().toList();
        }
    }
}
