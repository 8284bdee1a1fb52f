package org.ldm4j.training.loss;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.autoencoder.DiagonalGaussian;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/** LPIPS, the patch discriminator and the objective of the first stage against the paper's code. */
final class FirstStageLossGoldenTest {
    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(FirstStageLossGoldenTest.class, FirstStageLossGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        switch (golden.kind()) {
            case "training/gan-losses" -> ganLosses(golden);
            case "training/lpips" -> lpips(golden);
            case "training/discriminator" -> discriminator(golden);
            case "training/first-stage-loss" -> firstStageLoss(golden);
            default -> throw new IllegalArgumentException(golden.kind());
        }
    }

    private static void ganLosses(GoldenCase golden) {
        Tensor real = golden.input("real"), fake = golden.input("fake");
        golden.check("hinge", GanLoss.HINGE.ofDiscriminator(real, fake));
        golden.check("vanilla", GanLoss.VANILLA.ofDiscriminator(real, fake));
        golden.check("generator", GanLoss.ofGenerator(fake));
    }

    private static List<Integer> widths(JsonNode array) {
        return array.isArray()
                ? IntStream.range(0, array.size())
                        .mapToObj(i -> array.get(i).intValue())
                        .toList()
                : Lpips.WIDTHS;
    }

    private static void lpips(GoldenCase golden) {
        try (Weights weights = Weights.from(golden.weights(), DType.FP32)) {
            Lpips lpips = new Lpips(weights, widths(golden.json().path("widths")));
            Tensor a = golden.input("a").requireGrad(), b = golden.input("b");
            Tensor value = lpips.distance(a, b);
            golden.check("value", value);
            value.sum().backward();
            golden.check("grad_a", Objects.requireNonNull(a.grad()));
            List<Tensor> features = lpips.features(a);
            for (int i = 0; i < features.size(); i++) {
                golden.check("relu" + (i + 1), features.get(i));
            }
        }
    }

    private static void discriminator(GoldenCase golden) {
        JsonNode json = golden.json();
        try (Weights weights = Weights.from(golden.weights(), DType.FP32)) {
            PatchDiscriminator network = new PatchDiscriminator(
                    weights,
                    json.path("input_nc").intValue(3),
                    json.path("ndf").intValue(64),
                    json.path("n_layers").intValue(3));
            network.parameters().values().forEach(Tensor::requireGrad);
            Tensor x = golden.input("x").requireGrad();
            Tensor logits = network.logits(x, true);
            golden.check("logits_train", logits);
            logits.sum().backward();
            golden.check("grad_x", Objects.requireNonNull(x.grad()));
            Tensor first = Objects.requireNonNull(network.parameters().get("main.0.weight"));
            golden.check("grad_main.0.weight", Objects.requireNonNull(first.grad()));
            network.buffers()
                    .forEach((name, value) -> golden.check(
                            "after." + name, name.endsWith("num_batches_tracked") ? value.to(DType.INT64) : value));
            golden.check("logits_eval", network.logits(x, false));
        }
    }

    private static void firstStageLoss(GoldenCase golden) {
        JsonNode json = golden.json(), arguments = json.path("arguments");
        boolean kl = json.path("reference").path("class").stringValue("").contains("contperceptual");
        try (Weights weights = Weights.from(golden.weights(), DType.FP32)) {
            Lpips lpips = new Lpips(weights.at("perceptual_loss"), widths(json.path("narrow_vgg")));
            try (Weights judge = below(golden, "discriminator.")) {
                PatchDiscriminator discriminator = new PatchDiscriminator(
                        judge,
                        3,
                        json.path("discriminator_ndf").intValue(64),
                        arguments.path("disc_num_layers").intValue(3));
                discriminator.parameters().values().forEach(Tensor::requireGrad);
                Layer last = weights.at("last").conv2d("conv_out", channels(golden), 3, 3);
                Tensor kernel = Objects.requireNonNull(weights.parameters().get("last.conv_out.weight"))
                        .requireGrad();
                Tensor logVariance = Tensor.full(arguments.path("logvar_init").asDouble(0));
                var loss = new FirstStageLoss(settings(arguments, kl), lpips, discriminator, logVariance);
                check(golden, loss, last, kernel, discriminator, kl);
            }
        }
    }

    private static Weights below(GoldenCase golden, String prefix) {
        return Weights.from(new PrefixedSource(golden.weights(), prefix), DType.FP32);
    }

    private static int channels(GoldenCase golden) {
        return Math.toIntExact(golden.input("feat").size(1));
    }

    private static FirstStageLoss.Settings settings(JsonNode arguments, boolean kl) {
        return new FirstStageLoss.Settings(
                kl ? FirstStageLoss.Reduction.SUM_OF_PICTURE : FirstStageLoss.Reduction.MEAN,
                arguments.path("perceptual_weight").asDouble(1),
                arguments.path(kl ? "kl_weight" : "codebook_weight").asDouble(1),
                arguments.path("disc_start").asLong(0),
                arguments.path("disc_factor").asDouble(1),
                arguments.path("disc_weight").asDouble(1),
                GanLoss.valueOf(arguments.path("disc_loss").stringValue("hinge").toUpperCase(Locale.ROOT)));
    }

    private static void check(
            GoldenCase golden,
            FirstStageLoss loss,
            Layer last,
            Tensor kernel,
            PatchDiscriminator discriminator,
            boolean kl) {
        Map<String, Double> parts = new HashMap<>();
        Tensor x = golden.input("x");
        Tensor reconstruction = golden.input("feat").apply(last).tanh();
        Tensor moments = kl ? golden.input("moments").requireGrad() : x;
        Tensor regularisation = kl ? DiagonalGaussian.of(moments).kl().mean() : golden.input("codebook_loss");
        long step = golden.json().path("global_step").longValue();
        Tensor ofAutoencoder = loss.ofAutoencoder(x, reconstruction, regularisation, kernel, step, parts::put);
        golden.check("loss_generator", ofAutoencoder);
        ofAutoencoder.backward();
        golden.check("grad_last_layer", Objects.requireNonNull(kernel.grad()));
        if (kl) {
            golden.check("grad_moments", Objects.requireNonNull(moments.grad()));
        }
        discriminator.parameters().values().forEach(Tensor::clearGrad);
        Tensor ofDiscriminator = loss.ofDiscriminator(x, reconstruction, step, parts::put);
        golden.check("loss_discriminator", ofDiscriminator);
        ofDiscriminator.backward();
        if (golden.file("expected.safetensors").names().contains("grad_discriminator.main.0.weight")) {
            Tensor first = Objects.requireNonNull(discriminator.parameters().get("main.0.weight"));
            golden.check("grad_discriminator.main.0.weight", Objects.requireNonNull(first.grad()));
        }
        for (String part :
                List.of("nll_loss", "rec_loss", "d_weight", "disc_factor", "g_loss", "logits_real", "logits_fake")) {
            golden.check("log." + part, Tensor.full(Objects.requireNonNull(parts.get(part))));
        }
    }
}
