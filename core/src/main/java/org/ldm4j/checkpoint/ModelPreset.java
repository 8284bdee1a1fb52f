package org.ldm4j.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.FirstStageConfig;
import org.ldm4j.checkpoint.ModelDescription.Component;
import org.ldm4j.conditioning.ConditionerConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.tensor.DType;

/**
 * A published model on paper: the shapes of its networks without any of their values.
 *
 * @param architecture the label that {@link ModelDescription} has for such a model
 * @param prediction what the denoiser predicts
 * @param size side of the pictures that it was trained on, in pixels
 * @param unet the denoiser, or null for an autoencoder alone
 * @param firstStage the autoencoder
 * @param conditioner what brings the condition in, or null where nothing with parameters does
 * @param training how one of the paper's diffusion models was trained, or null for other models
 */
public record ModelPreset(
        String architecture,
        String prediction,
        int size,
        @Nullable UNetConfig unet,
        FirstStageConfig firstStage,
        @Nullable ConditionerConfig conditioner,
        @Nullable Training training) {
    /**
     * What no tensor shows of one of the paper's diffusion models.
     *
     * @param kind what it makes pictures from
     * @param betaStart first of the variances, whose roots rise evenly
     * @param betaEnd the last of them
     */
    record Training(PaperKind kind, double betaStart, double betaEnd) {}

    /** Parameters and tensors of each network, as its checkpoint has them. */
    public ModelDescription describe() {
        Map<String, Component> components = new LinkedHashMap<>();
        if (unet != null) {
            components.put("unet", component(UNetKeys.of(unet)));
        }
        components.put("vae", component(AutoencoderKeys.of(firstStage)));
        if (conditioner != null) {
            components.put("conditioner", component(ConditionerKeys.of(conditioner)));
        }
        return new ModelDescription(architecture, prediction, components, List.of(), List.of(), "preset");
    }

    private static Component component(KeyTable table) {
        return new Component(table.parameters(), table.rows().size(), DType.FP32.label());
    }
}
