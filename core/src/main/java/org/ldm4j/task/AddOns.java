package org.ldm4j.task;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ldm4j.addon.Embedding;
import org.ldm4j.addon.Lora;

/**
 * What is to be added to a model, for {@link LatentDiffusionModel#with}:
 * {@code AddOns.none().lora(file, 0.8).embedding(other)}.
 *
 * @param loras changes of weights; several are added up
 * @param embeddings words of textual inversion
 * @param firstStage another first stage: diffusers' folder of a KL autoencoder or one file with it; null to keep the
 *     model's own
 * @param taesd a small decoder: diffusers' folder or one file with it; null for none
 * @param taesdIsFinal whether the small decoder makes the finished pictures too
 */
public record AddOns(
        List<LoraUse> loras,
        List<Embedding> embeddings,
        @Nullable Path firstStage,
        @Nullable Path taesd,
        boolean taesdIsFinal) {
    public AddOns {
        loras = List.copyOf(loras);
        embeddings = List.copyOf(embeddings);
    }

    /** Nothing yet. */
    public static AddOns none() {
        return new AddOns(List.of(), List.of(), null, null, false);
    }

    private static <T> List<T> and(List<T> list, T one) {
        return Stream.concat(list.stream(), Stream.of(one)).toList();
    }

    /** And the LoRA in {@code file}, as much of it in both networks. */
    public AddOns lora(Path file, double weight) {
        return lora(Lora.open(file), weight, weight);
    }

    /** And a LoRA with a weight of its own in the text encoder. */
    public AddOns lora(Lora lora, double unetWeight, double textWeight) {
        LoraUse use = new LoraUse(lora, unetWeight, textWeight);
        return new AddOns(and(loras, use), embeddings, firstStage, taesd, taesdIsFinal);
    }

    /** And the words in {@code file}, under the name that the file gives them. */
    public AddOns embedding(Path file) {
        return embedding(Embedding.open(file));
    }

    public AddOns embedding(Embedding embedding) {
        return new AddOns(loras, and(embeddings, embedding), firstStage, taesd, taesdIsFinal);
    }

    /** With the first stage in a folder or file instead of the model's own. */
    public AddOns firstStage(Path path) {
        return new AddOns(loras, embeddings, path, taesd, taesdIsFinal);
    }

    /** With the small decoder in a folder or file for previews. */
    public AddOns taesd(Path path) {
        return new AddOns(loras, embeddings, firstStage, path, taesdIsFinal);
    }

    /** With the small decoder in a folder or file for previews and for the finished pictures. */
    public AddOns taesdForPictures(Path path) {
        return new AddOns(loras, embeddings, firstStage, path, true);
    }
}
