package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.ModelChoices;
import org.ldm4j.checkpoint.ModelFiles;
import org.ldm4j.sampling.Grid;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.sampling.SamplerRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The timesteps and noise levels of a run, without running it. */
@Command(name = "schedule", description = "Prints the timesteps and noise levels that a run would visit.")
final class ScheduleCommand extends LdmCommand {
    @Option(
            names = {"-m", "--model"},
            paramLabel = "PATH",
            description = "Whose schedule; default: Stable Diffusion's.")
    @Nullable
    Path model;

    @Mixin
    private final SamplerOptions sampler = new SamplerOptions();

    @Override
    Exit run() {
        SamplerConfig own = model == null
                ? SamplerConfig.stableDiffusion()
                : ModelFiles.open(model, ModelChoices.DEFAULT).scheduler();
        Console console = common.console();
        try (SamplerRun run = SamplerOptions.start(sampler.sampling(), own)) {
            Grid grid = run.grid();
            double[] sigmas = Arrays.copyOf(grid.sigmas(), grid.count() + 1); // the last one is where the run ends
            for (int i = 0; i < grid.count(); i++) {
                console.result(String.format(Locale.ROOT, "%10.4f %14.8f", grid.timestep(i), sigmas[i]));
            }
            console.result(String.format(Locale.ROOT, "%10s %14.8f", "", sigmas[grid.count()]));
            console.document(Map.of("timesteps", JsonText.list(grid.timesteps()), "sigmas", JsonText.list(sigmas)));
        }
        return Exit.DONE;
    }
}
