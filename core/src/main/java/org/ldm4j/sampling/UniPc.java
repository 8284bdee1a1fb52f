package org.ldm4j.sampling;

import java.util.stream.DoubleStream;
import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.diffusion.Estimate;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * UniPC (Zhao et al. 2023): a predictor of order p, and a corrector that uses the output at the predicted point for the
 * step that led to it, without another evaluation.
 */
final class UniPc implements SamplerRun {
    private final Grid grid;
    private final X0Limit limit;
    private final int order;
    private final DpmKind kind;
    private final boolean bh2;
    private final boolean lowersOrder;
    private final double[] uncorrected;
    private final History outputs;
    private final History last = new History(1);
    private int lastOrder;

    UniPc(SamplerConfig config, StepPlan plan) {
        limit = X0Limit.ofSolver(config);
        order = SolverOrder.of(config);
        kind = config.flag("predict_x0", true) ? DpmKind.PLUS_PLUS : DpmKind.NOISE;
        bh2 = !config.text("solver_type", "bh2").equals("bh1");
        lowersOrder = config.flag("lower_order_final", true);
        double[] disabled = config.numbers("disable_corrector");
        uncorrected = disabled == null ? new double[0] : disabled;
        grid = Levels.solverFamily(config, plan).preservingGrid();
        outputs = new History(order + 1);
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
            boolean corrects = !last.isEmpty() && DoubleStream.of(uncorrected).noneMatch(step -> step == i - 1);
            Tensor corrected = corrects ? moved(i - 1, lastOrder, last.get(0), 1) : x;
            lastOrder = Math.min(possibleOrder(i), Math.min(outputs.size(), order));
            last.push(corrected);
            return moved(i, lastOrder, corrected, 0);
        });
    }

    private int possibleOrder(int i) {
        if (sigma(i + 1) == 0) {
            return 1; // lambda is infinite there, and nothing can be said about differences over it
        }
        return lowersOrder ? Math.min(order, count() - i) : order;
    }

    /**
     * From level i to i + 1.
     *
     * @param ahead 1 if the newest output belongs to level i + 1 (corrector), 0 if to level i (predictor)
     */
    private Tensor moved(int i, int p, Tensor x, int ahead) {
        DpmKind.Step s = DpmKind.Step.of(sigma(i), sigma(i + 1));
        boolean data = kind == DpmKind.PLUS_PLUS;
        double hh = data ? -s.h() : s.h(), b = bh2 ? Math.expm1(hh) : hh, scale = data ? s.alpha() : s.sigma();
        Tensor base = outputs.get(ahead);
        Tensor result = x.times(kind.carry(s)).plus(base.times(kind.first(s)));
        double[] places = places(i, p, s.h());
        double[] weights = weights(places, p - 1 + ahead, hh, b);
        for (int k = 0; k < weights.length; k++) {
            boolean newest = k == p - 1; // only the corrector gets here: its place is 1
            Tensor other = newest ? outputs.get(0) : outputs.get(ahead + k + 1);
            result = result.minus(other.minus(base).times(scale * b * weights[k] / places[k]));
        }
        return result;
    }

    /** Where the other outputs lie, in lambda, from level i (0) to level i + 1 (1). */
    private double[] places(int i, int p, double h) {
        double[] places = new double[p];
        for (int k = 0; k < p - 1; k++) {
            places[k] = Math.log(sigma(i) / sigma(i - k - 1)) / h;
        }
        places[p - 1] = 1;
        return places;
    }

    /** Weights that make the method of order p exact (section 3.2); fixed where one equation is left. */
    private static double[] weights(double[] places, int count, double hh, double b) {
        if (count == 0 || count == 1) {
            return count == 0 ? new double[0] : new double[] {0.5};
        }
        double[][] powers = new double[count][count];
        double[] right = new double[count];
        double phi = Math.expm1(hh) / hh - 1, factorial = 1;
        for (int k = 0; k < count; k++) {
            for (int j = 0; j < count; j++) {
                powers[k][j] = Math.pow(places[j], k);
            }
            right[k] = phi * factorial / b;
            factorial *= k + 2;
            phi = phi / hh - 1 / factorial;
        }
        return solved(powers, right);
    }

    /** Gauss' elimination with pivots. */
    private static double[] solved(double[][] matrix, double[] right) {
        int n = right.length;
        for (int column = 0; column < n; column++) {
            int pivot = column;
            for (int row = column; row < n; row++) {
                pivot = Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column]) ? row : pivot;
            }
            swap(matrix, right, pivot, column);
            for (int row = 0; row < n; row++) {
                if (row != column) {
                    subtract(matrix, right, row, column);
                }
            }
        }
        double[] solution = new double[n];
        for (int k = 0; k < n; k++) {
            solution[k] = right[k] / matrix[k][k];
        }
        return solution;
    }

    private static void swap(double[][] matrix, double[] right, int a, int b) {
        double[] row = matrix[a];
        matrix[a] = matrix[b];
        matrix[b] = row;
        double value = right[a];
        right[a] = right[b];
        right[b] = value;
    }

    private static void subtract(double[][] matrix, double[] right, int row, int column) {
        double factor = matrix[row][column] / matrix[column][column];
        for (int k = column; k < right.length; k++) {
            matrix[row][k] -= factor * matrix[column][k];
        }
        right[row] -= factor * right[column];
    }

    @Override
    public void close() {
        outputs.close();
        last.close();
    }
}
