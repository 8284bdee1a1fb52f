package org.ldm4j.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints and pictures say. */
final class Version implements IVersionProvider {
    static final String TEXT = "ldm4j 0.1.0-SNAPSHOT";

    @Override
    public String[] getVersion() {
        return new String[] {TEXT};
    }
}
