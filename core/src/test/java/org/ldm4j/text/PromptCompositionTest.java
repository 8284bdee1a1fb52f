package org.ldm4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ldm4j.text.PromptComposition.Part;

class PromptCompositionTest {
    @Test
    void andWithWeights() {
        assertThat(PromptComposition.of("a cat :1.2 AND a hat AND rain: -.5 "))
                .containsExactly(new Part("a cat", 1.2), new Part(" a hat", 1), new Part(" rain", -0.5));
    }

    @Test
    void weightIsTheLastNumberBehindAColon() {
        assertThat(PromptComposition.of("at 12:30 o'clock")).containsExactly(new Part("at 12:30 o'clock", 1));
        assertThat(PromptComposition.of("1:2:3")).containsExactly(new Part("1:2", 3));
        assertThat(PromptComposition.of("a:b:")).containsExactly(new Part("a:b:", 1));
        assertThat(PromptComposition.of("(a:1.2)")).containsExactly(new Part("(a:1.2)", 1));
    }

    @Test
    void andIsAWordOfItsOwn() {
        assertThat(PromptComposition.of("ANDROID BAND AND_ \u00e9AND and")).hasSize(1);
        assertThat(PromptComposition.of("AND,AND")).hasSize(3);
    }
}
