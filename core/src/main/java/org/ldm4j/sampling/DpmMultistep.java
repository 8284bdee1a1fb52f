package org.ldm4j.sampling;

import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.diffusion.Estimate;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** DPM-Solver and DPM-Solver++, multistep, of order 1 to 3 (Lu et al. 2022b, algorithm 2). */
final class DpmMultistep implements SamplerRun {
    /** With fewer steps than this the last ones are taken at a lower order. */
    private static final int FEW_STEPS = 15;

    private final X0Limit limit;
    private final DpmKind kind;
    private final Grid grid;
    private final int order;
    private final boolean heun;
    private final boolean lowersOrder;
    private final boolean endsFirstOrder;
    private final History outputs;

    DpmMultistep(SamplerConfig config, StepPlan plan) {
        limit = X0Limit.ofSolver(config);
        kind = DpmKind.of(config);
        order = SolverOrder.of(config);
        heun = config.text("solver_type", "midpoint").equals("heun");
        grid = Levels.solverFamily(config, plan).preservingGrid();
        lowersOrder = config.flag("lower_order_final", true) && count() < FEW_STEPS;
        endsFirstOrder = lowersOrder || config.flag("euler_at_final", false) || sigma(count()) == 0;
        kind.requireEnd(sigma(count()));
        outputs = new History(order);
    }

    @Override
    public Grid grid() {
        return grid;
    }

    @Override
    public Tensor step(int i, Tensor x, Denoiser denoiser, NoiseSource noise) {
        double sigma = sigma(i);
        DpmKind.Step s = DpmKind.Step.of(sigma, sigma(i + 1));
        return Scope.result(() -> {
            Estimate estimate = limit.over(denoiser).estimate(x, timestep(i), Grid.alpha(sigma), Grid.noise(sigma));
            outputs.push(kind.output(estimate));
            Tensor next = x.times(kind.carry(s)).plus(integral(i, s));
            return kind.isStochastic() ? next.plus(noise.next(x.shape()).times(kind.noise(s))) : next;
        });
    }

    private Tensor integral(int i, DpmKind.Step s) {
        int stepsLeft = count() - i;
        int possible = stepsLeft == 1 && endsFirstOrder ? 1 : stepsLeft == 2 && lowersOrder ? 2 : order;
        return switch (Math.min(possible, outputs.size())) {
            case 1 -> outputs.get(0).times(kind.first(s));
            case 2 -> second(i, s);
            default -> third(i, s);
        };
    }

    private Tensor second(int i, DpmKind.Step s) {
        double weight = heun ? kind.second(s) : kind.first(s) / 2;
        return outputs.get(0).times(kind.first(s)).plus(difference(i, 0, s).times(weight));
    }

    private Tensor third(int i, DpmKind.Step s) {
        double r0 = lambdaStep(i, 0) / s.h(), r1 = lambdaStep(i, 1) / s.h();
        Tensor near = difference(i, 0, s), far = difference(i, 1, s);
        Tensor bend = near.minus(far).times(1 / (r0 + r1));
        return outputs.get(0)
                .times(kind.first(s))
                .plus(near.plus(bend.times(r0)).times(kind.second(s)))
                .plus(bend.times(kind.third(s)));
    }

    /** The divided difference of two neighbouring outputs, over this step. */
    private Tensor difference(int i, int age, DpmKind.Step s) {
        return outputs.get(age).minus(outputs.get(age + 1)).times(s.h() / lambdaStep(i, age));
    }

    /** How far lambda went between the outputs of these ages. */
    private double lambdaStep(int i, int age) {
        return Math.log(sigma(i - age - 1) / sigma(i - age));
    }

    @Override
    public void close() {
        outputs.close();
    }
}
