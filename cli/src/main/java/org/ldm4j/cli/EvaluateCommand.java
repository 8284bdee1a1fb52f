package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.LatentDiffusion;
import org.ldm4j.data.ImageFolder;
import org.ldm4j.data.Item;
import org.ldm4j.data.PictureSet;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ContactSheet;
import org.ldm4j.image.PngFile;
import org.ldm4j.metrics.CaptionRetrieval;
import org.ldm4j.task.PromptStyle;
import org.ldm4j.task.TextToImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evaluate}: how well a model does what its data set shows. */
@Command(
        name = "evaluate",
        description = {
            "Measure a model. Metrics so far:",
            "  caption-retrieval  a picture from each caption; how often the captioned picture is the nearest of the",
            "                     data set by mean squared error at 32x32 (top-1), among the five nearest (top-5),",
            "                     and the median PSNR between them",
            "  retrieval          how often a CLIP model (-m FOLDER) finds the caption of a picture of --reference, or the",
            "                     picture of a caption, among 100 pairs: at the first place (top-1), in the first five",
            "                     (top-5), beside what guessing finds"
        })
final class EvaluateCommand extends LdmCommand {
    private static final int WHITE = 0xffffff;
    private static final int SHEET_PAIRS_A_ROW = 12;

    @Mixin
    ModelOption model = new ModelOption();

    @Option(names = "--metrics", paramLabel = "NAME", description = "caption-retrieval or retrieval")
    String metrics = "caption-retrieval";

    @Option(
            names = {"--data", "--reference"},
            required = true,
            paramLabel = "DIR",
            description = "Pictures with metadata.jsonl.")
    Path data = Path.of("");

    @Option(
            names = "--where",
            paramLabel = "FIELD=VALUE",
            description = "Only lines of metadata.jsonl with this value.")
    Map<String, String> where = new LinkedHashMap<>();

    @Option(names = "--every", paramLabel = "N", description = "Take every N-th picture's caption; all are candidates.")
    int every = 1;

    @Option(
            names = {"-s", "--seed"},
            paramLabel = "N",
            description = "Seed of each picture.")
    long seed;

    @Option(names = "--steps", paramLabel = "N", description = "Sampling steps.")
    int steps = 20;

    @Option(names = "--cfg-scale", paramLabel = "S", description = "Guidance scale.")
    double guidance = 3;

    @Option(names = "--sheet", paramLabel = "F.png", description = "Write each original beside its picture.")
    @Nullable
    Path sheet;

    @Override
    Exit run() throws Exception {
        if (metrics.equals("retrieval")) {
            common.startEngine();
            Console console = common.console();
            console.document(RetrievalReport.of(clipFolder(), data, where, seed, console));
            return Exit.DONE;
        }
        if (!metrics.equals("caption-retrieval")) {
            throw CommandException.usage("--metrics", "caption-retrieval or retrieval", metrics);
        }
        if (every < 1) {
            throw CommandException.usage("--every", "at least 1", every);
        }
        common.startEngine();
        Console console = common.console();
        try (LatentDiffusion loaded =
                LatentDiffusion.load(model.orBundled(), common.loading().withFiles(model.choices()))) {
            List<Item> items = ImageFolder.read(data, where).items();
            PictureSet pictures = PictureSet.read(items, loaded.model().size(), WHITE, false, console::warn);
            console.document(measure(loaded, pictures, console));
        }
        return Exit.DONE;
    }

    private Path clipFolder() {
        if (model.path == null) {
            throw CommandException.usage("--model", "the folder of a CLIP model", "none");
        }
        return model.path;
    }

    private Map<String, Object> measure(LatentDiffusion loaded, PictureSet pictures, Console console) {
        var retrieval = new CaptionRetrieval(pictures);
        List<Bitmap> pairs = new ArrayList<>();
        int count = (pictures.count() + every - 1) / every;
        try (Progress progress = console.progress("evaluate", count)) {
            for (int i = 0; i < pictures.count(); i += every) {
                var request = TextToImage.of(pictures.items().get(i).text())
                        .promptStyle(PromptStyle.DIFFUSERS) // captions are no prompts with a grammar
                        .seed(seed)
                        .steps(steps)
                        .guidance(guidance);
                Bitmap made = loaded.model().generate(request).get(0);
                retrieval.add(i, made);
                pairs.add(pictures.bitmap(i));
                pairs.add(made);
                progress.step();
            }
        }
        if (sheet != null) {
            PngFile.write(sheet, ContactSheet.grid(pairs, 2 * SHEET_PAIRS_A_ROW));
        }
        return report(retrieval, pictures.count(), console);
    }

    private static Map<String, Object> report(CaptionRetrieval retrieval, int candidates, Console console) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("captions", retrieval.count());
        document.put("candidates", candidates);
        document.put("top1", retrieval.top(1));
        document.put("top5", retrieval.top(5));
        document.put("median_psnr", retrieval.medianPsnr());
        document.forEach((name, value) -> console.result(name + " " + value));
        return document;
    }
}
