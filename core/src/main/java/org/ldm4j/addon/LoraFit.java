package org.ldm4j.addon;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ldm4j.checkpoint.CheckpointException;
import org.ldm4j.checkpoint.Names;
import org.ldm4j.checkpoint.TensorFile;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** A LoRA fitted to a model: what it adds to which parameter, by the model's own names. Holds its file open. */
public final class LoraFit implements AutoCloseable {
    /** What is added to a parameter of a shape. */
    record Addition(LoraModule module, Delta delta, long[] shape) {}

    private final TensorFile file;
    private final Map<String, Addition> unet;
    private final Map<String, Addition> text;
    private final List<String> stray;

    LoraFit(TensorFile file, Map<String, Addition> unet, Map<String, Addition> text, List<String> stray) {
        this.file = file;
        this.unet = unet;
        this.text = text;
        this.stray = List.copyOf(stray);
    }

    /** Parameters of the U-Net that it changes. */
    public Set<String> unet() {
        return Collections.unmodifiableSet(unet.keySet());
    }

    /** Parameters of the text encoder that it changes. */
    public Set<String> text() {
        return Collections.unmodifiableSet(text.keySet());
    }

    /** Tensors of the file that belong to no layer of the model. */
    public List<String> stray() {
        return stray;
    }

    /** The same as a line for people. */
    public String strayLine() {
        return "LoRA: " + stray.size() + " of its tensors belong to no layer of this model: " + Names.some(stray) + " ("
                + file.description() + ")";
    }

    /** What weight 1 adds to the U-Net's parameter {@code name}, given its original in float32; of the same shape. */
    public Tensor unetDelta(String name, Tensor original) {
        return delta(unet, name, original);
    }

    /** The same of the text encoder. */
    public Tensor textDelta(String name, Tensor original) {
        return delta(text, name, original);
    }

    private static Tensor delta(Map<String, Addition> additions, String name, Tensor original) {
        Addition addition = additions.get(name);
        if (addition == null) {
            throw new IllegalArgumentException("name (" + name + ") must be one of " + additions.size() + " changed");
        }
        return Scope.result(
                () -> requireFinite(addition, addition.delta().of(original).reshape(addition.shape())));
    }

    /** @throws CheckpointException if the file holds NaN or infinity, which would blacken every picture */
    private static Tensor requireFinite(Addition addition, Tensor delta) {
        if (!delta.isFinite()) {
            LoraModule module = addition.module();
            throw module.refuse(module.name(), "finite values", "NaN or infinity");
        }
        return delta;
    }

    @Override
    public void close() {
        file.close();
    }
}
