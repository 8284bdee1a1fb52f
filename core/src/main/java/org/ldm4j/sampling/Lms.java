package org.ldm4j.sampling;

import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Linear multistep on the probability flow (k-diffusion, {@code sample_lms}): integrates the polynomial through the last
 * four slopes. A run that begins late has fewer slopes and takes a lower order, as k-diffusion does; diffusers weighs them
 * as if there were more, and its first steps go astray.
 */
final class Lms implements SamplerRun {
    private static final int ORDER = 4;
    /** Nodes of Gauss' rule with two points, exact for the cubics that occur. */
    private static final double NODE = 1 / Math.sqrt(3);

    private final Grid grid;
    private final boolean diffusers;
    private final History slopes = new History(ORDER);

    Lms(SamplerConfig config, StepPlan plan) {
        grid = Levels.karrasFamily(config, plan, false).sigmaGrid();
        diffusers = config.startsLateAsDiffusers();
    }

    @Override
    public Grid grid() {
        return grid;
    }

    @Override
    public Tensor step(int i, Tensor x, Denoiser denoiser, NoiseSource noise) {
        return Scope.result(() -> {
            Tensor x0 = SigmaSpace.denoised(denoiser, x, sigma(i), timestep(i));
            slopes.push(SigmaSpace.slope(x, x0, sigma(i)));
            Tensor next = x;
            for (int age = 0; age < slopes.size(); age++) {
                next = next.plus(slopes.get(age).times(weight(i, age)));
            }
            return next;
        });
    }

    /** The integral over this step of the Lagrange polynomial that is 1 at the slope of this age. */
    private double weight(int i, int age) {
        double half = (sigma(i + 1) - sigma(i)) / 2, centre = (sigma(i + 1) + sigma(i)) / 2;
        return half * (lagrange(i, age, centre - NODE * half) + lagrange(i, age, centre + NODE * half));
    }

    private int order(int i) {
        return diffusers ? Math.min(i + 1, ORDER) : slopes.size();
    }

    private double lagrange(int i, int age, double tau) {
        double product = 1;
        for (int other = 0; other < order(i); other++) {
            if (other != age) {
                product *= (tau - sigma(i - other)) / (sigma(i - age) - sigma(i - other));
            }
        }
        return product;
    }

    @Override
    public void close() {
        slopes.close();
    }
}
