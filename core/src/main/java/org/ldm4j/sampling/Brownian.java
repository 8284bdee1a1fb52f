package org.ldm4j.sampling;

import org.ldm4j.tensor.Tensor;

/**
 * A Brownian motion in sigma for steps that ask twice from one level, the second time further: the longer increment
 * contains the shorter one, as the stochastic equation demands. Made from independent draws.
 */
final class Brownian implements AutoCloseable {
    private final History increment = new History(1);
    private double from = Double.NaN;
    private double to = Double.NaN;

    /** The increment from one sigma down to another over the root of their distance: standard normal, of this shape. */
    Tensor between(double start, double end, NoiseSource noise, long... shape) {
        Tensor draw = noise.next(shape);
        if (noise.givesIncrements()) {
            return draw;
        }
        boolean goesOn = start == from && end < to;
        Tensor path =
                goesOn ? increment.get(0).plus(draw.times(Math.sqrt(to - end))) : draw.times(Math.sqrt(start - end));
        from = start;
        to = end;
        increment.push(path);
        return path.dividedBy(Math.sqrt(start - end));
    }

    @Override
    public void close() {
        increment.close();
        from = Double.NaN;
    }
}
