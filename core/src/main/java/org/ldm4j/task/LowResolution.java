package org.ldm4j.task;

import org.ldm4j.diffusion.NoiseSchedule;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * How an upscaler puts noise on the small picture that it is given (section 4.4; diffusers' {@code low_res_scheduler}).
 *
 * @param scheduler whose noise schedule it is
 * @param maxLevel the largest noise level that may be asked for
 */
public record LowResolution(SamplerConfig scheduler, int maxLevel) {
    /** The picture with the noise of a level; all [B, 3, h, w]. */
    Tensor noised(Tensor picture, Tensor noise, int level) {
        NoiseSchedule schedule = scheduler.noiseSchedule();
        double abar = schedule.alphaCumprod(level);
        return Scope.result(() -> picture.times(Math.sqrt(abar)).plus(noise.times(Math.sqrt(1 - abar))));
    }
}
