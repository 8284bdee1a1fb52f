package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ldm4j.image.GenerationParameters.Setting;
import org.ldm4j.task.SeedMode;
import picocli.CommandLine.Option;

/** How many pictures, from which noise, how large, and where they go. */
final class PictureOptions {
    private static final long DEFAULT_SEED = 42;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PATH",
            description =
                    "A file x.png; a pattern x-%%d.png, which counts from 0 (%%04d pads); or a folder, where pictures are"
                            + " named by number and seed. Default: output.png.")
    @Nullable
    String output;

    @Option(
            names = {"-s", "--seed"},
            paramLabel = "N",
            description = "Default 42; negative: random, and printed.")
    @Nullable
    Long seed;

    /** All 64 bits of a seed that a picture names. */
    private @Nullable Long repeated;

    @Option(
            names = {"-b", "--batch-count", "--n_samples", "--num-images-per-prompt"},
            paramLabel = "N",
            description = "Number of pictures for each prompt, with seeds s, s+1, …")
    @Nullable
    Integer count;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description =
                    "Pictures in one pass of the network. With 1, the default, each equals the one made alone, bit for"
                            + " bit; with more they may differ in the last bits.")
    int batchSize = 1;

    @Option(
            names = "--seed-mode",
            paramLabel = "per-picture|single",
            converter = Converters.OfSeedMode.class,
            description = "single: one generator draws for all pictures, as diffusers does with one.")
    @Nullable
    SeedMode seedMode;

    @Option(names = "--grid", paramLabel = "F", description = "Also write all pictures on one sheet.")
    @Nullable
    Path grid;

    @Option(
            names = "--initial-latents",
            paramLabel = "F",
            description = "Begin with the standard normal noise in this safetensors file: latents [N, C, h, w].")
    @Nullable
    Path initialLatents;

    @Option(
            names = "--save-latents",
            paramLabel = "F",
            description = "Write the final latents, before they are decoded, in the same form.")
    @Nullable
    Path saveLatents;

    @Option(names = "--preview-every", paramLabel = "N", description = "Decode a preview every N steps.")
    @Nullable
    Integer previewEvery;

    @Option(
            names = "--preview-path",
            paramLabel = "F",
            description =
                    "Where previews go, each replacing the last; or a pattern, %%d is the step. Default: preview.png.")
    @Nullable
    String previewPath;

    void fill(Recipe recipe) {
        repeated = seed != null ? null : recipe.seed();
        seedMode = seedMode != null
                ? seedMode
                : recipe.value(Setting.SEED_MODE, "--seed-mode", text -> new Converters.OfSeedMode().convert(text));
    }

    SeedMode seedMode() {
        return seedMode == null ? SeedMode.PER_PICTURE : seedMode;
    }

    /** The first seed, drawn now if none was chosen. */
    long firstSeed(Console console) {
        if (seed == null) {
            return repeated == null ? DEFAULT_SEED : repeated;
        }
        if (seed >= 0) {
            return seed;
        }
        long drawn = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        console.note("seed " + drawn);
        return drawn;
    }

    OutputPlace place(int pictures) {
        String usual = pictures == 1 ? "output.png" : "output-%d.png";
        String asked = output == null ? usual : output;
        OutputPlace place = OutputPlace.of(asked);
        if (!place.holds(pictures)) {
            throw CommandException.usage("--output", "a pattern or a folder for " + pictures + " pictures", asked)
                    .hinting("write x-%d.png to number them");
        }
        return place;
    }

    /** Refuses places that cannot be written to before any work is done. */
    void requireWritable(OutputPlace pictures) {
        pictures.requireWritable();
        Stream.of(grid, saveLatents).forEach(file -> {
            if (file != null) {
                OutputPlace.requireWritable(file);
            }
        });
        if (previewEvery != null || previewPath != null) {
            previews().requireWritable();
        }
    }

    /** Steps between previews; 0 for none. */
    int previewInterval() {
        if (previewEvery != null && previewEvery < 1) {
            throw CommandException.usage("--preview-every", "at least 1", previewEvery);
        }
        return previewEvery != null ? previewEvery : previewPath != null ? 1 : 0;
    }

    OutputPlace previews() {
        return OutputPlace.of(previewPath == null ? "preview.png" : previewPath);
    }

    int count(int usual) {
        int number = count == null ? usual : count;
        if (number < 1) {
            throw CommandException.usage("--batch-count", "at least 1", number);
        }
        return number;
    }
}
