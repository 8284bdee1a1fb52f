package org.ldm4j.sampling;

import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.diffusion.Estimate;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Diffusion exponential integrator sampler, "log-rho" multistep (Zhang and Chen 2023): integrates the polynomial in log rho
 * through the last noises exactly; rho is noise over signal.
 */
final class Deis implements SamplerRun {
    private static final int FEW_STEPS = 15;

    private final X0Limit limit;
    private final Grid grid;
    private final int order;
    private final boolean lowersOrder;
    private final History outputs;

    Deis(SamplerConfig config, StepPlan plan) {
        limit = X0Limit.ofSolver(config);
        order = SolverOrder.of(config);
        // the noise is what is integrated, so the end is the smallest level, never 0
        grid = Levels.solverFamily(config.with("final_sigmas_type", "sigma_min"), plan)
                .preservingGrid();
        lowersOrder = config.flag("lower_order_final", true) && count() < FEW_STEPS;
        outputs = new History(order);
    }

    @Override
    public Grid grid() {
        return grid;
    }

    @Override
    public Tensor step(int i, Tensor x, Denoiser denoiser, NoiseSource noise) {
        double rho = sigma(i), rhoNext = sigma(i + 1), alpha = Grid.alpha(rho);
        return Scope.result(() -> {
            Estimate estimate = limit.over(denoiser).estimate(x, timestep(i), alpha, Grid.noise(rho));
            outputs.push(estimate.eps());
            int now = Math.min(lowersOrder ? Math.min(order, count() - i) : order, outputs.size());
            Tensor next = x.times(1 / alpha);
            for (int age = 0; age < now; age++) {
                next = next.plus(outputs.get(age).times(integral(i, now, age, rho, rhoNext)));
            }
            return next.times(Grid.alpha(rhoNext));
        });
    }

    /** The integral over rho of the Lagrange polynomial in log rho that is 1 at the output of this age. */
    private double integral(int i, int now, int age, double from, double to) {
        double constant = 1, linear = 0, quadratic = 0;
        double own = Math.log(sigma(i - age));
        for (int other = 0; other < now; other++) {
            if (other != age) { // times (log rho - node) / (own - node)
                double node = Math.log(sigma(i - other)), scale = 1 / (own - node);
                quadratic = scale * (linear - node * quadratic);
                linear = scale * (constant - node * linear);
                constant = scale * (-node * constant);
            }
        }
        return antiderivative(to, constant, linear, quadratic) - antiderivative(from, constant, linear, quadratic);
    }

    /** Of {@code c + l log rho + q (log rho)²}. */
    private static double antiderivative(double rho, double c, double l, double q) {
        double log = Math.log(rho);
        return rho * (c + l * (log - 1) + q * (log * log - 2 * log + 2));
    }

    @Override
    public void close() {
        outputs.close();
    }
}
