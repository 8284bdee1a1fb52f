package org.ldm4j.checkpoint;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ldm4j.checkpoint.CheckpointException.Code;

/** Says what a file of tensors seems to be that is no Stable Diffusion model in one file. */
final class Strangers {
    private static final int NEAREST = 5;
    private static final int COMPARED = 2000;
    private static final int LONGEST = 100;

    /** Names that every such model has; those of a stranger are compared with them. */
    private static final List<String> MARKS = List.of(
            CompvisTensors.UNET + "input_blocks.0.0.weight",
            CompvisTensors.FIRST_STAGE + "decoder.conv_in.weight",
            CompvisTensors.OPEN_CLIP + "token_embedding.weight");

    private static final String XL = "conditioner.embedders.";

    /** Beginnings of names, and whose they are. */
    private static final Map<String, String> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put(XL, "a Stable Diffusion XL model");
        KINDS.put("model.diffusion_model.joint_blocks.", "a Stable Diffusion 3 model");
        KINDS.put("model.diffusion_model.double_blocks.", "a Flux model");
        KINDS.put("double_blocks.", "a Flux model");
        KINDS.put("control_model.", "a ControlNet");
        KINDS.put("lora_", "a LoRA; load a model and add it with --lora");
        KINDS.put("unet.", "a LoRA or one part of a folder");
        KINDS.put("down_blocks.", "the U-Net of a folder; name the folder");
        KINDS.put("text_model.", "the text encoder of a folder; name the folder");
        KINDS.put("encoder.down", "an autoencoder; load a model and add it with --vae");
        KINDS.put("emb_params", "a textual inversion; load a model and add it with --embedding");
        KINDS.put("string_to_param", "a textual inversion; load a model and add it with --embedding");
    }

    private Strangers() {}

    /** The refusal of {@code file}, which has no U-Net under the paper's names. */
    static CheckpointException refuse(TensorFile file) {
        return CheckpointException.of(
                Code.MODEL_MISMATCH,
                "model",
                "tensors such as " + Names.quoted(MARKS.get(0)),
                kind(file.names()) + "; nearest names: " + Names.some(nearest(file.names())),
                file.description());
    }

    /** Whether the file holds another family's model beside a U-Net of the same form. */
    static boolean isOtherModel(TensorFile file) {
        return file.names().stream().anyMatch(name -> name.startsWith(XL));
    }

    private static String kind(Set<String> names) {
        return KINDS.entrySet().stream()
                .filter(kind -> names.stream().anyMatch(name -> name.startsWith(kind.getKey())))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("another model");
    }

    /** The names that are most like those of a known model. */
    static List<String> nearest(Set<String> names) {
        return names.stream()
                .limit(COMPARED)
                .sorted(Comparator.<String>comparingInt(Strangers::distanceToMarks)
                        .thenComparing(Comparator.naturalOrder()))
                .limit(NEAREST)
                .toList();
    }

    private static int distanceToMarks(String name) {
        String shown = name.length() > LONGEST ? name.substring(0, LONGEST) : name;
        return MARKS.stream().mapToInt(mark -> distance(mark, shown)).min().orElse(Integer.MAX_VALUE);
    }

    /** How many characters have to be changed, put in or left out to make one text of the other (Levenshtein). */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
