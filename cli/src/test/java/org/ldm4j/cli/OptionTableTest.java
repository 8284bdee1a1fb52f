package org.ldm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Each command that makes pictures has the options that are promised, and none that belongs to another. */
final class OptionTableTest {
    private static final String WORDS = "txt2img img2img inpaint upscale depth2img";
    private static final String OTHERS = "class2img layout2img semantic";
    private static final String COMMANDS = WORDS + " sample " + OTHERS;

    /** Options, then the commands that have them. */
    private static final List<List<String>> TABLE = List.of(
            List.of("-m --model", COMMANDS),
            List.of("-p --prompt -n --negative-prompt --prompt-style", WORDS),
            List.of("--from-file --from-image", "txt2img img2img"),
            List.of("-o --output -s --seed -b --batch-count --grid --seed-mode --batch-size", COMMANDS),
            List.of("-W --width -H --height", "txt2img img2img inpaint depth2img sample " + OTHERS),
            List.of("--steps --sampling-method --scheduler --spacing --eta --sigmas --timesteps", COMMANDS),
            List.of("--num-inference-steps --ddim_steps --ddim_eta --prediction --zero-terminal-snr", COMMANDS),
            List.of("--cfg-scale --guidance-rescale --guidance-scale --scale", WORDS + " " + OTHERS),
            List.of("--class", "class2img"),
            List.of("--layout", "layout2img"),
            List.of("--map", "semantic"),
            List.of("--clip-skip --lora --lora-dir --embedding --vae --taesd", "txt2img img2img inpaint depth2img"),
            List.of("-i --init-img", "img2img inpaint upscale depth2img"),
            List.of("--strength", "img2img inpaint depth2img"),
            List.of("--mask --extend --keep-outside --only-masked", "inpaint"),
            List.of("--noise-level", "upscale"),
            List.of("--depth", "depth2img"),
            List.of("--hires-scale --hires-mode --hires-strength --hires-steps", "txt2img"),
            List.of("--initial-latents --save-latents --preview-every --preview-path", COMMANDS),
            List.of("-v --verbose -q --quiet --debug --json -t --threads --device --dtype --help --version", COMMANDS));

    @TestFactory
    List<DynamicTest> eachCommandHasItsOptions() {
        Map<String, CommandLine> commands = Main.whole().getSubcommands();
        return TABLE.stream()
                .flatMap(row -> List.of(row.get(0).split(" ")).stream()
                        .map(option -> DynamicTest.dynamicTest(option, () -> {
                            var having = new TreeSet<String>();
                            for (String command : COMMANDS.split(" ")) {
                                if (commands.get(command)
                                        .getCommandSpec()
                                        .optionsMap()
                                        .containsKey(option)) {
                                    having.add(command);
                                }
                            }
                            assertThat(having)
                                    .containsExactlyInAnyOrder(row.get(1).split(" "));
                        })))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "txt2img --strength 1",
                "txt2img --mask m.png",
                "txt2img -i x.png",
                "img2img --mask m.png",
                "img2img --hires-scale 2",
                "upscale --width 64",
                "upscale --strength 1",
                "upscale --lora x",
                "inpaint --from-file f",
                "inpaint --noise-level 1",
                "depth2img --extend 8,8,8,8",
                "depth2img --from-image x.png"
            })
    void anOptionOfAnotherCommandIsRefused(String line) {
        Call call = Call.of((Object[]) line.split(" "));
        assertThat(call.code()).isEqualTo(Exit.USAGE.code());
        assertThat(call.err().lines().findFirst().orElseThrow())
                .startsWith("error: option: expected one of this command's, found " + line.split(" ")[1]);
    }
}
