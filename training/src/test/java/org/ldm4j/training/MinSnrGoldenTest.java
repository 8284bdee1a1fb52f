package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.diffusion.DiffusionLoss;
import org.ldm4j.diffusion.NoiseSchedule;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.tensor.Tensor;

/** Weights of min-SNR, velocities and noised latents against diffusers. */
final class MinSnrGoldenTest {
    private static final String GAMMA = ".gamma";

    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(MinSnrGoldenTest.class, MinSnrGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        NoiseSchedule schedule = NoiseSchedule.scaledLinear(0.00085, 0.012);
        Tensor t = golden.input("t"), x = golden.input("x"), eps = golden.input("noise");
        Set<String> names = golden.file("expected.safetensors").names();
        assertThat(names).anyMatch(name -> name.contains(GAMMA));
        for (String name : names) {
            golden.check(
                    name,
                    switch (name) {
                        case "snr" -> snr(schedule, t);
                        case "velocity" -> Prediction.V.target(x, eps, t, schedule);
                        case "noisy" -> schedule.noised(x, eps, t);
                        default -> weights(name, schedule, t);
                    });
        }
    }

    private static Tensor snr(NoiseSchedule schedule, Tensor t) {
        long[] steps = t.toLongs();
        double[] values = new double[steps.length];
        for (int i = 0; i < steps.length; i++) {
            values[i] = schedule.snr((int) steps[i]);
        }
        return Tensor.of(values, steps.length);
    }

    /** {@code eps.gamma5} and the like. */
    private static Tensor weights(String name, NoiseSchedule schedule, Tensor t) {
        int dot = name.indexOf(GAMMA);
        double gamma = Double.parseDouble(name.substring(dot + GAMMA.length()));
        Prediction prediction = Prediction.named(name.substring(0, dot).toLowerCase(Locale.ROOT));
        return DiffusionLoss.minSnrWeights(schedule, prediction, gamma, t);
    }
}
