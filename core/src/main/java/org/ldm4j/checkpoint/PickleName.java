package org.ldm4j.checkpoint;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a name in a pickle stands for. Nothing is ever looked up by such a name but this table: a pickle that names
 * anything else is refused, because only code could give it a meaning.
 */
sealed interface PickleName {
    /** A function or class whose effect we know and carry out ourselves. */
    enum Builder implements PickleName {
        ORDERED_DICT,
        DEFAULT_DICT,
        SIZE,
        ENCODE,
        TENSOR,
        TENSOR_V2,
        TENSOR_V3,
        TENSOR_OF_TYPE,
        PARAMETER
    }

    /** A storage class: the type of the elements of a storage. */
    record StorageClass(TorchType type) implements PickleName {}

    /** A dtype. */
    record ElementType(TorchType type) implements PickleName {}

    /** A name that is kept as a name. */
    record Inert(String module, String name) implements PickleName {}

    /** A way to make tensors that exist here in no form: sparse, quantised and the like. */
    record Unsupported(String name) implements PickleName {}

    /** The builders by their full names. */
    Map<String, Builder> BUILDERS = Map.ofEntries(
            Map.entry("collections OrderedDict", Builder.ORDERED_DICT),
            Map.entry("collections defaultdict", Builder.DEFAULT_DICT),
            Map.entry("torch Size", Builder.SIZE),
            Map.entry("_codecs encode", Builder.ENCODE),
            Map.entry("torch._utils _rebuild_tensor", Builder.TENSOR),
            Map.entry("torch._utils _rebuild_tensor_v2", Builder.TENSOR_V2),
            Map.entry("torch._utils _rebuild_tensor_v3", Builder.TENSOR_V3),
            Map.entry("torch._tensor _rebuild_from_type_v2", Builder.TENSOR_OF_TYPE),
            Map.entry("torch._utils _rebuild_parameter", Builder.PARAMETER),
            Map.entry("torch._utils _rebuild_parameter_with_state", Builder.PARAMETER));

    /** Beginnings of the names of torch's other ways to make a tensor. */
    Set<String> REBUILDS = Set.of("torch._utils", "torch._tensor", "torch.nested", "torch.sparse");

    /** The name's meaning, or null if it has none for us; module and name are compared as a whole. */
    static @Nullable PickleName of(String module, String name) {
        String full = module + " " + name;
        Builder builder = BUILDERS.get(full);
        if (builder != null) {
            return builder;
        }
        TorchType storage = module.equals("torch") || module.equals("torch.storage") ? TorchType.ofStorage(name) : null;
        if (storage != null) {
            return new StorageClass(storage);
        }
        TorchType type = module.equals("torch") ? TorchType.named(name) : null;
        if (type != null) {
            return new ElementType(type);
        }
        if (REBUILDS.contains(module) && name.startsWith("_rebuild_")) {
            return new Unsupported(full);
        }
        return InertNames.contains(module, name) ? new Inert(module, name) : null;
    }
}
