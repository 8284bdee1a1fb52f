package org.ldm4j.training;

import java.util.List;

/** What the learning rate of a run is multiplied by, depending on how many steps have been taken. */
sealed interface LrSchedule {
    /** Factor of the step that follows {@code taken} steps: the first step asks for 0, as torch's LambdaLR. */
    double factor(long taken);

    /**
     * A linear rise to 1, then no change.
     *
     * @param warmupSteps length of the rise
     */
    record Constant(long warmupSteps) implements LrSchedule {
        @Override
        public double factor(long taken) {
            return taken < warmupSteps ? (double) (taken + 1) / warmupSteps : 1;
        }
    }

    /**
     * A linear rise to 1, then half a cosine down to zero at the end of the run.
     *
     * @param warmupSteps length of the rise
     * @param steps length of the run
     */
    record Cosine(long warmupSteps, long steps) implements LrSchedule {
        @Override
        public double factor(long taken) {
            long step = taken + 1;
            if (step <= warmupSteps) {
                return (double) step / warmupSteps;
            }
            double progress = (double) (step - warmupSteps) / Math.max(1, steps - warmupSteps);
            return 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
        }
    }

    /**
     * Cycles one behind the other, each a linear rise and then a fall: the paper's LambdaWarmUpCosineScheduler (one cycle),
     * LambdaWarmUpCosineScheduler2 and LambdaLinearScheduler. Behind the last cycle its end stays.
     *
     * @param cycles at least one
     * @param linear whether they fall along a line, otherwise along half a cosine
     */
    record Cycles(List<Cycle> cycles, boolean linear) implements LrSchedule {
        public Cycles {
            cycles = List.copyOf(cycles);
        }

        @Override
        public double factor(long taken) {
            long n = taken;
            for (Cycle cycle : cycles.subList(0, cycles.size() - 1)) {
                if (n <= cycle.length()) {
                    return cycle.factor(n, linear);
                }
                n -= cycle.length();
            }
            Cycle last = cycles.get(cycles.size() - 1);
            return last.factor(Math.min(n, last.length()), linear);
        }
    }

    /**
     * One rise and fall.
     *
     * @param warmupSteps length of the rise
     * @param length of both together
     * @param start factor at its beginning
     * @param highest factor at the end of the rise
     * @param lowest factor at the end
     */
    record Cycle(long warmupSteps, long length, double start, double highest, double lowest) {
        private double factor(long n, boolean linear) {
            if (n < warmupSteps) {
                return (highest - start) / warmupSteps * n + start;
            }
            // along the line the paper's code measures from the cycle's beginning, not from the end of the rise
            return linear
                    ? lowest + (highest - lowest) * (length - n) / length
                    : lowest + 0.5 * (highest - lowest) * (1 + Math.cos(Math.PI * fallen(n)));
        }

        private double fallen(long n) {
            return Math.min(1, (double) (n - warmupSteps) / (length - warmupSteps));
        }
    }
}
