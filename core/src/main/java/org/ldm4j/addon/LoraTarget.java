package org.ldm4j.addon;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a LoRA file says a module belongs to.
 *
 * @param network the network, or null if the file does not say
 * @param layer the layer's name with underscores for dots
 */
record LoraTarget(@Nullable Network network, String layer) {
    /** The networks that a LoRA changes. */
    enum Network {
        UNET,
        TEXT
    }

    private record Prefix(String text, @Nullable Network network) {}

    private static final List<Prefix> PREFIXES = List.of(
            new Prefix("lora_unet_", Network.UNET),
            new Prefix("lora_te_", Network.TEXT),
            new Prefix("lycoris_", null),
            new Prefix("unet.", Network.UNET),
            new Prefix("text_encoder.", Network.TEXT),
            new Prefix("model.diffusion_model.", Network.UNET),
            new Prefix("diffusion_model.", Network.UNET),
            new Prefix("cond_stage_model.transformer.", Network.TEXT),
            new Prefix("text_encoders.clip_l.transformer.", Network.TEXT),
            new Prefix("clip_l.transformer.", Network.TEXT));

    /** PEFT's own files wrap the network in two objects. */
    private static final String PEFT = "base_model.model.";

    static LoraTarget of(String module) {
        for (Prefix prefix : PREFIXES) {
            if (module.startsWith(prefix.text())) {
                return new LoraTarget(
                        prefix.network(), layer(module.substring(prefix.text().length())));
            }
        }
        return new LoraTarget(null, layer(module));
    }

    private static String layer(String name) {
        String plain = name.startsWith(PEFT) ? name.substring(PEFT.length()) : name;
        return withoutProcessors(ModuleNames.flat(plain.replace(".processor.", ".")));
    }

    /** diffusers' first text-encoder LoRAs called the projections of CLIP as those of the U-Net. */
    private static String withoutProcessors(String layer) {
        for (String projection : List.of("q", "k", "v", "out")) {
            String old = "_self_attn_to_" + projection;
            if (layer.endsWith(old)) {
                return layer.substring(0, layer.length() - old.length()) + "_self_attn_" + projection + "_proj";
            }
        }
        return layer;
    }
}
