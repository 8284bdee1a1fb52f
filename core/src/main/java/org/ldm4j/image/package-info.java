/**
 * Pixels and tensors: reading pictures, scaling them as Pillow does, writing PNG with the parameters that made it, and
 * sheets of many pictures.
 */
@org.jspecify.annotations.NullMarked
package org.ldm4j.image;
