package org.ldm4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.ModelChoices.Average;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.sampling.SamplerName;
import org.ldm4j.sampling.Scheduler;
import org.ldm4j.sampling.Spacing;
import org.ldm4j.task.HighResolution.EnlargeMode;
import org.ldm4j.task.PromptStyle;
import org.ldm4j.task.SeedMode;
import org.ldm4j.task.VaeTiling;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Words of the command line to what they mean; a refusal lists the words that there are. */
final class Converters {
    private Converters() {}

    /** Every name that {@link SamplerName} knows. */
    static final class OfSampler implements ITypeConverter<SamplerName> {
        @Override
        public SamplerName convert(String word) {
            return refusing(word, SamplerName::parse);
        }
    }

    static final class OfScheduler implements ITypeConverter<Scheduler> {
        @Override
        public Scheduler convert(String word) {
            return refusing(word, Scheduler::named);
        }
    }

    static final class OfSpacing implements ITypeConverter<Spacing> {
        @Override
        public Spacing convert(String word) {
            return refusing(word, Spacing::named);
        }
    }

    static final class OfSeedMode implements ITypeConverter<SeedMode> {
        @Override
        public SeedMode convert(String word) {
            return switch (word) {
                case "per-picture" -> SeedMode.PER_PICTURE;
                case "single" -> SeedMode.SINGLE;
                default -> throw refusal("per-picture or single", word);
            };
        }
    }

    static final class OfTiling implements ITypeConverter<VaeTiling> {
        @Override
        public VaeTiling convert(String word) {
            return switch (word) {
                case "auto" -> VaeTiling.AUTO;
                case "on" -> VaeTiling.ON;
                case "off" -> VaeTiling.OFF;
                default -> throw refusal("auto, on or off", word);
            };
        }
    }

    static final class OfForm implements ITypeConverter<ConvertCommand.Form> {
        @Override
        public ConvertCommand.Form convert(String word) {
            return switch (word) {
                case "folder" -> ConvertCommand.Form.FOLDER;
                case "safetensors" -> ConvertCommand.Form.SAFETENSORS;
                default -> throw refusal("folder or safetensors", word);
            };
        }
    }

    static final class OfAverage implements ITypeConverter<Average> {
        @Override
        public Average convert(String word) {
            return switch (word) {
                case "auto" -> Average.AUTO;
                case "yes" -> Average.EMA;
                case "no" -> Average.RAW;
                default -> throw refusal("auto, yes or no", word);
            };
        }
    }

    static final class OfEnlargeMode implements ITypeConverter<EnlargeMode> {
        @Override
        public EnlargeMode convert(String word) {
            return switch (word) {
                case "latent" -> EnlargeMode.LATENT;
                case "picture" -> EnlargeMode.PICTURE;
                default -> throw refusal("latent or picture", word);
            };
        }
    }

    /** A file and how much of it. */
    record WeightedFile(Path path, double weight) {}

    /** A path, and behind a colon a weight; a colon of the path itself does no harm. */
    static final class OfWeightedFile implements ITypeConverter<WeightedFile> {
        @Override
        public WeightedFile convert(String text) {
            int colon = text.lastIndexOf(':');
            if (colon <= 0
                    || Files.exists(Path.of(text))
                    || !text.substring(colon + 1).matches("[-+.\\w]*")) {
                return new WeightedFile(Path.of(text), 1);
            }
            try {
                double weight = Double.parseDouble(text.substring(colon + 1));
                if (Double.isFinite(weight)) {
                    return new WeightedFile(Path.of(text.substring(0, colon)), weight);
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw refusal("a finite number behind the colon", text);
        }
    }

    /** Pixels on each side of a picture. */
    record Borders(int left, int top, int right, int bottom) {}

    static final class OfBorders implements ITypeConverter<Borders> {
        @Override
        public Borders convert(String text) {
            if (!text.matches("\\d{1,5},\\d{1,5},\\d{1,5},\\d{1,5}")) {
                throw refusal("left,top,right,bottom as four numbers of pixels", text);
            }
            int[] sides =
                    Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
            return new Borders(sides[0], sides[1], sides[2], sides[3]);
        }
    }

    static final class OfPromptStyle implements ITypeConverter<PromptStyle> {
        @Override
        public PromptStyle convert(String word) {
            return Arrays.stream(PromptStyle.values())
                    .filter(style -> style.label().equals(word))
                    .findFirst()
                    .orElseThrow(() -> refusal("a1111 or diffusers", word));
        }
    }

    /** {@code auto} is no prediction of its own: it leaves the model's. */
    enum PredictionChoice {
        AUTO,
        EPS,
        V,
        X0;

        @Nullable
        Prediction prediction() {
            return this == AUTO ? null : Prediction.valueOf(name());
        }
    }

    static final class OfPrediction implements ITypeConverter<PredictionChoice> {
        @Override
        public PredictionChoice convert(String word) {
            return Arrays.stream(PredictionChoice.values())
                    .filter(choice -> choice.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst()
                    .orElseThrow(() -> refusal("auto, eps, v or x0", word));
        }
    }

    /** Numbers with commas or spaces between them. */
    static final class OfNumbers implements ITypeConverter<Numbers> {
        @Override
        public Numbers convert(String text) {
            try {
                return new Numbers(Arrays.stream(text.strip().split("[,\\s]+", -1))
                        .map(Double::valueOf)
                        .collect(Collectors.toList()));
            } catch (NumberFormatException e) {
                throw refusal("numbers with commas between them", text);
            }
        }
    }

    /** A list given in one word. */
    record Numbers(List<Double> values) {
        static final Numbers NONE = new Numbers(List.of());

        Numbers {
            values = List.copyOf(values);
        }
    }

    private static <T> T refusing(String word, Function<String, T> parser) {
        try {
            return parser.apply(word);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    private static TypeConversionException refusal(String expected, String found) {
        return new TypeConversionException("expected " + expected + ", found " + found);
    }
}
