package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.tensor.Scope;

final class EstimateTest {
    @TempDir
    private Path folder;

    @Test
    void namesTheSizesOfTheNetworksAndWritesNothing() throws IOException {
        Path data = TestPictures.write(Files.createDirectory(folder.resolve("data")));
        Path run = folder.resolve("run");
        long before = Scope.liveTensors();
        Estimate estimate = new Training(data, run, null, TestPictures.TINY_AUTOENCODER, false)
                .estimate(Training.Part.AUTOENCODER, new Recorder(99));
        assertThat(run).doesNotExist();
        assertThat(Scope.liveTensors()).isEqualTo(before);
        assertThat(estimate.networks()).containsOnlyKeys("encoder", "quant_conv", "post_quant_conv", "decoder");
        assertThat(estimate.networks()).containsEntry("quant_conv", 8L * 8 + 8);
        assertThat(estimate.stateBytes()).isEqualTo(20 * estimate.parameters());
        assertThat(estimate.steps()).isEqualTo(10_000);
        assertThat(estimate.secondsPerStep()).isPositive();
        assertThat(estimate.config()).contains("latent_channels: 4", "save_every: 500");
    }
}
