package org.ldm4j.sampling;

import java.util.ArrayList;
import java.util.List;
import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.diffusion.Estimate;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * DPM-Solver++ of order 1 to 3, singlestep (Lu et al. 2022b, algorithm 1): groups of up to three evaluations, each of which
 * starts again from the latent at the beginning of its group.
 */
final class DpmSinglestep implements SamplerRun {
    private final X0Limit limit;
    private final DpmKind kind;
    private final Grid grid;
    private final int order;
    private final boolean heun;
    private final List<Integer> orders;
    private final History outputs;
    private final History start = new History(1);

    DpmSinglestep(SamplerConfig config, StepPlan plan) {
        limit = X0Limit.ofSolver(config);
        kind = DpmKind.of(config);
        order = SolverOrder.of(config);
        heun = config.text("solver_type", "midpoint").equals("heun");
        // diffusers knows no spacing here
        grid = Levels.solverFamily(config.with(Spacing.LINSPACE), plan).preservingGrid();
        kind.requireEnd(sigma(count()));
        orders = orders(config.flag("lower_order_final", false));
        outputs = new History(order);
    }

    /** 1 2 3 1 2 3 ... with an end that fits the number of steps and a last sigma of 0. */
    private List<Integer> orders(boolean lowersOrder) {
        boolean endsAtZero = sigma(count()) == 0;
        List<Integer> result = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            result.add(i % order + 1);
        }
        int last = count() - 1;
        if (endsAtZero || lowersOrder) {
            if (order == 3 && count() % 3 == 0 || order == 2 && count() % 2 == 0) {
                result.set(last, 1);
            }
        }
        if (endsAtZero) {
            result.set(last, 1);
        }
        return result;
    }

    @Override
    public Grid grid() {
        return grid;
    }

    @Override
    public Tensor step(int i, Tensor x, Denoiser denoiser, NoiseSource noise) {
        double sigma = sigma(i);
        return Scope.result(() -> {
            Estimate estimate = limit.over(denoiser).estimate(x, timestep(i), Grid.alpha(sigma), Grid.noise(sigma));
            outputs.push(kind.output(estimate));
            int now = Math.min(orders.get(i), outputs.size());
            if (now == 1) {
                start.push(x);
            }
            int first = i - now + 1;
            DpmKind.Step s = DpmKind.Step.of(sigma(first), sigma(i + 1));
            Tensor next = start.get(0).times(kind.carry(s)).plus(integral(now, first, s));
            return kind.isStochastic() ? next.plus(noise.next(x.shape()).times(kind.noise(s))) : next;
        });
    }

    private Tensor integral(int now, int first, DpmKind.Step s) {
        Tensor constant = outputs.get(now - 1).times(kind.first(s));
        return switch (now) {
            case 1 -> constant;
            case 2 -> constant.plus(difference(now, first, 1, s).times(heun ? kind.second(s) : kind.first(s) / 2));
            default -> constant.plus(third(first, s));
        };
    }

    private Tensor third(int first, DpmKind.Step s) {
        Tensor near = difference(3, first, 1, s), far = difference(3, first, 2, s);
        if (!heun) {
            return far.times(kind.second(s));
        }
        double r1 = share(first, 1, s), r0 = share(first, 2, s);
        Tensor slope = near.times(r0).minus(far.times(r1)).times(1 / (r0 - r1));
        Tensor bend = far.minus(near).times(2 / (r0 - r1));
        return slope.times(kind.second(s)).plus(bend.times(kind.third(s)));
    }

    /** The divided difference between the first output of the group and the one {@code later}. */
    private Tensor difference(int now, int first, int later, DpmKind.Step s) {
        Tensor rise = outputs.get(now - 1 - later).minus(outputs.get(now - 1));
        return rise.times(1 / share(first, later, s));
    }

    /** How much of the whole group's way in lambda lies before the evaluation {@code later}. */
    private double share(int first, int later, DpmKind.Step s) {
        return Math.log(sigma(first) / sigma(first + later)) / s.h();
    }

    @Override
    public void close() {
        outputs.close();
        start.close();
    }
}
