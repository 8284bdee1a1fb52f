package org.ldm4j.checkpoint;

import java.util.Set;

/**
 * Names that published checkpoints hold beside their tensors: what a trainer, a configuration or numpy left there. They
 * do not matter for the tensors and are kept as names, so that a file is not refused for them.
 */
final class InertNames {
    /** Plain types and containers of Python 3, and the names that Python 2 had for them. */
    private static final Set<String> BUILTINS = Set.of(
            "set",
            "frozenset",
            "list",
            "dict",
            "tuple",
            "int",
            "float",
            "complex",
            "str",
            "bytes",
            "bool",
            "bytearray",
            "slice",
            "range",
            "object",
            "unicode",
            "long");

    private static final Set<String> NUMPY_SCALARS = Set.of(
            "float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
            "bool_");

    private static final Set<String> OTHERS = Set.of(
            // how pickle itself makes an object of a class that is named beside it
            "copyreg _reconstructor",
            "copy_reg _reconstructor",
            // arguments and settings
            "argparse Namespace",
            "types SimpleNamespace",
            "typing Any",
            "pathlib Path",
            "pathlib PosixPath",
            "pathlib WindowsPath",
            "pathlib PurePosixPath",
            "datetime datetime",
            "datetime timedelta",
            "collections Counter",
            "collections deque",
            "omegaconf.dictconfig DictConfig",
            "omegaconf.listconfig ListConfig",
            "omegaconf.base ContainerMetadata",
            "omegaconf.base Metadata",
            "omegaconf.base SCMode",
            "omegaconf.nodes AnyNode",
            "omegaconf.nodes BooleanNode",
            "omegaconf.nodes FloatNode",
            "omegaconf.nodes IntegerNode",
            "omegaconf.nodes StringNode",
            "omegaconf.nodes ValueNode",
            // numpy, before and since 2.0
            "numpy dtype",
            "numpy ndarray",
            "numpy.core.multiarray scalar",
            "numpy.core.multiarray _reconstruct",
            "numpy._core.multiarray scalar",
            "numpy._core.multiarray _reconstruct",
            // torch's own that hold no values of a tensor, and the dictionary of textual-inversion files
            "torch Tensor",
            "torch DoubleTensor",
            "torch FloatTensor",
            "torch HalfTensor",
            "torch LongTensor",
            "torch IntTensor",
            "torch ShortTensor",
            "torch CharTensor",
            "torch ByteTensor",
            "torch device",
            "torch layout",
            "torch.serialization _get_layout",
            "torch.nn.parameter Parameter",
            "torch.nn.modules.container ParameterDict",
            // Lightning beside its callbacks
            "pytorch_lightning.utilities.parsing AttributeDict",
            "lightning.pytorch.utilities.parsing AttributeDict",
            "lightning_fabric.utilities.data AttributeDict",
            "lightning.fabric.utilities.data AttributeDict");

    private static final Set<String> CALLBACKS = Set.of("pytorch_lightning.callbacks", "lightning.pytorch.callbacks");

    private InertNames() {}

    static boolean contains(String module, String name) {
        if (module.equals("builtins") || module.equals("__builtin__")) {
            return BUILTINS.contains(name);
        }
        if (module.equals("numpy") && NUMPY_SCALARS.contains(name)) {
            return true;
        }
        return OTHERS.contains(module + " " + name) || isCallback(module, name);
    }

    /** Lightning keeps the state of its callbacks under their classes. */
    private static boolean isCallback(String module, String name) {
        return CALLBACKS.stream().anyMatch(callbacks -> module.equals(callbacks) || module.startsWith(callbacks + "."))
                && !name.contains(".");
    }
}
