package org.ldm4j.conditioning;

/** Shape of τ_θ, what turns a condition into something that the denoiser takes in (section 3.3). */
public sealed interface ConditionerConfig permits ClipTextConfig, BertConfig, ClassConfig, RescalerConfig {}
