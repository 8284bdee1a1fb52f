package org.ldm4j.denoiser;

import org.jspecify.annotations.Nullable;
import org.ldm4j.tensor.Tensor;

/**
 * What every block sees beside the picture.
 *
 * @param time the timestep's embedding [B or 1, timeChannels]
 * @param context the condition's tokens [B, M, contextChannels], or null
 */
record Signal(Tensor time, @Nullable Tensor context) {}
