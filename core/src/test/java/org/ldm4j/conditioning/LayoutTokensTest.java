package org.ldm4j.conditioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Layouts as the published model for OpenImages takes them. */
class LayoutTokensTest {
    private static final LayoutTokens TOKENS = LayoutTokens.openImages();

    @Test
    void aGroupOfThings() {
        var box = new LayoutBox(5, 0.1, 0.2, 0.5, 0.5, true, false, false, false);
        long[] tokens = TOKENS.encode(List.of(box));
        assertThat(tokens).hasSize(92).startsWith(345, 1629, 5633, 8191).endsWith(8191, 0, 8099);
    }

    @Test
    void noBoxesAreAPictureOfAnything() {
        assertThat(TOKENS.encode(List.of())).startsWith(8191, 8191, 8191).endsWith(0, 8099);
    }

    @Test
    void boxesBeyondTheLastAreDropped() {
        var boxes = Collections.nCopies(31, LayoutBox.of(7, 0, 0, 1, 1));
        assertThat(TOKENS.encode(boxes)).hasSize(92).endsWith(7, 0, 8099, 0, 8099);
    }

    @Test
    void aClassThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> TOKENS.encode(List.of(LayoutBox.of(340, 0, 0, 1, 1))))
                .hasMessage("category (340) must be at least 0 and below the 340 classes");
    }
}
