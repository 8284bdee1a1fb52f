package org.ldm4j.checkpoint;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * The tensors of another source under other names. Where shapes differ by ones at the end alone, as those of a 1x1
 * convolution and a linear layer do, the wanted one is given; any other difference is left for the reader to report.
 * Closing it closes the other source.
 */
public final class RenamedSource implements TensorFile {
    /**
     * Where a tensor is stored and which shape is wanted.
     *
     * @param part which of the {@code parts} that lie one behind the other in the stored tensor
     */
    record Entry(String stored, long[] shape, int part, int parts) {
        Entry(String stored, long[] shape) {
            this(stored, shape, 0, 1);
        }
    }

    private final TensorSource source;
    private final Map<String, Entry> entries;

    RenamedSource(TensorSource source, Map<String, Entry> entries) {
        this.source = source;
        this.entries = entries;
    }

    /** The tensors whose names begin with {@code prefix}, without it. */
    static RenamedSource below(String prefix, TensorSource source) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (String name : source.names()) {
            if (name.startsWith(prefix)) {
                entries.put(name.substring(prefix.length()), new Entry(name, source.shape(name)));
            }
        }
        return new RenamedSource(source, entries);
    }

    /** The tensors that {@code table} names, as far as they are here. */
    RenamedSource only(KeyTable table) {
        Map<String, Entry> known = new LinkedHashMap<>();
        for (KeyTable.Row row : table.rows()) {
            Entry entry = entries.get(row.name());
            if (entry != null) {
                known.put(row.name(), entry);
            }
        }
        return new RenamedSource(source, known);
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw CheckpointException.of(
                    CheckpointException.Code.MISSING_TENSOR,
                    "tensor " + Names.quoted(name),
                    "it",
                    "no such name",
                    source.description());
        }
        return entry;
    }

    @Override
    public long[] shape(String name) {
        Entry entry = entry(name);
        long[] stored = source.shape(entry.stored());
        if (entry.parts() > 1 && stored.length > 0 && stored[0] % entry.parts() == 0) {
            stored[0] /= entry.parts();
        }
        return sameButForOnes(stored, entry.shape()) ? entry.shape().clone() : stored;
    }

    private static boolean sameButForOnes(long[] a, long[] b) {
        return Arrays.equals(a, 0, significant(a), b, 0, significant(b));
    }

    /** Length of {@code shape} without the ones at its end, but not below that of a vector. */
    private static int significant(long[] shape) {
        int length = shape.length;
        while (length > 1 && shape[length - 1] == 1) {
            length--;
        }
        return length;
    }

    @Override
    public DType dtype(String name) {
        return source.dtype(entry(name).stored());
    }

    @Override
    public String typeLabel(String name) {
        String stored = entry(name).stored();
        return source instanceof TensorFile file
                ? file.typeLabel(stored)
                : dtype(name).label();
    }

    @Override
    public Tensor read(String name) {
        Entry entry = entry(name);
        long[] shape = shape(name);
        return Scope.result(() -> {
            Tensor stored = source.read(entry.stored());
            return (entry.parts() == 1 ? stored : part(stored, entry)).reshape(shape);
        });
    }

    /** A copy, so that the rest of the stored tensor can go. */
    private static Tensor part(Tensor stored, Entry entry) {
        long length = stored.size(0) / entry.parts();
        return stored.narrow(0, entry.part() * length, length).copy();
    }

    @Override
    public String description() {
        return source.description();
    }

    @Override
    public void close() {
        if (source instanceof TensorFile file) {
            file.close();
        }
    }
}
