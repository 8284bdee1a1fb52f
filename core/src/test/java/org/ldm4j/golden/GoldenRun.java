package org.ldm4j.golden;

/** Computes one golden case and {@linkplain GoldenCase#check checks} the results. */
@FunctionalInterface
public interface GoldenRun {
    void run(GoldenCase golden) throws Exception;
}
