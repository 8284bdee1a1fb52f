package org.ldm4j.training;

import java.util.LinkedHashMap;
import java.util.Map;

/** Means of the named figures of a step over its forward passes, in the order in which they first came. */
final class Means implements Metrics {
    private record Sum(double total, int count) {
        private Sum plus(Sum other) {
            return new Sum(total + other.total, count + other.count);
        }
    }

    private final Map<String, Sum> sums = new LinkedHashMap<>();

    @Override
    public void add(String name, double value) {
        sums.merge(name, new Sum(value, 1), Sum::plus);
    }

    void writeTo(Metrics metrics) {
        sums.forEach((name, sum) -> metrics.add(name, sum.total() / sum.count()));
    }
}
