package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.autoencoder.TinyAutoencoderConfig;
import org.ldm4j.autoencoder.TinyAutoencoderConfig.Activation;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** TAESD's decoder in every form of file, all made from diffusers' weights of a golden case. */
final class TinyAutoencoderFileTest {
    private static final String LAYERS = "decoder.layers.";

    @TempDir
    private Path folder;

    private Scope scope;
    private SafetensorsFile weights;

    @BeforeEach
    void open() throws URISyntaxException {
        scope = Scope.open();
        weights = SafetensorsFile.open(Path.of(Objects.requireNonNull(TinyAutoencoderFileTest.class.getResource(
                        "/golden/d-units/autoencoder-tiny/weights.safetensors"))
                .toURI()));
    }

    @AfterEach
    void close() {
        weights.close();
        scope.close();
    }

    private Path write(String name, Function<String, String> renaming) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        weights.names().stream()
                .filter(key -> key.startsWith(LAYERS))
                .forEach(key -> tensors.put(renaming.apply(key), weights.read(key)));
        Path path = folder.resolve(name);
        SafetensorsWriter.write(path, tensors, Map.of());
        return path;
    }

    /** The author's count: one more, for the limit of the latents at the beginning. */
    private static String own(String key) {
        String rest = key.substring(LAYERS.length());
        int dot = rest.indexOf('.');
        return Integer.parseInt(rest.substring(0, dot)) + 1 + rest.substring(dot);
    }

    private void isTheDecoder(Path path) {
        TinyAutoencoderFile file = TinyAutoencoderFile.of(path);
        assertThat(file.config().decoderBlocks()).containsExactly(2, 2, 2, 1);
        assertThat(file.config().decoderWidth()).isEqualTo(16);
        assertThat(file.config().latentChannels()).isEqualTo(4);
        assertThat(file.config().upsampling()).isEqualTo(8);
        try (RenamedSource decoder = file.decoder()) {
            assertThat(decoder.names())
                    .hasSize(TinyAutoencoderKeys.decoder(file.config()).rows().size());
            decoder.names().forEach(name -> assertThat(decoder.read(name).sameAs(weights.read(name)))
                    .as(name)
                    .isTrue());
        }
    }

    @Test
    void fileWithDiffusersNames() {
        isTheDecoder(write("taesd.safetensors", key -> key));
    }

    @Test
    void fileOfItsAuthor() {
        isTheDecoder(write("taesd_decoder.safetensors", TinyAutoencoderFileTest::own));
    }

    @Test
    void fileThatJoinsBothOfItsAuthor() {
        isTheDecoder(write("taesd.safetensors", key -> "taesd_decoder." + own(key)));
    }

    @Test
    void folderOfDiffusers() throws IOException {
        write("diffusion_pytorch_model.safetensors", key -> key);
        Files.writeString(
                folder.resolve("config.json"),
                "{\"_class_name\":\"AutoencoderTiny\",\"encoder_block_out_channels\":[16,16,16,16],"
                        + "\"decoder_block_out_channels\":[16,16,16,16],\"num_encoder_blocks\":[1,2,2,2],"
                        + "\"num_decoder_blocks\":[2,2,2,1],\"act_fn\":\"mish\"}");

        isTheDecoder(folder);
        assertThat(TinyAutoencoderFile.of(folder).config().activation()).isEqualTo(Activation.MISH);
    }

    @Test
    void folderWhoseConfigurationSaysMoreThanItsFile() throws IOException {
        write("diffusion_pytorch_model.safetensors", key -> key);
        Files.writeString(
                folder.resolve("config.json"), "{\"decoder_block_out_channels\":[16,16,16,16]}"); // 3, 3, 3, 1 blocks

        TinyAutoencoderFile file = TinyAutoencoderFile.of(folder);
        assertThatThrownBy(() -> file.decoder().close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("small decoder");
    }

    @Test
    void encoderAloneIsNoDecoder() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        weights.names().stream()
                .filter(key -> key.startsWith("encoder.layers."))
                .forEach(key -> tensors.put(key.substring("encoder.layers.".length()), weights.read(key)));
        Path path = folder.resolve("taesd_encoder.safetensors");
        SafetensorsWriter.write(path, tensors, Map.of());

        assertThatThrownBy(() -> TinyAutoencoderFile.of(path))
                .hasMessageContainingAll("small decoder: expected the tensors of TAESD's decoder", "taesd_encoder");
    }

    @Test
    void publishedTaesdHasTheseNumbersOfParameters() {
        KeyTable all = TinyAutoencoderKeys.of(TinyAutoencoderConfig.taesd());
        KeyTable decoder = TinyAutoencoderKeys.decoder(TinyAutoencoderConfig.taesd());

        assertThat(List.of(all.parameters() - decoder.parameters(), decoder.parameters()))
                .containsExactly(1_222_532L, 1_222_531L);
    }
}
