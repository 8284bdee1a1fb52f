package org.ldm4j.training;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How the learning rate changes over a run. {@code constant} and {@code cosine} take {@code training.warmup_steps} and
 * nothing from here; {@code lambda_linear} and {@code lambda_warmup_cosine} are those of the paper's code, with one number
 * for each cycle.
 *
 * @param name which one
 * @param warmUpSteps length of each cycle's rise
 * @param fStart factor at each cycle's beginning
 * @param fMax factor at the end of each rise
 * @param fMin factor at each cycle's end
 * @param cycleLengths steps of each cycle
 */
public record ScheduleConfig(
        String name,
        List<Long> warmUpSteps,
        List<Double> fStart,
        List<Double> fMax,
        List<Double> fMin,
        List<Long> cycleLengths) {
    private static final String LINEAR = "lambda_linear";
    private static final List<String> NAMES = List.of("constant", "cosine", LINEAR, "lambda_warmup_cosine");

    public ScheduleConfig {
        warmUpSteps = List.copyOf(warmUpSteps);
        fStart = List.copyOf(fStart);
        fMax = List.copyOf(fMax);
        fMin = List.copyOf(fMin);
        cycleLengths = List.copyOf(cycleLengths);
        Settings.require(NAMES.contains(name), "schedule.name", name, "be one of " + NAMES);
        if (name.startsWith("lambda")) {
            int cycles = cycleLengths.size();
            Settings.require(cycles > 0, "schedule.cycle_lengths", cycleLengths, "name at least one cycle");
            for (List<?> numbers : List.of(warmUpSteps, fStart, fMax, fMin)) {
                Settings.require(numbers.size() == cycles, "schedule", numbers, "have one number for each cycle");
            }
            for (int i = 0; i < cycles; i++) {
                Settings.require(
                        warmUpSteps.get(i) >= 0 && warmUpSteps.get(i) < cycleLengths.get(i),
                        "schedule.warm_up_steps",
                        warmUpSteps,
                        "be shorter than their cycles");
            }
        }
    }

    LrSchedule of(long rise, long steps) {
        return switch (name) {
            case "constant" -> new LrSchedule.Constant(rise);
            case "cosine" -> new LrSchedule.Cosine(rise, steps);
            default -> new LrSchedule.Cycles(cycles(), name.equals(LINEAR));
        };
    }

    private List<LrSchedule.Cycle> cycles() {
        return IntStream.range(0, cycleLengths.size())
                .mapToObj(i -> new LrSchedule.Cycle(
                        warmUpSteps.get(i), cycleLengths.get(i), fStart.get(i), fMax.get(i), fMin.get(i)))
                .toList();
    }
}
