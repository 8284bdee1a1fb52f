package org.ldm4j.sampling;

/** The order of a solver, {@code solver_order}. */
final class SolverOrder {
    private SolverOrder() {}

    static int of(SamplerConfig config) {
        int order = config.whole("solver_order", 2);
        if (order < 1 || order > 3) {
            throw new IllegalArgumentException("solver_order: expected 1, 2 or 3, found " + order);
        }
        return order;
    }
}
