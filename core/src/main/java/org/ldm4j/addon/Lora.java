package org.ldm4j.addon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.CheckpointException;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.KeyTable;
import org.ldm4j.checkpoint.Names;
import org.ldm4j.checkpoint.TensorFile;
import org.ldm4j.checkpoint.TensorFiles;

/**
 * A LoRA file, or one of its relatives: LoCon, LoHa, LoKr, DoRA, full differences; with the names of kohya's scripts, of
 * diffusers or of PEFT. Only its path is kept; its tensors are read when it is {@linkplain #fit fitted} to a model.
 *
 * @param file the file
 */
public record Lora(Path file) {
    private static final List<String> IN_FOLDERS =
            List.of("pytorch_lora_weights.safetensors", "pytorch_lora_weights.bin");

    /**
     * A file that is a LoRA by the names of its tensors, or diffusers' folder with one.
     *
     * @throws CheckpointException if it cannot be read or has no module of a LoRA
     */
    public static Lora open(Path path) {
        Path file = AddOnFile.of(path, IN_FOLDERS);
        try (TensorFile tensors = TensorFiles.open(file)) {
            if (tensors.names().stream().allMatch(name -> LoraPart.place(name) == null)) {
                throw CheckpointException.of(Code.LORA_MISMATCH, "LoRA", "tensors of a LoRA", found(tensors), file);
            }
            return new Lora(file);
        }
    }

    private static String found(TensorFile tensors) {
        return tensors.names().isEmpty() ? "no tensor" : Names.some(tensors.names());
    }

    /**
     * Finds the layers that its modules belong to, and compares shapes and ranks before a tensor is read.
     *
     * @param unet the U-Net's parameters on paper
     * @param text the text encoder's, or null if the model has none that a LoRA can change
     * @throws CheckpointException if no module has a layer, or one does not fit its layer
     */
    public LoraFit fit(KeyTable unet, @Nullable KeyTable text) {
        TensorFile tensors = TensorFiles.open(file);
        try {
            List<String> stray = new ArrayList<>();
            var fitting = new LoraFitting(unet, text);
            modules(tensors, stray).values().forEach(module -> stray.addAll(fitting.add(module)));
            if (fitting.isEmpty()) {
                throw CheckpointException.of(
                        Code.LORA_MISMATCH, "LoRA", "layers of this model", "others: " + Names.some(stray), file);
            }
            return fitting.with(tensors, stray);
        } catch (RuntimeException e) {
            tensors.close();
            throw e;
        }
    }

    /** The tensors by module, those that are no part of one in {@code stray}. */
    private Map<String, LoraModule> modules(TensorFile tensors, List<String> stray) {
        AdapterMetadata metadata = AdapterMetadata.of(tensors.metadata(), tensors.description());
        Map<String, LoraModule> modules = new LinkedHashMap<>();
        for (String key : tensors.names()) {
            LoraPart.Place place = LoraPart.place(key);
            if (place == null) {
                stray.add(key);
            } else {
                modules.computeIfAbsent(place.module(), name -> new LoraModule(name, tensors, metadata))
                        .put(place.part(), key);
            }
        }
        return modules;
    }
}
