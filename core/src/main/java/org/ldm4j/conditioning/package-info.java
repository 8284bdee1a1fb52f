/** τ_θ of section 3.3: what turns a condition into something that the U-Net can attend to. */
@org.jspecify.annotations.NullMarked
package org.ldm4j.conditioning;
