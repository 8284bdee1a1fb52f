/** What a first stage is trained with (section 3.1): perceptual distance, patch discriminator, and their sum. */
@NullMarked
package org.ldm4j.training.loss;

import org.jspecify.annotations.NullMarked;
