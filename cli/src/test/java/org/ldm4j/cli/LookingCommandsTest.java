package org.ldm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.PngFile;
import org.ldm4j.sampling.Samplers;
import tools.jackson.databind.JsonNode;

/** The commands that make nothing. */
final class LookingCommandsTest {
    @TempDir
    static Path folder;

    static Path model;

    @BeforeAll
    static void writeModel() throws IOException {
        model = SmallModel.write(folder);
    }

    @Test
    void everySamplerIsListed() {
        JsonNode json = Call.of("samplers", "--json").json();
        assertThat(json.get("samplers").valueStream().map(each -> each.get("name")
                        .asString()))
                .containsExactly(
                        Arrays.stream(Samplers.values()).map(Samplers::label).toArray(String[]::new));
        assertThat(Call.of("samplers").out()).contains("euler_ancestral").contains("karras");
    }

    @Test
    void schedulesAreListedWithTheirAliases() {
        JsonNode aliases = Call.of("samplers", "--json").json().get("scheduler_aliases");
        assertThat(aliases.get("ays").get(0).asString()).isEqualTo("align_your_steps");
        assertThat(Call.of("samplers").out()).contains("exponential (polyexponential)");
    }

    @Test
    void theBundledModelHasNames() {
        String path = Call.of("tokenize", "a", "--json").out();
        for (String name : new String[] {"bundled", "emoji-64"}) {
            assertThat(Call.of("tokenize", "-m", name, "a", "--json").out()).isEqualTo(path);
        }
    }

    @Test
    void aScheduleEndsInNoNoise() {
        JsonNode json = Call.of("schedule", "--steps", "4", "--sampling-method", "ddim", "--json")
                .json();
        assertThat(json.get("timesteps").valueStream().map(JsonNode::asDouble))
                .containsExactly(751.0, 501.0, 251.0, 1.0);
        assertThat(json.get("sigmas").size()).isEqualTo(5);
    }

    @Test
    void tokensWithStartEndAndPadding() {
        JsonNode json = Call.of("tokenize", "-m", model, "aa a", "--json").json();
        assertThat(json.propertyNames()).containsExactly("ids", "pieces", "attention_mask", "chunks");
        assertThat(json.get("ids").valueStream().limit(5).map(JsonNode::asInt)).containsExactly(3, 2, 1, 4, 4);
        assertThat(json.get("ids").size()).isEqualTo(SmallModel.LENGTH);
        assertThat(json.get("pieces").get(1).asString()).isEqualTo("aa</w>");
        assertThat(json.get("attention_mask")
                        .valueStream()
                        .mapToInt(JsonNode::asInt)
                        .sum())
                .isEqualTo(4);
        assertThat(json.get("chunks").asInt()).isEqualTo(1);
    }

    @Test
    void tokenizeCountsTheChunksOfAPrompt() throws IOException {
        int room = SmallModel.LENGTH - 2;
        for (String prompt : List.of("a BREAK aa", "aa ".repeat(room + 1), "[a|a BREAK a]", "aa AND a BREAK a")) {
            JsonNode json = Call.of("tokenize", "-m", model, prompt, "--json").json();
            assertThat(json.get("chunks").asInt()).as(prompt).isEqualTo(2);
        }
    }

    @Test
    void aPictureWithoutTextsTellsNothing() throws IOException {
        Path picture = folder.resolve("bare.png");
        PngFile.write(picture, Bitmap.of(1, 1, 1, new byte[1]));
        Call call = Call.of("png-info", picture, "--json");
        assertThat(call.code()).isZero();
        assertThat(call.json().get("source").isNull()).isTrue();
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        assertThat(Call.of("png-info", text).code()).isEqualTo(Exit.REFUSED.code());
        assertThat(Call.of("png-info", folder.resolve("none.png")).code()).isEqualTo(Exit.NOT_FOUND.code());
    }

    @Test
    void doctorFailsWhenACheckFails() {
        Call call = Call.of("doctor", "--json");
        boolean failed = call.json().get("checks").valueStream().anyMatch(check -> check.get("status")
                .asString()
                .equals("fail"));
        assertThat(call.code()).isEqualTo(failed ? Exit.CHECK_FAILED.code() : Exit.DONE.code());
        assertThat(call.json().get("checks").valueStream().filter(check -> check.get("name")
                        .asString()
                        .matches("convolution|attention|java|native library")))
                .hasSize(4)
                .allMatch(check -> check.get("status").asString().equals("ok"));
    }

    @Test
    void theCompletionKnowsCommandsAndOptions() {
        String script = Call.of("completion", "zsh").out();
        assertThat(script).contains("txt2img").contains("--sampling-method").contains("complete -F");
    }

    @Test
    void helpAndVersionOfEveryCommand() {
        assertThat(Call.of("--help").out()).contains("txt2img", "doctor");
        for (String command : Main.whole().getSubcommands().keySet()) {
            Call help = Call.of(command, "--help");
            assertThat(help.code()).as(command).isZero();
            assertThat(help.out()).startsWith("Usage: ldm4j " + command);
            assertThat(Call.of(command, "--version").out().strip()).as(command).isEqualTo(Version.TEXT);
        }
    }
}
