package org.ldm4j.checkpoint;

import org.ldm4j.nn.TensorSource;

/** A source of tensors that holds files open until it is closed. */
public interface TensorFile extends TensorSource, AutoCloseable {
    @Override
    void close();
}
