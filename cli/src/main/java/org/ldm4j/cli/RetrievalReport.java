package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ldm4j.data.ImageFolder;
import org.ldm4j.data.Item;
import org.ldm4j.data.PictureSet;
import org.ldm4j.metrics.ClipRetrieval;
import org.ldm4j.task.ClipEmbeddings;

/** {@code evaluate --metrics retrieval}: how often a CLIP model finds the right one of a hundred. */
final class RetrievalReport {
    private static final int CANDIDATES = 100;
    private static final int WHITE = 0xffffff;

    private RetrievalReport() {}

    static Map<String, Object> of(Path model, Path data, Map<String, String> where, long seed, Console console) {
        try (ClipEmbeddings clip = ClipEmbeddings.load(model)) {
            List<Item> items = ImageFolder.read(data, where).items();
            PictureSet pictures = PictureSet.read(items, clip.size(), WHITE, false, console::warn);
            Map<String, Object> document = document(ClipRetrieval.of(clip, pictures, CANDIDATES, seed));
            document.forEach((name, value) -> console.result(name + " " + value));
            return document;
        }
    }

    private static Map<String, Object> document(ClipRetrieval retrieval) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("pairs", retrieval.pairs());
        document.put("candidates", retrieval.group());
        document.put("groups", retrieval.groups());
        document.put("picture_to_text_top1", retrieval.picturesToTexts().top1());
        document.put("picture_to_text_top5", retrieval.picturesToTexts().top5());
        document.put("text_to_picture_top1", retrieval.textsToPictures().top1());
        document.put("text_to_picture_top5", retrieval.textsToPictures().top5());
        document.put("chance_top1", retrieval.chanceTop1());
        document.put("chance_top5", retrieval.chanceTop5());
        return document;
    }
}
