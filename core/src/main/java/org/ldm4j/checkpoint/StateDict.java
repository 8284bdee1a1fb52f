package org.ldm4j.checkpoint;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.PickleValue.Dict;
import org.ldm4j.checkpoint.PickleValue.Opaque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the tensors by name in what a pickle holds: at the top, or in a {@code state_dict}, {@code model} or
 * {@code module} there, up to three levels down. What stands beside them (counters, optimisers, settings) is left
 * alone, except that texts and numbers are kept for those who ask.
 */
final class StateDict {
    private static final Logger LOG = LoggerFactory.getLogger(StateDict.class);
    private static final List<String> WRAPPERS = List.of("state_dict", "model", "module");
    private static final int MAX_LEVELS = 3;
    private static final int MAX_TENSORS = 500_000;

    private final Object where;
    private final Set<Dict> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, PickledTensor> tensors = new LinkedHashMap<>();
    private final Map<String, Object> beside = new LinkedHashMap<>();

    private StateDict(Object where) {
        this.where = where;
    }

    /** The tensors in {@code root}, of which there must be some. */
    static StateDict in(Object root, Object where) {
        StateDict found = new StateDict(where);
        if (root instanceof Dict dict) {
            found.search(dict, MAX_LEVELS, false);
        }
        if (found.tensors.isEmpty()) {
            throw CheckpointException.of(
                    Code.NOT_A_CHECKPOINT,
                    "pickle",
                    "tensors by name",
                    PickleBuilders.kind(root) + " without them",
                    where);
        }
        return found;
    }

    /** The tensors by name, in the order of the pickle. */
    Map<String, PickledTensor> tensors() {
        return tensors;
    }

    /** Texts, numbers and truth values beside the tensors. */
    Map<String, Object> beside() {
        return beside;
    }

    private void search(Dict dict, int levels, boolean wrapped) {
        if (!seen.add(dict)) {
            return; // a pickle may hold a dictionary in itself, or under a thousand names
        }
        keepScalars(dict);
        for (String wrapper : levels > 0 ? WRAPPERS : List.<String>of()) {
            if (dict.entries().get(wrapper) instanceof Dict inner) {
                search(inner, levels - 1, wrapped || wrapper.equals(WRAPPERS.get(0)));
                if (!tensors.isEmpty()) {
                    return;
                }
            }
        }
        collect(dict, "", wrapped);
        if (tensors.isEmpty() && !wrapped) {
            collectNested(dict, "", levels);
        }
    }

    /** Takes the tensors directly in {@code dict}. */
    private void collect(Dict dict, String prefix, boolean strict) {
        dict.entries().forEach((key, value) -> {
            if (value instanceof PickledTensor tensor) {
                if (key instanceof String name) {
                    add(prefix + name, tensor);
                } else if (strict) {
                    throw CheckpointException.of(
                            Code.BAD_NAME, "state_dict", "names of tensors", PickleBuilders.kind(key), where);
                } else {
                    LOG.warn(
                            "a tensor without a name is left out: its key is {} ({})", PickleBuilders.kind(key), where);
                }
            }
        });
    }

    /** Where there are only dictionaries of tensors, as in files of textual inversion, names are paths. */
    private void collectNested(Dict dict, String prefix, int levels) {
        dict.entries().forEach((key, value) -> {
            Dict inner = dictionary(value);
            if (levels > 0 && key instanceof String name && inner != null && seen.add(inner)) {
                collect(inner, prefix + name + ".", false);
                collectNested(inner, prefix + name + ".", levels - 1);
            }
        });
    }

    /** The dictionary that {@code value} is, or that torch's ParameterDict keeps its tensors in. */
    private static @Nullable Dict dictionary(Object value) {
        Object held = value;
        if (value instanceof Opaque opaque && opaque.name().name().equals("ParameterDict")) {
            held = opaque.state() instanceof Dict state
                    ? state.entries().getOrDefault("_parameters", PickleValue.None.NONE)
                    : opaque.state();
        }
        return held instanceof Dict dict ? dict : null;
    }

    private void add(String name, PickledTensor tensor) {
        String fault = Names.fault(name);
        if (fault != null) {
            throw CheckpointException.of(Code.BAD_NAME, "pickle", "names of 1 to 4096 bytes without NUL", fault, where);
        }
        if (tensors.size() >= MAX_TENSORS) {
            throw CheckpointException.of(Code.LIMIT, "pickle", "at most " + MAX_TENSORS + " tensors", "more", where);
        }
        if (tensors.put(name, tensor) != null) {
            throw CheckpointException.of(
                    Code.DUPLICATE_NAME, "pickle", "each name once", "a second " + Names.quoted(name), where);
        }
    }

    private void keepScalars(Dict dict) {
        dict.entries().forEach((key, value) -> {
            boolean scalar = value instanceof String || value instanceof Number || value instanceof Boolean;
            if (scalar && key instanceof String name) {
                beside.putIfAbsent(name, value);
            }
        });
    }
}
