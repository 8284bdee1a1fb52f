package org.ldm4j.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command with the options that all have. */
abstract class LdmCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Override
    public final Integer call() throws Exception {
        common.apply();
        return run().code();
    }

    /** Does the work; exceptions become exit codes by {@link Failure}. */
    abstract Exit run() throws Exception;
}
