package org.ldm4j.addon;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The role of a tensor in a LoRA module, told from how its name ends. One role has many endings: kohya's scripts, three
 * generations of diffusers, PEFT and LyCORIS each write their own.
 */
enum LoraPart {
    DOWN(endings("down", "lora_A")),
    UP(endings("up", "lora_B")),
    MID(List.of(".lora_mid.weight")),
    ALPHA(List.of(".alpha", ".lora.alpha", "_lora.alpha", ".lora_linear_layer.alpha")),
    MAGNITUDE(List.of(
            ".dora_scale",
            ".lora_magnitude_vector",
            ".lora_magnitude_vector.weight",
            ".lora_magnitude_vector.default",
            ".lora_magnitude_vector.default.weight")),
    HADA_W1_A(List.of(".hada_w1_a")),
    HADA_W1_B(List.of(".hada_w1_b")),
    HADA_T1(List.of(".hada_t1")),
    HADA_W2_A(List.of(".hada_w2_a")),
    HADA_W2_B(List.of(".hada_w2_b")),
    HADA_T2(List.of(".hada_t2")),
    LOKR_W1(List.of(".lokr_w1")),
    LOKR_W1_A(List.of(".lokr_w1_a")),
    LOKR_W1_B(List.of(".lokr_w1_b")),
    LOKR_W2(List.of(".lokr_w2")),
    LOKR_W2_A(List.of(".lokr_w2_a")),
    LOKR_W2_B(List.of(".lokr_w2_b")),
    LOKR_T2(List.of(".lokr_t2")),
    DIFFERENCE(List.of(".diff", ".w_norm")),
    BIAS_DIFFERENCE(List.of(".diff_b", ".b_norm")),
    /** Methods that do more than add to a weight (OFT, GLoRA, IA3) or add to a bias by rank. */
    UNSUPPORTED(List.of(
            ".oft_blocks",
            ".oft_diag",
            ".a1.weight",
            ".a2.weight",
            ".b1.weight",
            ".b2.weight",
            ".bm.weight",
            ".on_input",
            ".lora_B.bias",
            ".lora_up.bias"));

    private record Ending(String text, LoraPart part) {}

    private static final List<Ending> LONGEST_FIRST = Arrays.stream(values())
            .flatMap(part -> part.endings.stream().map(text -> new Ending(text, part)))
            .sorted(Comparator.comparing((Ending ending) -> ending.text().length())
                    .reversed())
            .toList();

    /** The candidates for a name, by what follows its last dot. */
    private static final Map<String, List<Ending>> BY_LAST_WORD =
            LONGEST_FIRST.stream().collect(Collectors.groupingBy(ending -> lastWord(ending.text())));

    private final List<String> endings;

    LoraPart(List<String> endings) {
        this.endings = endings;
    }

    private static List<String> endings(String direction, String peft) {
        return Stream.of(
                        ".lora_" + direction,
                        ".lora." + direction,
                        "_lora." + direction,
                        ".lora_linear_layer." + direction,
                        "." + peft,
                        "." + peft + ".default",
                        "." + peft + ".default_0")
                .map(ending -> ending + ".weight")
                .toList();
    }

    private static String lastWord(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** A tensor's module and its role there. */
    record Place(String module, LoraPart part) {}

    /** Splits the name of a tensor, or null if it has no such ending. */
    static @Nullable Place place(String name) {
        for (Ending ending : BY_LAST_WORD.getOrDefault(lastWord(name), List.of())) {
            if (name.endsWith(ending.text()) && name.length() > ending.text().length()) {
                return new Place(name.substring(0, name.length() - ending.text().length()), ending.part());
            }
        }
        return null;
    }
}
