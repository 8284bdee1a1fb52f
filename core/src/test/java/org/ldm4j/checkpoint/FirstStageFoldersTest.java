package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.VqAutoencoder;
import org.ldm4j.autoencoder.VqConfig;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** First stages alone, written and read. */
final class FirstStageFoldersTest {
    private static final VqConfig VQ =
            new VqConfig(new AutoencoderConfig(3, 4, List.of(32, 64), 1, List.of(false, true), true, 16, 1), 12, 4);

    @TempDir
    private Path folder;

    @Test
    void aCodebooksFirstStageIsWrittenAndReadAgain() throws IOException {
        try (Scope scope = Scope.open();
                Weights weights = Weights.create(3)) {
            new VqAutoencoder(weights, VQ);
            var source = new TensorMap(weights.parameters(), "memory");
            FirstStageFolders.writeVq(folder, VQ, source, DType.FP32);
            FirstStageFolders read = FirstStageFolders.open(folder);
            assertThat(read.config()).isEqualTo(VQ);
            try (RenamedSource tensors = read.tensors()) {
                assertThat(tensors.names()).isEqualTo(source.names());
                for (String name : source.names()) {
                    Tensor stored = tensors.read(name);
                    assertThat(stored.sameAs(source.read(name))).as(name).isTrue();
                }
            }
            assertThat(Inspector.describe(folder).architecture()).isEqualTo("autoencoder");
        }
    }

    @Test
    void theYamlIsThatOfThePapersCode() throws IOException {
        try (Scope scope = Scope.open();
                Weights weights = Weights.create(3)) {
            new VqAutoencoder(weights, VQ);
            FirstStageFolders.writeVq(folder, VQ, new TensorMap(weights.parameters(), "memory"), DType.FP16);
        }
        assertThat(Files.readString(folder.resolve("model.yaml")))
                .contains("ldm.models.autoencoder.VQModel", "n_embed: 12", "attn_resolutions: [128]");
    }

    @Test
    void aFolderWithoutAFirstStageIsRefused() {
        assertThatThrownBy(() -> FirstStageFolders.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("vae/config.json");
    }
}
