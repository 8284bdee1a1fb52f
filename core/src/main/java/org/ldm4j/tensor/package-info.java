/**
 * Tensors on libtorch: the only package that sees {@code org.bytedeco}.
 *
 * <p>Every operation returns a new {@link org.ldm4j.tensor.Tensor} that belongs to the innermost open
 * {@link org.ldm4j.tensor.Scope} of its thread and is freed when that scope closes. Nothing is left to the
 * garbage collector, which cannot see the size of native memory.
 */
@org.jspecify.annotations.NullMarked
package org.ldm4j.tensor;
