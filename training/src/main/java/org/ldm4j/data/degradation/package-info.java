/** Ways to spoil pictures, for training on what must be repaired: small, blurred, noisy, masked. */
@org.jspecify.annotations.NullMarked
package org.ldm4j.data.degradation;
