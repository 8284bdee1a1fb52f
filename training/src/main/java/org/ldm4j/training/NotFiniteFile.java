package org.ldm4j.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ldm4j.file.AtomicFile;
import tools.jackson.databind.json.JsonMapper;

/** {@code nonfinite-step-N.json}: which pictures and draws made a step that was not taken. */
final class NotFiniteFile {
    private static final JsonMapper JSON = new JsonMapper();

    private NotFiniteFile() {}

    static Path write(Path folder, NotFinite fault, Trainer trainer) throws IOException {
        List<Map<String, Object>> passes = new ArrayList<>();
        for (long pass = fault.firstPass(); pass <= fault.lastPass(); pass++) {
            Drawn drawn = trainer.drawn(pass);
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("pass", pass);
            entry.put("generator_seed", drawn.generatorSeed());
            entry.put("pictures", drawn.pictures());
            passes.add(entry);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("step", fault.step());
        document.put("what", fault.what());
        document.put("value", Double.toString(fault.value())); // JSON has no number for it
        document.put("passes", passes);
        byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
        Path file = folder.resolve("nonfinite-step-" + fault.step() + ".json");
        AtomicFile.write(file, channel -> channel.write(ByteBuffer.wrap(json)));
        return file;
    }
}
