/**
 * What is added to a finished model: low-rank changes of its weights (LoRA and its relatives) and new words (textual
 * inversion). It reads files and computes what to add; the model itself is never changed, see
 * {@code LatentDiffusion.with}.
 */
@org.jspecify.annotations.NullMarked
package org.ldm4j.addon;
