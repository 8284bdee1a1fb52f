package org.ldm4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptGrammarTest {
    private static WeightedText text(String text, double weight) {
        return new WeightedText(text, weight, false);
    }

    @Test
    void weightsMultiplyWhenNested() {
        assertThat(PromptGrammar.parse("a (b (c:1.5):1.2) [d]"))
                .containsExactly(
                        text("a ", 1), text("b ", 1.2), text("c", 1.5 * 1.2), text(" ", 1), text("d", 1 / 1.1));
    }

    @Test
    void bracketsThatNothingClosesReachToTheEnd() {
        assertThat(PromptGrammar.parse("a (b [c"))
                .containsExactly(text("a ", 1), text("b ", 1.1), text("c", 1.1 / 1.1));
    }

    @Test
    void bracketsThatCloseNothingAreText() {
        assertThat(PromptGrammar.parse("a) b] :1.2) c")).containsExactly(text("a) b] :1.2) c", 1));
    }

    @Test
    void escapesTakeBracketsLiterally() {
        assertThat(PromptGrammar.parse("\\(a\\) \\[b\\] \\\\ \\c")).containsExactly(text("(a) [b] \\ c", 1));
    }

    @Test
    void breakIsAWordOfItsOwn() {
        assertThat(PromptGrammar.parse("a BREAK (b  BREAK\nBREAKER:1.5) xBREAK"))
                .containsExactly(
                        text("a", 1),
                        new WeightedText("BREAK", -1, true),
                        text("", 1),
                        text("b", 1.5),
                        new WeightedText("BREAK", -1.5, true),
                        text("BREAKER", 1.5),
                        text(" xBREAK", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a:1.2.3)", "(a:.)", "(a:-)", "(a:1-2)"})
    void aWeightThatIsNoNumberIsText(String prompt) {
        assertThat(PromptGrammar.parse(prompt)).containsExactly(text(prompt.substring(1, prompt.length() - 1), 1.1));
    }

    @Test
    void digitsOfOtherScriptsAreDigits() {
        assertThat(PromptGrammar.parse("(a:\u0661.\u0665)")).containsExactly(text("a", 1.5));
    }

    @Test
    void noTextFailsOrTakesLong() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            Random random = new Random(42);
            for (int i = 0; i < 10_000; i++) {
                readEverything(randomText(random));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(", "[", "((a)", "[a|", "[a:", "[(", "\\", ":", "|", "<a:", "<", "BREAK ", " AND ", "(a:1.1"})
    void deepOrLongTextsAreRead(String piece) {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            readEverything(piece.repeat(50_000 / piece.length()));
            readEverything(piece.repeat(300) + "a" + "]".repeat(300) + ")".repeat(300));
        });
    }

    private static void readEverything(String text) {
        assertThat(PromptGrammar.parse(text)).isNotEmpty();
        List<PromptSchedule.Entry> entries = PromptSchedule.of(text, 3).entries();
        assertThat(entries.get(entries.size() - 1).lastStep()).isEqualTo(3);
        assertThat(PromptComposition.of(text)).isNotEmpty();
        assertThat(ExtraNetworks.of(text).text().length()).isLessThanOrEqualTo(text.length());
    }

    private static String randomText(Random random) {
        String[] pieces = {
            "[",
            "]",
            "(",
            ")",
            ":",
            "|",
            "\\",
            " ",
            "a",
            "1.2.3",
            "0.5",
            "7",
            "-",
            "+",
            "e9",
            "BREAK",
            "AND",
            "<lora:",
            ">",
            "\n",
            "\ud83d\ude00",
            "\ud83d",
            "\u0000",
            "9".repeat(400),
            "_",
            ".",
            ","
        };
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(40); n > 0; n--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }
}
