package org.ldm4j.task;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network that computes in its own element type until the range of that is too narrow: what came out infinite or not a
 * number is computed again in float32, and so is all that comes after it. For one thread.
 */
final class Careful<N, C> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Careful.class);
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private final String what;
    private final Component<N, C> component;
    private final BiFunction<Weights, C, N> constructor;
    private final DType type;
    private @Nullable Weights wide;
    private @Nullable N wideNetwork;

    /** @param what the network's name, for the warning */
    Careful(String what, Component<N, C> component, BiFunction<Weights, C, N> constructor, DType type) {
        this.what = what;
        this.component = component;
        this.constructor = constructor;
        this.type = type;
    }

    /** What {@code call} makes of the network and the element type to give it, in float32. */
    Tensor apply(BiFunction<? super N, DType, Tensor> call) {
        if (wideNetwork == null) {
            Tensor result =
                    Scope.result(() -> call.apply(component.network(), type).to(DType.FP32));
            if (type == DType.FP32 || result.isFinite()) {
                return result;
            }
            result.close();
            wideNetwork = widened();
        }
        N network = wideNetwork;
        Tensor result = Scope.result(() -> call.apply(network, DType.FP32).to(DType.FP32));
        if (result.isFinite() && SAID.add(what + type)) { // otherwise it is no matter of the type
            LOG.warn("{}: {} is too narrow for it, computed again in fp32", what, type.label());
        }
        return result;
    }

    private N widened() {
        wide = component.weights().converted(DType.FP32);
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open()) {
            return constructor.apply(wide, component.config());
        }
    }

    @Override
    public void close() {
        if (wide != null) {
            wide.close();
        }
    }
}
