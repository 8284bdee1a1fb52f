package org.ldm4j.task;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.PixelTensors;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.sampling.Samplers;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/** Stable Diffusion by the samplers of CompVis' and Stability's own code. */
final class CompvisSdGoldenTest {
    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(CompvisSdGoldenTest.class, CompvisSdGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        JsonNode options = golden.json().path("options");
        try (LatentDiffusionModel loaded = ModelLoader.load(golden.model(), LoadOptions.DEFAULT.withType(DType.FP32));
                LatentDiffusionModel model = loaded.withSampler(
                        config(loaded.sampler(), options.path("sampler").asString()));
                Run run = options.has("t_enc")
                        ? fromPicture(golden, options, model.parts())
                        : model.startFrom(request(golden, options, golden.input("x_T")), golden.input("x_T"))) {
            run.finish();
            golden.check("sample", run.latents());
            golden.check("decoded_first", run.decoded().narrow(0, 0, 1));
            checkPictures(golden, run.decoded());
        }
    }

    /** As scripts/img2img.py: two pictures of one batch, whose latents and noise one generator draws. */
    private static Run fromPicture(GoldenCase golden, JsonNode options, ModelParts parts) {
        TextToImage request = request(golden, options, golden.expected("z"));
        var holdings = new Holdings();
        var codec = new LatentCodec(
                parts,
                new Admission(parts.unet().config(), parts.firstStage().config(), parts.type(), MemoryPolicy.DEFAULT));
        var preparation = new Preparation(parts, codec, request, holdings, null, null);
        Pass pass =
                preparation.pass(request.sampling(), options.path("strength").doubleValue(), Beside.NOTHING);
        Tensor z = codec.sample(golden.input("image"), preparation.generators().noise());
        golden.check("z", z);
        Tensor noise = preparation.generators().noise().next(z.shape());
        Tensor entered = pass.sampler().entered(pass.begin(), z, noise);
        golden.check("z_enc", entered);
        return new Run(codec, new Start(pass, entered), holdings);
    }

    private static SamplerConfig config(SamplerConfig own, String sampler) {
        return switch (sampler) {
            case "ddim", "ddim-eta1" -> own.with(Samplers.DDIM).asCompvis();
            // the reference's PLMS takes whatever the network says for noise
            case "plms" -> own.with(Samplers.PLMS).with(Prediction.EPS).asCompvis();
            case "dpm-solver" -> own.with(Samplers.DPMPP_2M).asCompvis();
            default -> throw new AssertionError("sampler: expected ddim, plms or dpm-solver, found " + sampler);
        };
    }

    private static TextToImage request(GoldenCase golden, JsonNode options, Tensor latents) {
        long[] shape = latents.shape();
        return TextToImage.of("")
                .promptStyle(PromptStyle.DIFFUSERS)
                .prompts(prompts(golden))
                .size((int) shape[3] * 8, (int) shape[2] * 8)
                .count((int) shape[0])
                .seedMode(SeedMode.SINGLE)
                .seed(options.path("seed").longValue())
                .guidance(new Guidance(options.path("scale").doubleValue(), 0))
                .sampling(SamplingOptions.of(options.path("S").intValue())
                        .withEta(options.path("eta").asDouble(0)));
    }

    private static List<String> prompts(GoldenCase golden) {
        return golden.json()
                .path("prompts")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    private static void checkPictures(GoldenCase golden, Tensor decoded) {
        List<Bitmap> pictures = PixelTensors.bitmaps(decoded, PixelTensors.Rounding.DOWN);
        for (int i = 0; i < pictures.size(); i++) {
            golden.checkPicture("expected_" + i + ".png", pictures.get(i).toImage());
        }
    }
}
