package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ldm4j.sampling.Samplers;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Prompts with a grammar in whole runs. */
class PromptStyleTest {
    private static final int STEPS = 6;
    private static LatentDiffusionModel model;

    private Scope scope;

    @BeforeAll
    static void load() {
        model = TestModels.load("sd1");
    }

    @AfterAll
    static void unload() {
        model.close();
    }

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static TextToImage request(String prompt) {
        return TextToImage.of(prompt).size(32, 32).steps(STEPS).sampler(Samplers.EULER);
    }

    /** The latent after each evaluation. */
    private static List<float[]> latents(Request request) {
        List<float[]> latents = new ArrayList<>();
        try (Run run = model.start(request)) {
            while (run.hasNext()) {
                run.next();
                latents.add(run.latents().toFloats());
            }
        }
        return latents;
    }

    private static float[] last(Request request) {
        List<float[]> all = latents(request);
        return all.get(all.size() - 1);
    }

    private static double distance(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        return Tensor.of(a, a.length).minus(Tensor.of(b, b.length)).maxAbs();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a photo of a cat, 4k", "Hello, world! It's 2023 – “ok”"})
    void plainPromptIsTheSameInBothStyles(String prompt) {
        TextToImage request = request(prompt).negative("blurry, low quality");
        assertThat(last(request.promptStyle(PromptStyle.A1111)))
                .isEqualTo(last(request.promptStyle(PromptStyle.DIFFUSERS)));
    }

    @Test
    void bracketsAreTextInTheStyleOfDiffusers() {
        TextToImage plain = request("(cat:1.5)").promptStyle(PromptStyle.DIFFUSERS);
        assertThat(last(plain)).isNotEqualTo(last(request("(cat:1.5)")));
        assertThat(last(request("\\(cat:1.5\\)"))).isEqualTo(last(plain));
    }

    @Test
    void weightsSteer() {
        assertThat(last(request("a (cat:1.5)"))).isNotEqualTo(last(request("a cat")));
        assertThat(last(request("a (cat:1.1)"))).isEqualTo(last(request("a (cat)")));
    }

    @Test
    void longPromptsSteerToTheirEnd() {
        String words = "one two three four five six seven eight nine ten ".repeat(9);
        assertThat(last(request(words + "cat"))).isNotEqualTo(last(request(words + "dog")));
        TextToImage plain = request(words + "cat").promptStyle(PromptStyle.DIFFUSERS);
        assertThat(last(plain)).isEqualTo(last(plain.prompts(List.of(words + "dog"))));
    }

    /** Each evaluation of the sampler leads from the same latent to the same, as long as the text is the same. */
    @ParameterizedTest
    @EnumSource(names = {"EULER", "HEUN", "PLMS", "DPMPP_2M"})
    void schedulesChangeAfterTheirStep(Samplers sampler) {
        List<float[]> cat = latents(request("a cat").sampler(sampler));
        List<float[]> changing = latents(request("a [cat:dog:0.5]").sampler(sampler));
        assertThat(changing).hasSameSizeAs(cat);
        int perStep = sampler == Samplers.HEUN ? 2 : 1, same = STEPS / 2 * perStep;
        assertThat(changing.subList(0, same)).containsExactlyElementsOf(cat.subList(0, same));
        assertThat(changing.get(same)).isNotEqualTo(cat.get(same));
        assertThat(last(request("a [cat:dog:3]").sampler(sampler)))
                .isEqualTo(last(request("a [cat:dog:0.5]").sampler(sampler)));
        assertThat(last(request("a [cat:dog:0]").sampler(sampler)))
                .isEqualTo(last(request("a dog").sampler(sampler)));
        assertThat(last(request("a [cat:dog:6]").sampler(sampler)))
                .isEqualTo(last(request("a cat").sampler(sampler)));
    }

    @Test
    void alternationTakesTurns() {
        String turns = "[cat:[dog:[cat:[dog:[cat:dog:5]:4]:3]:2]:1]";
        assertThat(latents(request("a [cat|dog]"))).containsExactlyElementsOf(latents(request("a " + turns)));
    }

    @Test
    void negativePromptsHaveSchedulesToo() {
        List<float[]> plain = latents(request("a cat").negative("blur"));
        List<float[]> changing = latents(request("a cat").negative("[blur:(noise:1.3):2]"));
        assertThat(changing.get(1)).isEqualTo(plain.get(1));
        assertThat(changing.get(2)).isNotEqualTo(plain.get(2));
    }

    @Test
    void schedulesCountTheStepsThatAPassTakes() {
        TextToImage text = request("a [cat:dog:2]");
        ImageToImage request = ImageToImage.of(TestModels.picture(32, 32), text).strength(0.5);
        try (Run changing = model.start(request);
                Run cat = model.start(request.withText(request("a cat")))) {
            assertThat(changing.stepCount()).isEqualTo(3);
            for (int step = 1; step <= 3; step++) {
                changing.next();
                cat.next();
                assertThat(distance(changing.latents().toFloats(), cat.latents().toFloats()) == 0)
                        .as("step " + step)
                        .isEqualTo(step <= 2);
            }
        }
    }

    @Test
    void aSecondPassGoesOnCounting() {
        List<float[]> cat = latents(request("a cat").highResolution(2));
        List<float[]> atItsBegin = latents(request("a [cat:dog:6]").highResolution(2));
        List<float[]> later = latents(request("a [cat:dog:7]").highResolution(2));
        assertThat(cat).hasSizeGreaterThan(STEPS + 1);
        assertThat(atItsBegin.subList(0, STEPS)).containsExactlyElementsOf(cat.subList(0, STEPS));
        assertThat(atItsBegin.get(STEPS)).isNotEqualTo(cat.get(STEPS));
        assertThat(later.get(STEPS)).isEqualTo(cat.get(STEPS));
        assertThat(later.get(STEPS + 1)).isNotEqualTo(cat.get(STEPS + 1));
        assertThat(last(request("a [cat:dog:99]").highResolution(2))).isEqualTo(cat.get(cat.size() - 1));
    }

    @Test
    void andJoinsPromptsThatEachPull() {
        float[] cat = last(request("a cat")), dog = last(request("a dog"));
        float[] both = last(request("a cat AND a dog"));
        assertThat(distance(both, cat)).isGreaterThan(1e-3);
        assertThat(distance(both, dog)).isGreaterThan(1e-3);
        assertThat(distance(last(request("a dog AND a cat")), both)).isLessThan(1e-3);
    }

    @Test
    void andWithWeights() {
        float[] cat = last(request("a cat"));
        assertThat(distance(last(request("a cat AND a dog :0")), cat)).isLessThan(1e-3);
        assertThat(distance(last(request("a cat :0.5 AND a cat :0.5")), cat)).isLessThan(1e-3);
        assertThat(distance(last(request("a cat :2")), last(request("a cat").guidance(15))))
                .isLessThan(1e-3);
        assertThat(distance(last(request("a cat AND a dog :-0.5")), cat)).isGreaterThan(1e-3);
    }

    @Test
    void andNeedsNoGuidanceScale() {
        float[] both = last(request("a cat AND a dog").guidance(1).negative("blur"));
        assertThat(distance(both, last(request("a cat").guidance(1)))).isGreaterThan(1e-3);
    }

    @Test
    void andJoinsPromptsOfAnyLength() {
        String words = "one two three four five six seven eight nine ten ".repeat(9);
        assertThat(last(request("a cat AND " + words + " :0.3").negative("x BREAK y BREAK z")))
                .isNotEmpty();
    }

    @Test
    void pictureIsTheSameInAnyCompany() {
        String words = "one two three four five six seven eight nine ten ".repeat(9);
        List<String> prompts = List.of("a cat", "a cat AND a dog", words, "[a|b]");
        TextToImage all = request("").prompts(prompts).count(4).seed(5);
        int one = latents(all.count(1)).get(0).length;
        for (int batch : new int[] {1, 4}) {
            float[] together = last(all.batchSize(batch));
            for (int i = 0; i < prompts.size(); i++) {
                float[] alone = last(request(prompts.get(i)).seed(5 + i));
                float[] own = Arrays.copyOfRange(together, i * one, (i + 1) * one);
                assertThat(distance(own, alone))
                        .as(batch + " " + prompts.get(i))
                        .isLessThan(batch == 1 ? 1e-30 : 1e-4);
            }
        }
    }

    @Test
    void tagsOfExtraNetworksAreNotRead() {
        assertThat(last(request("a cat<lora:ink:0.8>"))).isEqualTo(last(request("a cat")));
    }
}
