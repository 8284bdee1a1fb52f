package org.ldm4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.FirstStageConfig;
import org.ldm4j.checkpoint.ModelDescription.Component;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.conditioning.ConditionerConfig;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.TransformerConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.diffusion.Prediction;

/** Describes model folders and single files from their configurations, names and shapes; no tensor is read. */
public final class Inspector {
    private static final String UNET = CompvisTensors.UNET;
    private static final String FIRST_STAGE = CompvisTensors.FIRST_STAGE;
    private static final String CONDITIONER = CompvisTensors.CONDITIONER;

    private static final String SD1 = "sd1";
    private static final String SD2 = "sd2";
    private static final String UPSCALER = "sd-x4-upscaler";

    /** What single files hold beside the networks: averages, losses, tables of the noise schedule. */
    private static final List<String> BESIDE = List.of(
            EmaKeys.PREFIX,
            "loss.",
            "betas",
            "alphas_cumprod",
            "sqrt_",
            "log_one_minus_",
            "posterior_",
            "lvlb_weights",
            "scale_factor",
            "logvar",
            "low_scale_model.",
            "depth_model.");

    private final Map<String, Component> components = new LinkedHashMap<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> unused = new ArrayList<>();

    private Inspector() {}

    /** Describes the folder or file {@code path}; a sound file of unknown content is described as that. */
    public static ModelDescription describe(Path path) {
        if (CompvisFolder.is(path)) {
            return describe(CompvisFolder.file(path));
        }
        if (Files.isDirectory(path)) {
            Optional<PaperFolder> paper = PaperFolder.find(path, ModelChoices.DEFAULT);
            return paper.isPresent()
                    ? new Inspector().folder(paper.get())
                    : new Inspector().folder(DiffusersFolder.open(path));
        }
        try (TensorFile file = TensorFiles.open(path)) {
            return new Inspector().file(file, path);
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
        String prediction = label(folder.scheduler().prediction());
        return described(architecture(folder.unetConfig(), family), prediction, "folder");
    }

    private ModelDescription folder(PaperFolder folder) {
        folder.parts().forEach((component, part) -> {
            try (TensorFile tensors = part.tensors()) {
                add(component, part.component() + ".", part.table(), tensors);
                if (tensors instanceof JoinedSource joined && joined.source() instanceof TensorFile stored) {
                    components.put(component, component(stored.names(), stored)); // as many as people find there
                }
            }
        });
        return described("ldm", label(folder.config().scheduler().prediction()), "folder");
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

    private ModelDescription file(TensorFile file, Path path) {
        SingleFileConfig embedded = EmbeddedConfig.isIn(file) ? EmbeddedConfig.read(file) : null;
        UNetConfig unet = addUNet(file, embedded);
        boolean bare = unet == null && addAutoencoder(file, "", null);
        if (unet == null && !bare) {
            unused.addAll(new TreeSet<>(file.names()));
            return described(ModelDescription.UNKNOWN, ModelDescription.UNKNOWN, file.form());
        }
        if (unet == null) {
            unused.removeIf(Inspector::isBeside);
            return described("autoencoder", ModelDescription.UNKNOWN, file.form());
        }
        if (!addAutoencoder(file, FIRST_STAGE, embedded)) {
            addUncharted("vae", FIRST_STAGE, file);
        }
        TextForm form = addConditioner(file, embedded);
        addRest(file);
        String architecture = form == null ? "ldm" : architecture(unet, form == TextForm.CLIP ? SD1 : SD2);
        return described(architecture, prediction(file, path, embedded, architecture), file.form());
    }

    private @Nullable UNetConfig addUNet(TensorFile file, @Nullable SingleFileConfig embedded) {
        RenamedSource tensors = RenamedSource.below(UNET, file);
        UNetConfig config = embedded != null
                ? embedded.unet()
                : CompvisShapes.unet(tensors, new Heads.Count(1)); // shapes do not depend on heads
        if (config != null) {
            add("unet", UNET, UNetKeys.of(config), tensors);
        }
        return config;
    }

    private boolean addAutoencoder(TensorFile file, String prefix, @Nullable SingleFileConfig embedded) {
        RenamedSource tensors = RenamedSource.below(prefix, file);
        FirstStageConfig config = embedded != null ? embedded.vae() : CompvisShapes.firstStage(tensors);
        if (config != null) {
            add("vae", prefix, AutoencoderKeys.of(config), tensors);
        }
        return config != null;
    }

    /** Adds the text encoder and tells its form, null if it is another conditioner. */
    private @Nullable TextForm addConditioner(TensorFile file, @Nullable SingleFileConfig embedded) {
        TextForm form = TextForm.find(file);
        ClipTextConfig config = embedded != null ? embedded.text() : form == null ? null : form.shape(file, true);
        if (form == null || config == null) {
            addPaperConditioner(file);
            return null;
        }
        if (form == TextForm.CLIP) {
            add("conditioner", form.prefix(), ClipTextKeys.of(config), RenamedSource.below(form.prefix(), file));
        } else {
            addOpenClip(file, OpenClipKeys.of(config).stored());
        }
        return form;
    }

    private void addPaperConditioner(TensorFile file) {
        RenamedSource tensors = RenamedSource.below(CONDITIONER, file);
        ConditionerConfig config = CompvisShapes.conditioner(tensors);
        if (config == null) {
            addUncharted("conditioner", CONDITIONER, file);
        } else {
            add("conditioner", CONDITIONER, ConditionerKeys.of(config), tensors);
        }
    }

    /** Counts the tensors as they are stored, where query, key and value are one. */
    private void addOpenClip(TensorFile file, Set<String> wanted) {
        RenamedSource tensors = RenamedSource.below(CompvisTensors.OPEN_CLIP, file);
        List<String> used = wanted.stream().filter(tensors.names()::contains).toList();
        components.put("conditioner", component(used, tensors));
        for (String name : wanted) {
            if (!tensors.names().contains(name)) {
                missing.add(CompvisTensors.OPEN_CLIP + name);
            }
        }
        for (String name : new TreeSet<>(tensors.names())) {
            if (!wanted.contains(name)) {
                unused.add(CompvisTensors.OPEN_CLIP + name);
            }
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

    private static String prediction(
            TensorFile file, Path path, @Nullable SingleFileConfig embedded, String architecture) {
        if (embedded != null) {
            return label(embedded.scheduler().prediction());
        }
        Path yaml = SingleFileConfig.yamlBeside(path);
        if (Files.exists(yaml)) {
            return label(CompvisConfig.read(yaml).prediction());
        }
        return PublishedConfig.said(file).map(Inspector::label).orElseGet(() -> usualPrediction(architecture));
    }

    private static String label(Prediction prediction) {
        return prediction.name().toLowerCase(Locale.ROOT);
    }

    /** Weights do not show it; it is known where a whole family has one. Stable Diffusion 2 has both (trap 52). */
    private static String usualPrediction(String architecture) {
        return switch (architecture) {
            case SD2 -> ModelDescription.UNKNOWN;
            case UPSCALER -> "v";
            default -> "eps";
        };
    }
}
