package org.ldm4j.sampling;

import org.ldm4j.diffusion.Estimate;
import org.ldm4j.tensor.Tensor;

/**
 * The four equations that DPM-Solver integrates (Lu et al. 2022a and 2022b), as factors of
 * {@code x' = carry x + first D0 + second D1 + third D2 + noise z}, where D1 and D2 are divided differences of the last
 * outputs over a step of {@code h = lambda' - lambda}. {@code alpha} and {@code sigma} belong to the end of the step,
 * marked {@code 0} to its beginning.
 */
enum DpmKind {
    /** Data prediction, deterministic. */
    PLUS_PLUS("dpmsolver++", true, false) {
        @Override
        double carry(Step s) {
            return s.sigma / s.sigma0;
        }

        @Override
        double first(Step s) {
            return -s.alpha * Math.expm1(-s.h);
        }

        @Override
        double second(Step s) {
            return s.alpha * (Math.expm1(-s.h) / s.h + 1);
        }

        @Override
        double third(Step s) {
            return -s.alpha * ((Math.expm1(-s.h) + s.h) / (s.h * s.h) - 0.5);
        }
    },
    /** Noise prediction, deterministic. */
    NOISE("dpmsolver", false, false) {
        @Override
        double carry(Step s) {
            return s.alpha / s.alpha0;
        }

        @Override
        double first(Step s) {
            return s.sigma - s.alpha * s.sigma0 / s.alpha0; // = -sigma (exp(h) - 1), finite for sigma 0
        }

        @Override
        double second(Step s) {
            return -s.sigma * (Math.expm1(s.h) / s.h - 1);
        }

        @Override
        double third(Step s) {
            return -s.sigma * ((Math.expm1(s.h) - s.h) / (s.h * s.h) - 0.5);
        }
    },
    /** Data prediction, stochastic. */
    SDE_PLUS_PLUS("sde-dpmsolver++", true, true) {
        @Override
        double carry(Step s) {
            return s.sigma / s.sigma0 * Math.exp(-s.h);
        }

        @Override
        double first(Step s) {
            return -s.alpha * Math.expm1(-2 * s.h);
        }

        @Override
        double second(Step s) {
            return s.alpha * (Math.expm1(-2 * s.h) / (2 * s.h) + 1);
        }

        @Override
        double third(Step s) {
            return -s.alpha * ((Math.expm1(-2 * s.h) + 2 * s.h) / (4 * s.h * s.h) + 0.5);
        }

        @Override
        double noise(Step s) {
            return s.sigma * Math.sqrt(-Math.expm1(-2 * s.h));
        }
    },
    /** Noise prediction, stochastic. */
    SDE_NOISE("sde-dpmsolver", false, true) {
        @Override
        double carry(Step s) {
            return s.alpha / s.alpha0;
        }

        @Override
        double first(Step s) {
            return -2 * s.sigma * Math.expm1(s.h);
        }

        @Override
        double second(Step s) {
            return -2 * s.sigma * (Math.expm1(s.h) / s.h - 1);
        }

        @Override
        double third(Step s) {
            throw new IllegalArgumentException(
                    "solver_order: expected 1 or 2 for algorithm_type sde-dpmsolver, found 3");
        }

        @Override
        double noise(Step s) {
            return s.sigma * Math.sqrt(Math.expm1(2 * s.h));
        }
    };

    /** The coefficients at both ends of a step, from its sigmas (noise over signal). */
    record Step(double alpha0, double sigma0, double alpha, double sigma, double h) {
        static Step of(double from, double to) {
            return new Step(Grid.alpha(from), Grid.noise(from), Grid.alpha(to), Grid.noise(to), Math.log(from / to));
        }
    }

    private final String diffusersName;
    private final boolean data;
    private final boolean stochastic;

    DpmKind(String diffusersName, boolean data, boolean stochastic) {
        this.diffusersName = diffusersName;
        this.data = data;
        this.stochastic = stochastic;
    }

    /** By diffusers' {@code algorithm_type}; that of a DEIS configuration counts as {@code dpmsolver++}, as there. */
    static DpmKind of(SamplerConfig config) {
        String name = config.text("algorithm_type", PLUS_PLUS.diffusersName);
        for (DpmKind kind : values()) {
            if (kind.diffusersName.equals(name)) {
                return kind;
            }
        }
        if (name.equals("deis")) {
            return PLUS_PLUS;
        }
        throw new IllegalArgumentException("algorithm_type: expected dpmsolver++, dpmsolver, sde-dpmsolver++ or"
                + " sde-dpmsolver, found " + name);
    }

    abstract double carry(Step s);

    abstract double first(Step s);

    /** Of the first divided difference, as the "heun" solver and the third order have it. */
    abstract double second(Step s);

    abstract double third(Step s);

    double noise(Step s) {
        return 0;
    }

    boolean isStochastic() {
        return stochastic;
    }

    /** What is integrated: the clean latent or the noise. */
    Tensor output(Estimate estimate) {
        return data ? estimate.x0() : estimate.eps();
    }

    /** Noise prediction can't end at sigma 0, where lambda is infinite. */
    void requireEnd(double sigma) {
        if (!data && sigma == 0) {
            throw new IllegalArgumentException(
                    "final_sigmas_type: expected sigma_min for algorithm_type " + diffusersName + ", found zero");
        }
    }
}
