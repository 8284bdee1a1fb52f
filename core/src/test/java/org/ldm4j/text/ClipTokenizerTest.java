package org.ldm4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class ClipTokenizerTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path SMALL = resource("/golden/models/small/tokenizer/");
    private static final int START = 912;
    private static final int END = 913;

    private final ClipTokenizer tokenizer = ClipTokenizer.load(SMALL);

    @TempDir
    private Path folder;

    private static Path resource(String name) {
        return Path.of(URI.create(String.valueOf(ClipTokenizerTest.class.getResource(name))));
    }

    private void copySmall(String... names) throws IOException {
        for (String name : names) {
            Files.copy(SMALL.resolve(name), folder.resolve(name));
        }
    }

    @Test
    void shortTextIsPaddedToTheModelsLength() {
        ClipTokens tokens = tokenizer.encode("an in");
        long[] expected = LongStream.generate(() -> END).limit(77).toArray();
        expected[0] = START;
        System.arraycopy(tokenizer.ids("an in"), 0, expected, 1, 2);
        assertThat(tokens.ids()).isEqualTo(expected);
        assertThat(tokens.pieces())
                .startsWith("<|startoftext|>", "an</w>", "in</w>", "<|endoftext|>")
                .hasSize(77);
        assertThat(tokens.attentionMask()).startsWith(1, 1, 1, 1, 0).hasSize(77);
        assertThat(tokens.count()).isEqualTo(4);
        assertThat(tokens.truncated()).isFalse();
        assertThat(tokens.cut()).isEmpty();
    }

    @Test
    void longTextIsCutAndTheRestReported() {
        ClipTokens tokens = tokenizer.encode("1 2 3 4 5", 5);
        assertThat(tokens.pieces()).containsExactly("<|startoftext|>", "1</w>", "2</w>", "3</w>", "<|endoftext|>");
        assertThat(tokens.attentionMask()).containsOnly(1);
        assertThat(tokens.count()).isEqualTo(7);
        assertThat(tokens.truncated()).isTrue();
        assertThat(tokens.cut()).isEqualTo("4 5");
    }

    @Test
    void textThatJustFitsIsNotCut() {
        assertThat(tokenizer.encode("1 2 3", 5).truncated()).isFalse();
    }

    @Test
    void lengthWithoutRoomForStartAndEndIsRefused() {
        assertThatThrownBy(() -> tokenizer.encode("a", 1)).hasMessageContaining("length (1) must be at least 2");
    }

    @Test
    void paddingTokenIsTheFoldersAndFoundInTexts() throws IOException {
        copySmall("vocab.json", "merges.txt", "tokenizer_config.json");
        String map = Files.readString(SMALL.resolve("special_tokens_map.json"));
        Files.writeString(
                folder.resolve("special_tokens_map.json"),
                map.replace("\"pad_token\": \"<|endoftext|>\"", "\"pad_token\": \"!\""));
        ClipTokenizer padded = ClipTokenizer.load(folder);
        assertThat(padded.padId()).isZero();
        assertThat(padded.encode("x").ids()).endsWith(0, 0);
        assertThat(padded.ids("!!")).containsExactly(0, 0);
        assertThat(tokenizer.ids("! ")).containsExactly(256);
    }

    @Test
    void lengthComesFromTheConfiguration() throws IOException {
        copySmall("vocab.json", "merges.txt");
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"model_max_length\": 32}");
        assertThat(ClipTokenizer.load(folder).encode("x").ids()).hasSize(32);
        Files.writeString(
                folder.resolve("tokenizer_config.json"), "{\"model_max_length\": 1000000000000000019884624838656}");
        assertThat(ClipTokenizer.load(folder).length()).isEqualTo(77);
    }

    @Test
    void tokensWithoutConfigurationAreClips() throws IOException {
        copySmall("vocab.json", "merges.txt");
        ClipTokenizer bare = ClipTokenizer.load(folder);
        assertThat(List.of(bare.startId(), bare.endId(), bare.padId())).containsExactly(START, END, END);
        assertThat(bare.size()).isEqualTo(914);
    }

    @Test
    void tokenizerJsonAloneGivesTheSameIds() throws IOException {
        ObjectNode document = JSON.createObjectNode();
        ObjectNode model = document.putObject("model");
        model.put("type", "BPE").put("end_of_word_suffix", "</w>");
        model.set("vocab", JSON.readTree(SMALL.resolve("vocab.json").toFile()));
        ArrayNode merges = model.putArray("merges");
        List<String> lines = Files.readAllLines(SMALL.resolve("merges.txt"));
        lines.subList(1, 100).forEach(merges::add); // the older spelling, one string each
        lines.subList(100, lines.size()).forEach(line -> merges.add(JSON.valueToTree(line.split(" "))));
        document.putArray("added_tokens")
                .addObject()
                .put("id", END)
                .put("content", "<|endoftext|>")
                .put("special", true);
        JSON.writeValue(folder.resolve("tokenizer.json").toFile(), document);
        String text = "A photograph of the astronaut <|endoftext|> riding";
        assertThat(ClipTokenizer.load(folder).ids(text)).isEqualTo(tokenizer.ids(text));
    }

    @Test
    void savedFolderGivesTheSameTokenizer() {
        ClipTokenizer original = tokenizer.with("<cat-toy>", 914);
        original.save(folder);
        ClipTokenizer loaded = ClipTokenizer.load(folder);
        String text = "Photo of a <cat-toy><|endoftext|><|ENDOFTEXT|> !";
        assertThat(loaded.ids(text)).isEqualTo(original.ids(text)).contains(914, END);
        assertThat(loaded.encode(text).ids()).isEqualTo(original.encode(text).ids());
        assertThat(loaded.size()).isEqualTo(915);
    }

    @Test
    void addedTokenIsFoundWholeInAnyCase() {
        ClipTokenizer more = tokenizer.with("<Toy>", 914).with("<toy>_1", 915);
        assertThat(more.ids("<tOy><toy>_1")).containsExactly(914, 915);
        assertThat(tokenizer.ids("<toy>")).doesNotContain(914);
    }

    @Test
    void decodingGivesNormalizedText() {
        assertThat(tokenizer.decode(tokenizer.ids("  A  Caf\u00e9,\t\u732b 12")))
                .isEqualTo("a caf\u00e9 , \u732b 1 2");
        assertThatThrownBy(() -> tokenizer.decode(914)).hasMessageContaining("id (914) must be one of");
    }

    @Test
    void halfASurrogatePairIsReplaced() {
        assertThat(tokenizer.ids("\ud83d")).isEqualTo(tokenizer.ids("\ufffd"));
    }

    /** Merging by looking for the best pair again after each merge would take hours. */
    @Test
    void hugeWordTakesNoTime() {
        String word = "than".repeat(50_000);
        int count = assertTimeout(
                Duration.ofMinutes(1), () -> tokenizer.encode(word).count());
        assertThat(count).isGreaterThan(50_000);
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        assertThatThrownBy(() -> ClipTokenizer.load(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("vocab.json")
                .hasMessageContaining(folder.toString())
                .hasCauseInstanceOf(NoSuchFileException.class);
        copySmall("vocab.json");
        assertThatThrownBy(() -> ClipTokenizer.load(folder)).hasMessageContaining("expected merges.txt");
    }

    static List<List<String>> damages() {
        List<List<String>> damages = new ArrayList<>();
        damages.add(List.of("vocab.json", "[1]", "vocab.json: expected a JSON object"));
        damages.add(List.of("vocab.json", "{\"a\":0", "vocab.json: expected JSON"));
        damages.add(List.of("vocab.json", "{\"a\":-4}", "id of 'a': expected 0 to"));
        damages.add(List.of("vocab.json", "{\"a\":2147483647}", "id of 'a': expected 0 to"));
        damages.add(List.of("vocab.json", "{\"a\":\"x\"}", "id of 'a': expected 0 to"));
        damages.add(List.of("vocab.json", "{\"a\":1}", "merges: expected pieces of the vocabulary, found"));
        damages.add(List.of("tokenizer_config.json", "{\"bos_token\":\"<s>\"}", "bos_token: expected a piece of the"));
        damages.add(List.of("merges.txt", "i n\none\n", "merge: expected two pieces"));
        damages.add(List.of("merges.txt", "q qq\n", "merges: expected pieces of the vocabulary, found 'qq'"));
        damages.add(List.of("tokenizer_config.json", "7", "tokenizer_config.json: expected a JSON object"));
        damages.add(
                List.of("tokenizer_config.json", "{\"model_max_length\":1}", "model_max_length: expected at least 2"));
        damages.add(List.of("added_tokens.json", "{\"x\":\"y\"}", "id: expected a number, found 'y'"));
        return damages;
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damagedFilesAreRefusedInOneLine(List<String> damage) throws IOException {
        copySmall("vocab.json", "merges.txt");
        Files.writeString(folder.resolve(damage.get(0)), damage.get(1));
        assertThatThrownBy(() -> ClipTokenizer.load(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining(damage.get(2))
                .hasMessageContaining(folder.toString())
                .message()
                .doesNotContain("\n");
    }

    @Test
    void otherTokenizersAreRefused() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\":{\"type\":\"WordPiece\"}}");
        assertThatThrownBy(() -> ClipTokenizer.load(folder)).hasMessageContaining("found WordPiece");
    }
}
