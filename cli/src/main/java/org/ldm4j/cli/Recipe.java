package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ldm4j.cli.Converters.Numbers;
import org.ldm4j.image.GenerationParameters;
import org.ldm4j.image.GenerationParameters.Setting;
import org.ldm4j.image.GenerationSource;
import org.ldm4j.image.ImageFile;
import org.ldm4j.image.PngText;

/**
 * How a picture was made, as its file tells: the values of options that the command line leaves out. A value that is
 * needed and not there, or that makes no sense, is refused with the option that gives it.
 */
final class Recipe {
    /** How A1111 calls the noise of DDIM; its {@code Eta} is that of ancestral samplers. */
    private static final String ETA_OF_DDIM = "Eta DDIM";

    private static final Set<String> UNDERSTOOD = Set.of(
            Setting.STEPS,
            Setting.SAMPLER,
            Setting.SAMPLER_FROM,
            Setting.SCHEDULE,
            Setting.CFG_SCALE,
            Setting.SEED,
            Setting.SIZE,
            Setting.STRENGTH,
            Setting.CLIP_SKIP,
            Setting.ETA,
            ETA_OF_DDIM,
            Setting.GUIDANCE_RESCALE,
            Setting.SPACING,
            Setting.TIMESTEPS,
            Setting.SIGMAS,
            Setting.PREDICTION,
            Setting.ZERO_TERMINAL_SNR,
            Setting.SEED_MODE,
            Setting.PRECISION,
            Setting.PROMPT_STYLE,
            Setting.HIRES_UPSCALE,
            Setting.HIRES_RESIZE,
            Setting.HIRES_STEPS,
            Setting.HIRES_UPSCALER);

    /** These change no pixel, or only tell what others have done. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            Setting.MODEL,
            Setting.MODEL_HASH,
            Setting.VERSION,
            "Batch size",
            "Batch pos",
            "RNG",
            "VAE hash",
            "Lora hashes",
            "TI hashes",
            "Hashes",
            "User");

    private final Path file;
    private final Console console;
    private final GenerationSource source;
    private final GenerationParameters parameters;

    private Recipe(Path file, Console console, GenerationSource source, GenerationParameters parameters) {
        this.file = file;
        this.console = console;
        this.source = source;
        this.parameters = parameters;
    }

    static Recipe read(Path file, Console console) {
        ImageFile.read(file); // refuses what is no sound picture
        Map<String, String> texts = PngText.read(file);
        Optional<GenerationParameters> parameters = GenerationParameters.of(texts);
        Optional<GenerationSource> source = GenerationSource.of(texts);
        if (parameters.isEmpty() || source.isEmpty()) {
            throw CommandException.of(
                    Exit.REFUSED,
                    "--from-image",
                    "a PNG that tells how it was made, by "
                            + Arrays.stream(GenerationSource.values())
                                    .map(Recipe::label)
                                    .collect(Collectors.joining(", ")),
                    "no such text",
                    file);
        }
        var recipe = new Recipe(file, console, source.get(), parameters.get());
        recipe.warnOfLosses();
        return recipe;
    }

    private static String label(GenerationSource source) {
        return source.name().toLowerCase(Locale.ROOT);
    }

    boolean isOurs() {
        return source == GenerationSource.LDM4J;
    }

    boolean isFromWebUi() {
        return source == GenerationSource.A1111;
    }

    String prompt() {
        if (parameters.prompt().isEmpty() && source == GenerationSource.COMFYUI) { // a graph may make it somehow
            throw missing("prompt", "--prompt");
        }
        return parameters.prompt();
    }

    String negative() {
        return parameters.negativePrompt();
    }

    /** A setting; null where the picture has none. */
    @Nullable
    String text(String name) {
        return parameters.setting(name).orElse(null);
    }

    /** A setting that is needed. */
    String required(String name, String option) {
        return parameters.setting(name).orElseThrow(() -> missing(name, option));
    }

    private CommandException missing(String name, String option) {
        return CommandException.of(Exit.REFUSED, "--from-image", name + " in the text of the picture", "none", file)
                .hinting("give " + option);
    }

    /** What {@code parser} makes of a setting, null where there is none; what it throws is the file's fault. */
    <T> @Nullable T value(String name, String option, Function<String, T> parser) {
        String text = text(name);
        return text == null ? null : parsed(name, option, text, parser);
    }

    <T> T required(String name, String option, Function<String, T> parser) {
        return parsed(name, option, required(name, option), parser);
    }

    private <T> T parsed(String name, String option, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (RuntimeException e) {
            String expected = e instanceof NumberFormatException ? "a number" : "one that is known here";
            throw CommandException.of(Exit.REFUSED, name, expected, text, file).hinting("give " + option);
        }
    }

    /** Seeds of other programs take all 64 bits. */
    Long seed() {
        return required(
                Setting.SEED,
                "--seed",
                text -> text.startsWith("-") ? Long.valueOf(text) : Long.parseUnsignedLong(text));
    }

    /** Width and height. */
    int[] size() {
        return required(Setting.SIZE, "--width and --height", Recipe::size);
    }

    static int[] size(String text) {
        int[] size =
                Arrays.stream(text.split("x", -1)).mapToInt(Integer::parseInt).toArray();
        if (size.length != 2) {
            throw new NumberFormatException(text);
        }
        return size;
    }

    /** Layers left out; the web UI's 1 leaves out none. */
    @Nullable
    Integer clipSkip() {
        return value(Setting.CLIP_SKIP, "--clip-skip", text -> Math.max(0, Integer.parseInt(text) - 1));
    }

    /** Share of fresh noise; what the web UI means for ancestral samplers is none of ours. */
    @Nullable
    Double eta() {
        Double ofDdim = value(ETA_OF_DDIM, "--eta", Double::valueOf);
        String sampler = String.valueOf(text(Setting.SAMPLER));
        boolean other = isFromWebUi() && !sampler.startsWith("DDIM");
        return ofDdim != null || other ? ofDdim : value(Setting.ETA, "--eta", Double::valueOf);
    }

    Numbers numbers(String name, String option) {
        Numbers numbers = value(name, option, text -> new Converters.OfNumbers().convert(text));
        return numbers == null ? Numbers.NONE : numbers;
    }

    private void warnOfLosses() {
        List<String> lost = parameters.settings().keySet().stream()
                .filter(name -> !UNDERSTOOD.contains(name) && !WITHOUT_EFFECT.contains(name))
                .toList();
        if (!lost.isEmpty()) {
            console.warn("not repeated: " + String.join(", ", lost) + " (" + file + ")");
        }
    }

    /** For a command that begins with noise. */
    void warnIfFromPicture() {
        boolean secondPass = text(Setting.HIRES_UPSCALE) != null || text(Setting.HIRES_RESIZE) != null;
        Double strength = value(Setting.STRENGTH, "--strength", Double::valueOf);
        if (!secondPass && strength != null && (isOurs() || strength < 1)) { // ComfyUI's 1 is a picture from noise
            console.warn(
                    "made from another picture with strength " + strength + ", repeated from noise (" + file + ")");
        }
    }
}
