package org.ldm4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;

/**
 * A KL autoencoder alone, as it is published to be put in the place of a model's own: diffusers' folder, or one file with
 * the paper's names (as they are or below {@code first_stage_model.}) or diffusers'.
 */
public final class FirstStageFile {
    private static final String CONFIG = "config.json";
    private static final String PREFIX = "first_stage_model.";
    private static final String WHAT = "first stage";

    private final Path path;
    private final AutoencoderConfig config;
    private final Supplier<TensorFile> files;

    private FirstStageFile(Path path, AutoencoderConfig config, Supplier<TensorFile> files) {
        this.path = path;
        this.config = config;
        this.files = files;
    }

    /**
     * Looks at the folder or file {@code path}.
     *
     * @param usual where a file does not tell the scaling factor and the groups of norms, as single files never do, those
     *     of this configuration
     */
    public static FirstStageFile of(Path path, AutoencoderConfig usual) {
        return Files.isDirectory(path) ? folder(path) : file(path, usual);
    }

    private static FirstStageFile folder(Path path) {
        Path own = Files.exists(path.resolve("vae").resolve(CONFIG)) ? path.resolve("vae") : path;
        ModelFolder folder = ModelFolder.open(own);
        AutoencoderConfig config = DiffusersAutoencoderConfig.read(folder.config(CONFIG));
        return new FirstStageFile(
                own, config, () -> WeightFiles.ofDiffusers(folder, ".", null).open());
    }

    private static FirstStageFile file(Path path, AutoencoderConfig usual) {
        try (TensorFile tensors = bare(path)) {
            AutoencoderConfig config = CompvisShapes.autoencoder(tensors, usual.normGroups());
            if (config == null) {
                throw CheckpointException.of(
                        Code.MODEL_MISMATCH,
                        WHAT,
                        "the tensors of a KL autoencoder",
                        tensors.names().isEmpty() ? "none" : Names.some(tensors.names()),
                        path);
            }
            return new FirstStageFile(path, config.withScalingFactor(usual.scalingFactor()), () -> bare(path));
        }
    }

    /** The file's tensors without the prefix that they have in whole models. */
    private static TensorFile bare(Path path) {
        TensorFile tensors = TensorFiles.open(path);
        boolean whole = tensors.names().stream().anyMatch(name -> name.startsWith(PREFIX));
        return whole ? RenamedSource.below(PREFIX, tensors) : tensors;
    }

    public AutoencoderConfig config() {
        return config;
    }

    /** Its tensors under the paper's names, all of them there and of the right shape. */
    public RenamedSource tensors() {
        return Fit.requireFitting(AutoencoderKeys.of(config), files.get(), WHAT);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
