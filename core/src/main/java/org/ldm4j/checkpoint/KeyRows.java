package org.ldm4j.checkpoint;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the rows of a {@link KeyTable} at one point of both trees of names, with one method for each kind of layer
 * as {@link org.ldm4j.nn.Weights} has them.
 */
final class KeyRows {
    private final List<KeyTable.Row> rows;
    private final String prefix;
    private final String foreignPrefix;

    KeyRows() {
        this(new ArrayList<>(), "", "");
    }

    private KeyRows(List<KeyTable.Row> rows, String prefix, String foreignPrefix) {
        this.rows = rows;
        this.prefix = prefix;
        this.foreignPrefix = foreignPrefix;
    }

    /** All rows, those of other branches included. */
    List<KeyTable.Row> rows() {
        return List.copyOf(rows);
    }

    /** The branches {@code name} and, in the other tree, {@code foreign}. */
    KeyRows at(String name, String foreign) {
        return new KeyRows(rows, prefix + name + ".", foreignPrefix + foreign + ".");
    }

    /** The branch that has the same name in both trees. */
    KeyRows at(String name) {
        return at(name, name);
    }

    private void add(String name, @Nullable String foreign, long[] shape, long[] foreignShape, String... aliases) {
        List<String> old = new ArrayList<>();
        for (String alias : aliases) {
            old.add(foreignPrefix + alias);
        }
        String there = foreign == null ? null : foreignPrefix + foreign;
        rows.add(new KeyTable.Row(prefix + name, shape, there, foreignShape, old));
    }

    /** A tensor that the other form does not have as it is. */
    void tensorOfOurs(String name, long... shape) {
        add(name, null, shape, shape);
    }

    void tensor(String name, String foreign, long... shape) {
        add(name, foreign, shape, shape);
    }

    /** A norm's scale and shift. */
    void norm(String name, String foreign, long channels) {
        tensor(name + ".weight", foreign + ".weight", channels);
        tensor(name + ".bias", foreign + ".bias", channels);
    }

    void conv(String name, String foreign, long in, long out, long kernel) {
        tensor(name + ".weight", foreign + ".weight", out, in, kernel, kernel);
        tensor(name + ".bias", foreign + ".bias", out);
    }

    void linear(String name, String foreign, long in, long out) {
        linearWithoutBias(name, foreign, in, out);
        tensor(name + ".bias", foreign + ".bias", out);
    }

    void linearWithoutBias(String name, String foreign, long in, long out) {
        tensor(name + ".weight", foreign + ".weight", out, in);
    }

    /** Channels to channels at each position: a convolution of {@code shape} here, a linear layer there. */
    void pointwise(String name, String foreign, String alias, long... shape) {
        long[] there = {shape[0], shape[1]};
        add(name + ".weight", foreign + ".weight", shape, there, alias + ".weight");
        add(name + ".bias", foreign + ".bias", new long[] {shape[0]}, new long[] {shape[0]}, alias + ".bias");
    }
}
