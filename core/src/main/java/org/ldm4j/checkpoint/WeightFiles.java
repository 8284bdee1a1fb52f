package org.ldm4j.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the weights of one component of a diffusers folder: safetensors before pickles, the wanted variant before the
 * plain files, one file or several with an index.
 */
record WeightFiles(
        ModelFolder folder,
        String component,
        String base,
        String pickleBase,
        @Nullable String variant) {
    private static final Logger LOG = LoggerFactory.getLogger(WeightFiles.class);
    private static final String INDEX = ".index";

    static WeightFiles ofDiffusers(ModelFolder folder, String component, @Nullable String variant) {
        String base = "diffusion_pytorch_model";
        return new WeightFiles(folder, component, base, base, variant);
    }

    static WeightFiles ofTransformers(ModelFolder folder, String component, @Nullable String variant) {
        return new WeightFiles(folder, component, "model", "pytorch_model", variant);
    }

    /** Whether there are weights of the wanted variant. */
    boolean hasVariant() {
        return variant != null && present(names(variant)) != null;
    }

    private String single(String variant) {
        return base + dotted(variant) + ".safetensors";
    }

    private String index(String variant) {
        return base + ".safetensors" + INDEX + dotted(variant) + ".json";
    }

    private String pickle(String variant) {
        return pickleBase + dotted(variant) + ".bin";
    }

    private String pickleIndex(String variant) {
        return pickleBase + ".bin" + INDEX + dotted(variant) + ".json";
    }

    /** Where weights may be, the wanted ones first. */
    private List<String> names(String variant) {
        return List.of(single(variant), index(variant), pickle(variant), pickleIndex(variant));
    }

    private static String dotted(String variant) {
        return variant.isEmpty() ? "" : "." + variant;
    }

    private @Nullable String present(List<String> names) {
        return names.stream()
                .filter(name -> folder.has(component + "/" + name))
                .findFirst()
                .orElse(null);
    }

    TensorFile open() {
        String name = find();
        return name.contains(INDEX + ".")
                ? ShardedFile.open(folder, component + "/", folder.config(component + "/" + name))
                : TensorFiles.open(folder.file(component + "/" + name));
    }

    /** The file or index to open. */
    String find() {
        List<String> wanted = new ArrayList<>();
        if (variant != null) {
            wanted.addAll(names(variant));
        }
        wanted.addAll(names(""));
        String found = present(wanted);
        return found != null ? found : onlyVariant();
    }

    /** Where there are no plain files, those of the first variant there is. */
    private String onlyVariant() {
        List<String> files = folder.list(component);
        for (String wanted : names("?")) {
            Pattern pattern = Pattern.compile("\\Q" + wanted.replace("?", "\\E([A-Za-z0-9_]+)\\Q") + "\\E");
            for (String file : files) {
                Matcher matcher = pattern.matcher(file);
                if (matcher.matches()) {
                    LOG.warn("{}: there is only the variant {}", component, matcher.group(1));
                    return file;
                }
            }
        }
        throw CheckpointException.of(
                Code.MISSING_FILE,
                "weights of " + component,
                single("") + ", a variant of it, or " + pickle(""),
                files.toString(),
                folder.root().resolve(component));
    }
}
