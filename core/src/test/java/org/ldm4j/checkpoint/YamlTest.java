package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ldm4j.checkpoint.CheckpointException.Code;
import tools.jackson.databind.JsonNode;

/** YAML from strangers: what it may say, and what is refused. */
class YamlTest {
    private static JsonNode tree(String text) {
        return Yaml.tree(text.getBytes(StandardCharsets.UTF_8), "x.yaml");
    }

    private static Code refused(String text) {
        CheckpointException e = assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> catchThrowableOfType(CheckpointException.class, () -> tree(text)));
        assertThat(e).isNotNull();
        assertThat(e.getMessage()).doesNotContain("\n").contains("expected", "found", "x.yaml");
        return e.code();
    }

    @Test
    void plainValuesMeanWhatTheCoreSchemaSays() {
        JsonNode tree = tree("{a: 1, b: 1e-4, c: True, d: null, e: ~, f: '1', g: 1.0e-04, h: .5, i: [4, 2, 1], j: -1}");
        assertThat(tree.get("a").isInt()).isTrue();
        assertEquals(1e-4, tree.get("b").doubleValue());
        assertThat(tree.get("c").booleanValue()).isTrue();
        assertThat(tree.get("d").isNull() && tree.get("e").isNull()).isTrue();
        assertThat(tree.get("f").isString()).isTrue();
        assertEquals(1e-4, tree.get("g").doubleValue());
        assertEquals(0.5, tree.get("h").doubleValue());
        assertEquals(3, tree.get("i").size());
        assertEquals(-1, tree.get("j").intValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "0o10", "1_000", ".inf", "2001-12-14", "190:20:30", "0x1F", "${env:HOME}", "yes"})
    void whatOnlyOlderYamlUnderstandsStaysText(String value) {
        assertEquals(value, tree("a: " + value).get("a").stringValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://x/\"]]]]",
                "a: !!java.net.URL [x]",
                "a: !mine 3",
                "a: !!str 3",
                "!!python/object:os.system a: b",
                "? !!int 3\n: 4"
            })
    void anyTagIsRefused(String text) {
        assertEquals(Code.YAML_TAG, refused(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{{{' | BAD_YAML",
                "'a: 1\na: 2' | DUPLICATE_NAME",
                "'base: &b {x: 1}\na: {<<: *b}' | BAD_YAML",
                "'a: 1\n---\nb: 2' | BAD_YAML",
                "'&a [*a]: 1' | BAD_YAML",
                "'a: &a [*a]' | BAD_YAML",
                "'a: *nowhere' | BAD_YAML",
                "'a: [1' | BAD_YAML",
                "'a:\n\t- 1' | BAD_YAML",
                "'' | BAD_YAML",
                "'a: \u0000' | BAD_YAML"
            })
    void unsoundDocumentsAreRefused(String text, Code code) {
        assertEquals(code, refused(text));
    }

    @Test
    void depthAliasesAndSizeAreBounded() {
        assertEquals(Code.LIMIT, refused("[".repeat(100_000)));
        StringBuilder bomb = new StringBuilder("a: &a0 [x, x]\n");
        for (int i = 1; i < 10; i++) {
            String alias = "*a" + (i - 1) + ",";
            bomb.append("b" + i + ": &a" + i + " [" + alias.repeat(9) + "]\n");
        }
        assertEquals(Code.LIMIT, refused(bomb.toString()));
        assertEquals(Code.LIMIT, refused("a: '" + "x".repeat(4 << 20) + "'"));
    }

    @Test
    void aliasesOfWholeValuesAreUnderstood() {
        assertEquals(1, tree("a: &x {y: 1}\nb: *x").get("b").get("y").intValue());
    }

    @Test
    void byteOrderMarksAndUtf16AreUnderstood() {
        assertEquals(1, tree("\uFEFFa: 1").get("a").intValue());
        byte[] utf16 = "\uFEFFa: 1".getBytes(StandardCharsets.UTF_16BE);
        assertEquals(1, Yaml.tree(utf16, "x.yaml").get("a").intValue());
        byte[] broken = {'a', ':', ' ', (byte) 0xC3, '('};
        assertEquals(
                Code.BAD_YAML,
                catchThrowableOfType(CheckpointException.class, () -> Yaml.tree(broken, "x.yaml"))
                        .code());
    }
}
