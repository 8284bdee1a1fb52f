package org.ldm4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.checkpoint.ModelDescription.Component;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.TransformerConfig;
import org.ldm4j.denoiser.UNetConfig;

/** Describes model folders and single files from their configurations, names and shapes; no tensor is read. */
public final class Inspector {
    private static final String UNET = "model.diffusion_model.";
    private static final String FIRST_STAGE = "first_stage_model.";
    private static final String CONDITIONER = "cond_stage_model.";
    private static final String CLIP = CONDITIONER + "transformer.";
    private static final String CLIP_TOKENS = "text_model.embeddings.token_embedding.weight";
    private static final String OPEN_CLIP_TOKENS = CONDITIONER + "model.token_embedding.weight";

    private static final String SD1 = "sd1";
    private static final String SD2 = "sd2";
    private static final String UPSCALER = "sd-x4-upscaler";

    /** What single files hold beside the networks: averages, losses, tables of the noise schedule. */
    private static final List<String> BESIDE = List.of(
            "model_ema.",
            "loss.",
            "betas",
            "alphas_cumprod",
            "sqrt_",
            "log_one_minus_",
            "posterior_",
            "lvlb_weights",
            "scale_factor",
            "logvar",
            "low_scale_model.");

    private final Map<String, Component> components = new LinkedHashMap<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> unused = new ArrayList<>();

    private Inspector() {}

    /** Describes the folder or file {@code path}; a sound file of unknown content is described as that. */
    public static ModelDescription describe(Path path) {
        if (Files.isDirectory(path)) {
            return new Inspector().folder(DiffusersFolder.open(path));
        }
        try (TensorFile file = TensorFiles.open(path)) {
            return new Inspector().file(file);
        }
    }

    private ModelDescription described(String architecture, String prediction, String kind) {
        return new ModelDescription(architecture, prediction, components, missing, unused, kind);
    }

    /** Compares the tensors below {@code prefix} with what they should be. */
    private void add(String component, String prefix, KeyTable table, TensorFile tensors) {
        RenamedSource source = table.toNative(tensors);
        Fit fit = Fit.of(table, source);
        fit.requireShapes(component);
        List<String> used = new ArrayList<>(source.names());
        used.removeAll(Set.copyOf(fit.unused()));
        components.put(component, component(used, source));
        fit.missing().forEach(name -> missing.add(prefix + name));
        fit.unused().forEach(name -> unused.add(prefix + name));
    }

    private static Component component(Collection<String> names, TensorFile source) {
        long parameters = 0;
        Set<String> types = new TreeSet<>();
        for (String name : names) {
            parameters += count(source.shape(name));
            types.add(source.typeLabel(name));
        }
        return new Component(
                parameters, names.size(), types.size() == 1 ? types.iterator().next() : "mixed");
    }

    private static long count(long[] shape) {
        long count = 1;
        for (long length : shape) {
            count *= length;
        }
        return count;
    }

    // ------------------------------------------------------------------ folders

    private ModelDescription folder(DiffusersFolder folder) {
        folder.parts().forEach((component, part) -> {
            KeyTable namesOfFiles = part.table().mirrored(); // people look for them there
            try (TensorFile tensors = part.files().open()) {
                add(component, part.files().component() + ".", namesOfFiles, tensors);
            }
        });
        TransformerConfig transformer = folder.unetConfig().transformer();
        String family = transformer != null && transformer.linearProjections() ? SD2 : SD1;
        String prediction = folder.scheduler().prediction().name().toLowerCase(Locale.ROOT);
        return described(architecture(folder.unetConfig(), family), prediction, "folder");
    }

    /** What is concatenated to the latent shows the purpose. */
    private static String architecture(UNetConfig unet, String family) {
        return switch (unet.inChannels()) {
            case 9 -> family + "-inpaint";
            case 5 -> family + "-depth";
            case 7 -> unet.classes() == null ? family : UPSCALER;
            default -> family;
        };
    }

    // ------------------------------------------------------------------ single files

    private ModelDescription file(TensorFile file) {
        UNetConfig unet = addUNet(file);
        boolean bare = unet == null && addAutoencoder(file, "");
        if (unet == null && !bare) {
            unused.addAll(new TreeSet<>(file.names()));
            return described(ModelDescription.UNKNOWN, ModelDescription.UNKNOWN, file.form());
        }
        if (unet == null) {
            unused.removeIf(Inspector::isBeside);
            return described("autoencoder", ModelDescription.UNKNOWN, file.form());
        }
        if (!addAutoencoder(file, FIRST_STAGE)) {
            addUncharted("vae", FIRST_STAGE, file);
        }
        addConditioner(file);
        addRest(file);
        String architecture = family(file.names());
        if (!architecture.equals("ldm")) {
            architecture = architecture(unet, architecture);
        }
        return described(architecture, prediction(architecture), file.form());
    }

    private @Nullable UNetConfig addUNet(TensorFile file) {
        RenamedSource tensors = RenamedSource.below(UNET, file);
        UNetConfig config = CompvisShapes.unet(tensors, new Heads.Count(1)); // shapes do not depend on heads
        if (config != null) {
            add("unet", UNET, UNetKeys.of(config), tensors);
        }
        return config;
    }

    private boolean addAutoencoder(TensorFile file, String prefix) {
        RenamedSource tensors = RenamedSource.below(prefix, file);
        AutoencoderConfig config = CompvisShapes.autoencoder(tensors);
        if (config != null) {
            add("vae", prefix, AutoencoderKeys.of(config), tensors);
        }
        return config != null;
    }

    private void addConditioner(TensorFile file) {
        RenamedSource tensors = RenamedSource.below(CLIP, file);
        ClipTextConfig config = CompvisShapes.clip(tensors);
        if (config == null) {
            addUncharted("conditioner", CONDITIONER, file);
        } else {
            add("conditioner", CLIP, ClipTextKeys.of(config), tensors);
        }
    }

    /** A network whose tensors are counted only, since no table knows them. */
    private void addUncharted(String component, String prefix, TensorFile file) {
        RenamedSource tensors = RenamedSource.below(prefix, file);
        if (!tensors.names().isEmpty()) {
            components.put(component, component(tensors.names(), tensors));
        }
    }

    private void addRest(TensorFile file) {
        for (String name : new TreeSet<>(file.names())) {
            boolean network = List.of(UNET, FIRST_STAGE, CONDITIONER).stream().anyMatch(name::startsWith);
            if (!network && !isBeside(name)) {
                unused.add(name);
            }
        }
    }

    private static boolean isBeside(String name) {
        return BESIDE.stream().anyMatch(name::startsWith);
    }

    private static String family(Set<String> names) {
        return names.contains(CLIP + CLIP_TOKENS) ? SD1 : names.contains(OPEN_CLIP_TOKENS) ? SD2 : "ldm";
    }

    /** Weights do not show it; it is known where a whole family has one. Stable Diffusion 2 has both (trap 52). */
    private static String prediction(String architecture) {
        return switch (architecture) {
            case SD2 -> ModelDescription.UNKNOWN;
            case UPSCALER -> "v";
            default -> "eps";
        };
    }
}
