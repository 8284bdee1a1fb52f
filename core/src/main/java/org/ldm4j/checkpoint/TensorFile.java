package org.ldm4j.checkpoint;

import java.util.Map;
import org.ldm4j.nn.TensorSource;

/** A source of tensors that holds files open until it is closed. */
public interface TensorFile extends TensorSource, AutoCloseable {
    /** The element type of {@code name} for people, also where {@link #dtype} refuses because nothing computes with it. */
    default String typeLabel(String name) {
        return dtype(name).label();
    }

    /** Texts that the file carries beside its tensors; none in most forms. */
    default Map<String, String> metadata() {
        return Map.of();
    }

    /** The form of the file, for people. */
    default String form() {
        return "safetensors";
    }

    @Override
    void close();
}
