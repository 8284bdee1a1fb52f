/** Figures that say how good reconstructions and samples are (section 4, appendix). */
@org.jspecify.annotations.NullMarked
package org.ldm4j.metrics;
