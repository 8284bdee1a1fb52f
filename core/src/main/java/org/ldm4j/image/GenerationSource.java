package org.ldm4j.image;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The programs whose notes in a PNG are understood, ours first. */
public enum GenerationSource {
    LDM4J(GenerationParameters.OWN_KEYWORD, OwnDocument::read),
    A1111(GenerationParameters.A1111_KEYWORD, text -> Optional.of(A1111Text.read(text))),
    INVOKEAI("invokeai_metadata", InvokeDocument::read),
    COMFYUI("prompt", ComfyDocument::read);

    private final String keyword;
    private final Function<String, Optional<GenerationParameters>> reader;

    GenerationSource(String keyword, Function<String, Optional<GenerationParameters>> reader) {
        this.keyword = keyword;
        this.reader = reader;
    }

    /** The program that wrote these texts; empty if none that we know. */
    public static Optional<GenerationSource> of(Map<String, String> texts) {
        return Arrays.stream(values())
                .filter(source -> source.read(texts).isPresent())
                .findFirst();
    }

    Optional<GenerationParameters> read(Map<String, String> texts) {
        return Optional.ofNullable(texts.get(keyword)).flatMap(reader);
    }
}
