package org.ldm4j.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ldm4j.sampling.Samplers;
import org.ldm4j.sampling.Scheduler;
import org.ldm4j.sampling.Spacing;
import picocli.CommandLine.Command;

/** Every sampler by all its names, and the schedules and spacings that go with them. */
@Command(
        name = "samplers",
        description =
                "Lists samplers with their other names; capitals, spaces, '-' and '_' do not matter, dpmpp is dpm++,"
                        + " and a schedule may follow, as in 'DPM++ 2M Karras'.")
final class SamplersCommand extends LdmCommand {
    @Override
    Exit run() {
        Console console = common.console();
        for (Samplers sampler : Samplers.values()) {
            String names = String.join(" ", names(sampler));
            console.result(String.format(Locale.ROOT, "%-12s %s", sampler.label(), names)
                    .stripTrailing());
        }
        console.result("schedulers: "
                + Arrays.stream(Scheduler.values())
                        .map(SamplersCommand::withAliases)
                        .collect(Collectors.joining(" ")));
        console.result("spacings: " + String.join(" ", spacings()));
        console.document(Map.of(
                "samplers",
                        Arrays.stream(Samplers.values())
                                .map(SamplersCommand::document)
                                .toList(),
                "schedulers", schedulers(),
                "scheduler_aliases",
                        Arrays.stream(Scheduler.values())
                                .collect(Collectors.toMap(Scheduler::label, Scheduler::aliases)),
                "spacings", spacings()));
        return Exit.DONE;
    }

    private static Map<String, Object> document(Samplers sampler) {
        return Map.of("name", sampler.label(), "aliases", names(sampler), "class", sampler.diffusersClass());
    }

    /** Other names; the class of diffusers is one for the first sampler that has it. */
    private static List<String> names(Samplers sampler) {
        boolean ownsClass = Arrays.stream(Samplers.values())
                .filter(each -> each.diffusersClass().equals(sampler.diffusersClass()))
                .findFirst()
                .filter(sampler::equals)
                .isPresent();
        boolean isName = ownsClass && !sampler.diffusersClass().equals(sampler.label());
        return Stream.concat(sampler.aliases().stream(), isName ? Stream.of(sampler.diffusersClass()) : Stream.empty())
                .toList();
    }

    private static String withAliases(Scheduler scheduler) {
        List<String> aliases = scheduler.aliases();
        return scheduler.label() + (aliases.isEmpty() ? "" : " (" + String.join(" ", aliases) + ")");
    }

    private static List<String> schedulers() {
        return Arrays.stream(Scheduler.values()).map(Scheduler::label).toList();
    }

    private static List<String> spacings() {
        return Arrays.stream(Spacing.values()).map(Spacing::label).toList();
    }
}
