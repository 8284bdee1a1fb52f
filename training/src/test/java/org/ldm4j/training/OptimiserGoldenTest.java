package org.ldm4j.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.tensor.AdamW;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Weights and moving averages after each step of torch's optimisers and the paper's LitEma, from their gradients. */
final class OptimiserGoldenTest {
    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.claimedBy(OptimiserGoldenTest.class, OptimiserGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        String optimiser = golden.json().path("optimiser").asString();
        var betas = text(optimiser, "betas: \\(([\\d.]+), ([\\d.]+)\\)");
        var settings = new AdamW.Settings(
                Double.parseDouble(betas.group(1)),
                Double.parseDouble(betas.group(2)),
                number(optimiser, "eps"),
                number(optimiser, "weight_decay"),
                text(optimiser, "decoupled_weight_decay: (\\w+)").group(1).equals("True"));
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        for (String name : golden.weights().names()) {
            parameters.put(
                    name, golden.weights().read(name).to(DType.FP32).copy().requireGrad());
        }
        var json = golden.json().path("ema");
        try (AdamW adam = new AdamW(parameters, settings);
                Ema ema = new Ema(
                        parameters,
                        json.path("decay").asDouble(),
                        json.path("use_num_updates").asBoolean())) {
            long steps = golden.json()
                    .path("files")
                    .path("inputs.safetensors")
                    .path("x")
                    .path("shape")
                    .get(0)
                    .asLong();
            for (int step = 0; step < steps; step++) {
                step(golden, String.format("step%02d.", step), parameters, adam, number(optimiser, "lr"));
                ema.update(step + 1L);
                checkAverages(golden, String.format("step%02d.ema.", step), ema);
            }
        }
    }

    private static void step(
            GoldenCase golden, String prefix, Map<String, Tensor> parameters, AdamW adam, double learningRate) {
        try (Scope scope = Scope.open()) {
            // the gradient of sum(p * g) by p is g, bit for bit
            parameters.forEach((name, p) ->
                    p.times(golden.expected(prefix + "grad." + name)).sum().backward());
        }
        adam.step(learningRate);
        parameters.forEach((name, p) -> golden.check(prefix + name, p));
    }

    private static void checkAverages(GoldenCase golden, String prefix, Ema ema) {
        ema.averages().forEach((name, average) -> golden.check(prefix + name.replace(".", ""), average));
    }

    private static double number(String optimiser, String name) {
        return Double.parseDouble(
                text(optimiser, "\\b" + name + ": ([\\d.e+-]+)").group(1));
    }

    private static Matcher text(String optimiser, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(optimiser);
        if (!matcher.find()) {
            throw new AssertionError(pattern + ": expected in the case's optimiser, found " + optimiser);
        }
        return matcher;
    }
}
