package org.ldm4j.task;

import org.ldm4j.addon.Lora;

/**
 * A LoRA and how much of it is added.
 *
 * @param unetWeight factor of what it adds to the U-Net; 1 as it was trained, 0 for none, negative for the opposite
 * @param textWeight the same for the text encoder
 */
public record LoraUse(Lora lora, double unetWeight, double textWeight) {
    public LoraUse {
        Rules.require(Double.isFinite(unetWeight), "LoRA weight", unetWeight, "be a finite number");
        Rules.require(Double.isFinite(textWeight), "LoRA weight of the text encoder", textWeight, "be a finite number");
    }
}
