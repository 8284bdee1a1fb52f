package org.ldm4j.sampling;

import java.util.ArrayList;
import java.util.List;
import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.diffusion.Estimate;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Pseudo numerical methods (Liu et al. 2022): linear multistep over the DDIM update, the "PLMS" of the paper's code,
 * which begins with an Euler step and its correction; or, with {@code skip_prk_steps} false, with twelve Runge-Kutta
 * evaluations.
 */
final class Plms implements SamplerRun {
    private static final int ORDER = 4;

    private final WholeSteps steps;
    private final int[] timesteps;
    private final int rungeKutta;
    private final boolean velocities;
    private final boolean drawsUnused;
    private final Grid grid;
    private final History outputs = new History(ORDER);
    private final History weighted = new History(1);
    private final History start = new History(1);
    private int done;

    Plms(SamplerConfig config, StepPlan plan) {
        steps = WholeSteps.of(config, plan, false);
        List<Integer> visited = new ArrayList<>();
        boolean skips = config.flag("skip_prk_steps", false);
        rungeKutta = skips ? 0 : addRungeKutta(visited);
        for (int i = skips ? 0 : ORDER - 1; i < steps.count(); i++) {
            visited.add(steps.timestep(i));
            if (skips && i == 1) {
                visited.add(steps.timestep(i)); // the corrected first step is evaluated where it ended
            }
        }
        timesteps = visited.stream().mapToInt(Integer::intValue).toArray();
        grid = steps.grid(timesteps);
        drawsUnused = config.flag("compvis_draws", false);
        // what is averaged is the network's raw output; for v that is not the same as averaging noise
        velocities = config.prediction() == Prediction.V;
    }

    /** Each of the first three steps is four evaluations: at its start, twice in its middle, at its end. */
    private int addRungeKutta(List<Integer> visited) {
        if (steps.count() < ORDER) {
            throw new IllegalArgumentException("steps: expected at least " + ORDER + " with a Runge-Kutta start, found "
                    + steps.count() + " (skip_prk_steps takes any)");
        }
        int half = steps.ratio() / 2;
        for (int i = 0; i < ORDER - 1; i++) {
            int middle = steps.timestep(i + 1) + half;
            visited.addAll(List.of(steps.timestep(i), middle, middle, steps.timestep(i + 1)));
        }
        return visited.size();
    }

    @Override
    public Grid grid() {
        return grid;
    }

    @Override
    public Tensor step(int i, Tensor x, Denoiser denoiser, NoiseSource noise) {
        int t = timesteps[i];
        return Scope.result(() -> {
            double abar = steps.abar(t), alpha = Math.sqrt(abar), sigma = Math.sqrt(1 - abar);
            Estimate e = denoiser.estimate(x, t, alpha, sigma);
            // what the network said, if it predicts a velocity
            Tensor output = velocities ? e.eps().times(alpha).minus(e.x0().times(sigma)) : e.eps();
            if (drawsUnused) {
                noise.next(x.shape());
            }
            Tensor next = done < rungeKutta ? rungeKutta(t, x, output, denoiser) : multistep(t, x, output, denoiser);
            done++;
            return next;
        });
    }

    private Tensor rungeKutta(int t, Tensor x, Tensor output, Denoiser denoiser) {
        int stage = done % 4; // counted from where the run began, which diffusers always takes for the beginning
        if (stage == 0) {
            outputs.push(output);
            start.push(x);
            weighted.push(output.times(1.0 / 6));
        } else if (stage < 3) {
            weighted.push(weighted.get(0).plus(output.times(1.0 / 3)));
        }
        Tensor slope = stage == 3 ? weighted.get(0).plus(output.times(1.0 / 6)) : output;
        int to = stage % 2 == 0 ? t - steps.ratio() / 2 : t;
        return moved(start.get(0), timesteps[done - stage], to, slope, denoiser);
    }

    private Tensor multistep(int t, Tensor x, Tensor output, Denoiser denoiser) {
        if (done == 0) {
            start.push(x);
        }
        if (done == 1 && rungeKutta == 0) { // the first step once more, with the mean of both ends
            Tensor mean = output.plus(outputs.get(0)).dividedBy(2);
            return moved(start.get(0), steps.before(t), t, mean, denoiser);
        }
        outputs.push(output);
        return moved(x, t, steps.after(t), extrapolated(), denoiser);
    }

    @Override
    public boolean startsAt(int i) {
        return i != 1 || rungeKutta > 0;
    }

    /** Adams-Bashforth of the order that the history allows. */
    private Tensor extrapolated() {
        return switch (outputs.size()) {
            case 1 -> outputs.get(0);
            case 2 -> combined(2, 3, -1);
            case 3 -> combined(12, 23, -16, 5);
            default -> combined(24, 55, -59, 37, -9);
        };
    }

    private Tensor combined(double divisor, double... weights) {
        Tensor sum = outputs.get(0).times(weights[0] / divisor);
        for (int age = 1; age < weights.length; age++) {
            sum = sum.plus(outputs.get(age).times(weights[age] / divisor));
        }
        return sum;
    }

    /** The DDIM update without noise. */
    private Tensor moved(Tensor x, int from, int to, Tensor output, Denoiser denoiser) {
        double abar = steps.abar(from), abarNext = steps.abar(to);
        Prediction meaning = velocities ? Prediction.V : Prediction.EPS;
        Estimate e = meaning.estimate(x, output, Math.sqrt(abar), Math.sqrt(1 - abar));
        return denoiser.settled(e.x0()).times(Math.sqrt(abarNext)).plus(e.eps().times(Math.sqrt(1 - abarNext)));
    }

    @Override
    public void close() {
        outputs.close();
        weighted.close();
        start.close();
    }
}
