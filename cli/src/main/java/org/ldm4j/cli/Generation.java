package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.cli.Stopwatch.Phase;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ContactSheet;
import org.ldm4j.task.Model;
import org.ldm4j.task.PromptStyle;
import org.ldm4j.task.Run;
import org.ldm4j.task.Step;
import org.ldm4j.task.TextToImage;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Makes the pictures of a call, batch by batch, and writes what was asked for. */
final class Generation implements AutoCloseable {
    private final Models models;
    private final PictureOptions options;
    private final OutputPlace place;
    private final Console console;
    private final Stopwatch watch;
    private final List<MadePicture> made = new ArrayList<>();
    private final List<@Nullable Long> memory = new ArrayList<>();
    private final List<Bitmap> sheet = new ArrayList<>();
    private final List<Tensor> latents = new ArrayList<>();
    private int steps;

    Generation(Models models, PictureOptions options, OutputPlace place, Console console, Stopwatch watch) {
        this.models = models;
        this.options = options;
        this.place = place;
        this.console = console;
        this.watch = watch;
    }

    /** @param noise first noise of the whole call [N, C, h, w], or null to draw it */
    void run(List<Batch> batches, @Nullable Tensor noise) {
        int pictures = batches.stream().mapToInt(Batch::count).sum();
        for (Batch batch : batches) {
            String task = pictures == 1 ? "picture" : "picture " + (batch.first() + 1) + "/" + pictures;
            Model model = watch.time(
                    Phase.LOAD, () -> models.with(tags(batch.request().text())));
            try (Run run = watch.time(Phase.ENCODE, () -> start(model, batch, noise))) {
                watch.time(Phase.SAMPLE, () -> sample(run, task));
                keepLatents(run);
                List<Bitmap> bitmaps = watch.time(Phase.DECODE, run::bitmaps);
                write(model, batch, bitmaps);
            }
        }
        finish();
    }

    /** Only the web UI's prompts have tags. */
    private List<LoraTag> tags(TextToImage text) {
        boolean plain = text.promptStyle() == PromptStyle.DIFFUSERS;
        return plain ? List.of() : LoraTag.of(text.prompts().get(0), console);
    }

    private static Run start(Model model, Batch batch, @Nullable Tensor noise) {
        if (noise == null) {
            return model.start(batch.request());
        }
        try (Scope scope = Scope.open()) {
            Tensor rows = noise.narrow(0, batch.first(), batch.count());
            return model.startFrom(batch.request(), rows);
        }
    }

    private int sample(Run run, String task) {
        int interval = options.previewInterval();
        int taken = 0;
        try (Progress progress = console.progress(task, run.stepCount())) {
            for (Step step : run) {
                progress.step();
                taken++;
                if (interval > 0 && step.index() % interval == 0 && step.index() < step.count()) {
                    Path file = options.previews().file(step.index(), step.index());
                    OutputPlace.write(file, Bitmap.of(step.preview()), Map.of());
                }
            }
        }
        steps += taken;
        return taken;
    }

    private void keepLatents(Run run) {
        if (options.saveLatents != null) {
            try (Scope scope = Scope.open()) {
                latents.add(run.latents().keep());
            }
        }
    }

    private void write(Model model, Batch batch, List<Bitmap> bitmaps) {
        for (int i = 0; i < bitmaps.size(); i++) {
            Bitmap bitmap = bitmaps.get(i);
            Path file = place.file(batch.number(i), batch.seed(i));
            OutputPlace.write(file, bitmap, PictureTexts.of(model, batch, i, models.settings()));
            made.add(new MadePicture(file, batch.seed(i), bitmap.width(), bitmap.height(), MadePicture.sha256(file)));
            console.result(file.toString());
            if (options.grid != null) {
                sheet.add(bitmap);
            }
        }
        memory.add(MemoryUse.now());
    }

    private void finish() {
        if (options.grid != null) {
            int columns = (int) Math.ceil(Math.sqrt(sheet.size()));
            OutputPlace.write(options.grid, ContactSheet.grid(sheet, columns), Map.of());
        }
        if (options.saveLatents != null) {
            LatentsFile.write(options.saveLatents, latents);
        }
    }

    List<MadePicture> made() {
        return made;
    }

    /** Resident bytes after each batch. */
    List<@Nullable Long> memory() {
        return memory;
    }

    double secondsPerStep() {
        return steps == 0 ? 0 : watch.seconds(Phase.SAMPLE) / steps;
    }

    @Override
    public void close() {
        latents.forEach(Tensor::close);
    }
}
