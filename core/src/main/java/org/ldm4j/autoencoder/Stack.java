package org.ldm4j.autoencoder;

import java.util.ArrayList;
import java.util.List;
import org.ldm4j.nn.Layer;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Layers one after the other; what lies between two of them is freed at once when no gradient needs it. */
record Stack(List<Layer> layers) implements Layer {
    Stack {
        layers = List.copyOf(layers);
    }

    /** Two stacks as one. */
    static Stack of(Stack first, Stack second) {
        List<Layer> layers = new ArrayList<>(first.layers());
        layers.addAll(second.layers());
        return new Stack(layers);
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor h = x;
        for (Layer layer : layers) {
            Tensor before = h;
            h = Scope.result(() -> before.apply(layer));
            if (before != x && before != h) {
                before.close();
            }
        }
        return h;
    }
}
