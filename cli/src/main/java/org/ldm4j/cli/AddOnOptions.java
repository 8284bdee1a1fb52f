package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ldm4j.addon.Lora;
import org.ldm4j.cli.Converters.WeightedFile;
import org.ldm4j.task.AddOns;
import org.ldm4j.task.TextToImage;
import picocli.CommandLine.Option;

/** What is changed in the model. */
final class AddOnOptions {
    @Option(
            names = {"--clip-skip", "--clip_skip"},
            paramLabel = "N",
            description = "Last layers of the text encoder that are left out, as diffusers counts: 1 leaves out one.")
    @Nullable
    Integer clipSkip;

    @Option(
            names = "--lora",
            paramLabel = "PATH[:W]",
            converter = Converters.OfWeightedFile.class,
            description = "Add a LoRA with this weight, 1 if none is given; several are added up.")
    List<WeightedFile> loras = new ArrayList<>();

    @Option(
            names = {"--lora-dir", "--lora-model-dir"},
            paramLabel = "DIR",
            description = "Where <lora:name:weight> in a prompt is looked for.")
    @Nullable
    Path loraFolder;

    @Option(
            names = "--embedding",
            paramLabel = "PATH",
            description = "Add a word of textual inversion, under the name that the file gives it; may be repeated.")
    List<Path> embeddings = new ArrayList<>();

    @Option(names = "--vae", paramLabel = "PATH", description = "Another first stage: a folder or a file.")
    @Nullable
    Path firstStage;

    @Option(
            names = "--taesd",
            paramLabel = "PATH",
            description = "A tiny decoder (TAESD), fast and a little coarse: a folder or a file.")
    @Nullable
    Path taesd;

    @Option(names = "--taesd-preview-only", description = "Use it for previews alone.")
    boolean taesdForPreviews;

    void fill(Recipe recipe) {
        clipSkip = clipSkip != null ? clipSkip : recipe.clipSkip();
    }

    TextToImage applyTo(TextToImage text) {
        return clipSkip == null ? text : text.clipSkip(clipSkip);
    }

    /** Whether nothing is to be changed. */
    boolean isEmpty() {
        return clipSkip == null && loras.isEmpty() && embeddings.isEmpty() && firstStage == null && taesd == null;
    }

    /** All that was asked for, with what the tags of a prompt name. */
    AddOns addOns(List<LoraTag> tags) {
        AddOns all = AddOns.none();
        for (WeightedFile lora : loras) {
            all = all.lora(lora.path(), lora.weight());
        }
        for (LoraTag tag : tags) {
            all = all.lora(Lora.open(tag.file(loraFolder)), tag.unetWeight(), tag.textWeight());
        }
        for (Path embedding : embeddings) {
            all = all.embedding(embedding);
        }
        all = firstStage == null ? all : all.firstStage(firstStage);
        return taesd == null ? all : taesdForPreviews ? all.taesd(taesd) : all.taesdForPictures(taesd);
    }

    /** What a picture's file tells of them; paths are the caller's own business. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        if (!loras.isEmpty()) {
            settings.put(
                    "Lora",
                    loras.stream()
                            .map(lora -> lora.path().getFileName() + ":" + lora.weight())
                            .collect(Collectors.joining(", ")));
        }
        if (!embeddings.isEmpty()) {
            settings.put(
                    "Embeddings",
                    embeddings.stream()
                            .map(path -> String.valueOf(path.getFileName()))
                            .collect(Collectors.joining(", ")));
        }
        if (firstStage != null) {
            settings.put("VAE", String.valueOf(firstStage.getFileName()));
        }
        if (taesd != null && !taesdForPreviews) {
            settings.put("Decoder", String.valueOf(taesd.getFileName()));
        }
        return settings;
    }
}
