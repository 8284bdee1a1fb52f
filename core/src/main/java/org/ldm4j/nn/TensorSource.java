package org.ldm4j.nn;

import java.util.Set;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/** Named tensors that can be read one by one, such as a checkpoint file; names are those of the network. */
public interface TensorSource {
    /** All names, in the order of the file. */
    Set<String> names();

    /** Shape of the tensor {@code name}, which must be one of {@link #names()}. */
    long[] shape(String name);

    /** Stored element type of the tensor {@code name}. */
    DType dtype(String name);

    /** Reads the tensor {@code name} in its stored type; it belongs to the current scope. */
    Tensor read(String name);

    /** Where the tensors come from, for messages. */
    String description();
}
