package org.ldm4j.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;

/**
 * A first stage alone: the folder {@code vae} of a diffusers model, without the other parts. Complete models are read as
 * well, and give their first stage.
 */
public final class AutoencoderFolder {
    private static final String CONFIG = "vae/config.json";
    private static final String WEIGHTS = "vae/diffusion_pytorch_model.safetensors";

    private final ModelFolder folder;
    private final AutoencoderConfig config;

    private AutoencoderFolder(ModelFolder folder) {
        this.folder = folder;
        config = DiffusersAutoencoderConfig.read(folder.config(CONFIG));
    }

    public static AutoencoderFolder open(Path root) {
        return new AutoencoderFolder(ModelFolder.open(root));
    }

    public AutoencoderConfig config() {
        return config;
    }

    /** Its tensors under the paper's names, all of them there and of the right shape. */
    public RenamedSource tensors() {
        return DiffusersFolder.fitting(WeightFiles.ofDiffusers(folder, "vae", null), AutoencoderKeys.of(config));
    }

    /**
     * Writes a first stage into an existing folder.
     *
     * @param tensors under the paper's names
     * @param type element type of the file
     */
    public static void writeInto(Path root, AutoencoderConfig config, TensorSource tensors, DType type)
            throws IOException {
        Files.createDirectories(root.resolve("vae"));
        Files.write(root.resolve(CONFIG), Json.write(DiffusersAutoencoderConfig.write(config, null)));
        TensorSource renamed = AutoencoderKeys.of(config).toForeign(tensors);
        SafetensorsWriter.write(root.resolve(WEIGHTS), new ConvertedSource(renamed, type), Map.of("format", "pt"));
    }
}
