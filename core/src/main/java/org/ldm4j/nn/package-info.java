/** Layers and their weights: what every network of this library is made of. */
@org.jspecify.annotations.NullMarked
package org.ldm4j.nn;
