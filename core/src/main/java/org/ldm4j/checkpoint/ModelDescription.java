package org.ldm4j.checkpoint;

import java.util.List;
import java.util.Map;

/**
 * What a checkpoint holds, told without making a network.
 *
 * @param architecture {@code sd1}, {@code sd2-inpaint}, ... or {@code unknown}
 * @param prediction {@code eps}, {@code v}, {@code x0}, or {@code unknown} where the checkpoint does not say
 * @param components by name: {@code unet}, {@code vae}, {@code conditioner}
 * @param missing names that the architecture needs and the checkpoint lacks
 * @param unused names that nothing of the architecture asks for
 * @param fileKind {@code folder}, {@code safetensors}, {@code torch-zip} and its like, or
 *     {@code preset} where it is only on paper
 */
public record ModelDescription(
        String architecture,
        String prediction,
        Map<String, Component> components,
        List<String> missing,
        List<String> unused,
        String fileKind) {
    static final String UNKNOWN = "unknown";

    public ModelDescription {
        missing = List.copyOf(missing);
        unused = List.copyOf(unused);
    }

    /**
     * One network.
     *
     * @param parameters number of values
     * @param tensors number of tensors
     * @param dtype their type, or {@code mixed}
     */
    public record Component(long parameters, int tensors, String dtype) {}
}
