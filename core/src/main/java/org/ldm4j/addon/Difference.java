package org.ldm4j.addon;

import org.ldm4j.tensor.Tensor;

/** The whole difference of a weight, as LyCORIS stores full fine-tuning and the scales and shifts of norms. */
record Difference(LoraModule module, LoraPart part) implements Delta {
    @Override
    public long[] shape() {
        return module.shape(part);
    }

    @Override
    public Tensor of(Tensor weight) {
        return module.read(part);
    }
}
