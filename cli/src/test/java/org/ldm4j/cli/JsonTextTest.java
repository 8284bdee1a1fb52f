package org.ldm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class JsonTextTest {
    @Test
    void whatIsWrittenIsRead() {
        String text = "quote \" back \\ line \n tab \t bell \u0007 umlaut ü half \uD83D apple \uD83C\uDF4E";
        String json = JsonText.of(Map.of("text", text));
        assertThat(JsonMapper.shared().readTree(json).get("text").asString()).isEqualTo(text);
    }

    @Test
    void everyKindOfValue() {
        assertThat(JsonText.of(Arrays.asList(1, 2.5, true, null, "a", Map.of("b", 3L), Double.NaN)))
                .isEqualTo("[1,2.5,true,null,\"a\",{\"b\":3},null]");
        assertThat(JsonText.of(JsonText.list(1.0, 0.5))).isEqualTo("[1.0,0.5]");
    }
}
