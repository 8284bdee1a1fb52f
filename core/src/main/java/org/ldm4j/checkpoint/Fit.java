package org.ldm4j.checkpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.nn.TensorSource;

/**
 * How a checkpoint and what a configuration asks for agree, told from shapes alone.
 *
 * @param missing names that the checkpoint lacks
 * @param misshapen what has another shape, with both
 * @param unused names that nothing asks for
 */
record Fit(List<String> missing, List<String> misshapen, List<String> unused, int wanted, String where) {
    /** Compares {@code source}, which has the network's own names, with {@code table}. */
    static Fit of(KeyTable table, TensorSource source) {
        Set<String> unused = new TreeSet<>(source.names());
        List<String> missing = new ArrayList<>();
        List<String> misshapen = new ArrayList<>();
        for (KeyTable.Row row : table.rows()) {
            if (!unused.remove(row.name())) {
                missing.add(row.name());
            } else if (!Arrays.equals(row.shape(), source.shape(row.name()))) {
                misshapen.add(row.name() + " (expected " + Arrays.toString(row.shape()) + ", found "
                        + Arrays.toString(source.shape(row.name())) + ")");
            }
        }
        return new Fit(missing, misshapen, List.copyOf(unused), table.rows().size(), source.description());
    }

    /** The tensors of {@code file} under the network's own names, all of them there and of the right shape. */
    static RenamedSource requireFitting(KeyTable table, TensorFile file, String component) {
        RenamedSource source = table.toNative(file);
        try {
            of(table, source).require(component);
            return source;
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** Refuses a checkpoint that lacks a tensor or has one of another shape. */
    void require(String component) {
        if (missing.size() > wanted / 2) {
            throw refuse(Code.MODEL_MISMATCH, component, "those of its configuration", "others: " + Names.some(unused));
        }
        if (!missing.isEmpty()) {
            throw refuse(Code.MISSING_TENSOR, component, "all of its configuration", "none of " + Names.some(missing));
        }
        requireShapes(component);
    }

    /** Refuses a checkpoint that has a tensor of another shape. */
    void requireShapes(String component) {
        if (!misshapen.isEmpty()) {
            throw refuse(Code.SHAPE_MISMATCH, component, "the shapes of its configuration", Names.some(misshapen));
        }
    }

    private CheckpointException refuse(Code code, String component, String expected, String found) {
        return CheckpointException.of(code, "tensors of " + component, expected, found, where);
    }
}
