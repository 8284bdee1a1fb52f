package org.ldm4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.ldm4j.file.AtomicFile;

/**
 * What a model is best asked with, where its maker says so: {@code ldm4j.json} in its folder, a file that other programs
 * leave alone.
 *
 * @param guidanceScale scale of classifier-free guidance
 */
public record ModelDefaults(double guidanceScale) {
    /** What Stable Diffusion is asked with. */
    public static final ModelDefaults USUAL = new ModelDefaults(7.5);

    private static final String FILE = "ldm4j.json";
    private static final String GUIDANCE = "guidance_scale";

    public ModelDefaults {
        if (!(guidanceScale >= 0 && guidanceScale <= 100)) {
            throw new IllegalArgumentException(GUIDANCE + " (" + guidanceScale + ") must be from 0 to 100");
        }
    }

    static ModelDefaults read(ModelFolder folder) {
        if (!folder.has(FILE)) {
            return USUAL;
        }
        return of(folder.config(FILE));
    }

    /** The defaults among the fields of {@code file}. */
    static ModelDefaults of(ConfigFile file) {
        return file.translate(
                () -> new ModelDefaults(file.fields().path(GUIDANCE).asDouble(USUAL.guidanceScale)));
    }

    /** Writes them into a model's folder. */
    public void writeInto(Path folder) throws IOException {
        byte[] json = Json.write(Map.of(GUIDANCE, guidanceScale));
        AtomicFile.write(folder.resolve(FILE), channel -> channel.write(ByteBuffer.wrap(json)));
    }
}
