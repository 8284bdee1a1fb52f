package org.ldm4j.training;

/** Takes the named figures of a step. */
@FunctionalInterface
interface Metrics {
    void add(String name, double value);
}
