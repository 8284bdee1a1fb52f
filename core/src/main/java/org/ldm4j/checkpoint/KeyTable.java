package org.ldm4j.checkpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ldm4j.nn.TensorSource;

/**
 * The parameters of a network on paper: each one's name and shape here and in another tool's files. It translates
 * checkpoints in both directions and says what a configuration needs, before any tensor exists.
 */
public final class KeyTable {
    /**
     * One parameter.
     *
     * @param name the network's own
     * @param foreign the other tool's, or null where it has no single tensor for it
     * @param aliases further names that the other tool once wrote
     */
    public record Row(String name, long[] shape, @Nullable String foreign, long[] foreignShape, List<String> aliases) {
        public Row {
            aliases = List.copyOf(aliases);
        }

        public long count() {
            long count = 1;
            for (long length : shape) {
                count = Math.multiplyExact(count, length);
            }
            return count;
        }
    }

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Set<String> ignorable;

    KeyTable(List<Row> rows, Set<String> ignorable) {
        rows.forEach(row -> this.rows.put(row.name(), row));
        this.ignorable = Set.copyOf(ignorable);
    }

    public Collection<Row> rows() {
        return Collections.unmodifiableCollection(rows.values());
    }

    /** Number of trainable values. */
    public long parameters() {
        return rows.values().stream().mapToLong(Row::count).reduce(0, Math::addExact);
    }

    /** Tensors of {@code source}, which may use either side's names, under the network's own; others keep theirs. */
    public RenamedSource toNative(TensorSource source) {
        Map<String, RenamedSource.Entry> entries = new LinkedHashMap<>();
        for (Row row : rows.values()) {
            String stored = storedName(row, source.names());
            if (stored != null) {
                entries.put(row.name(), new RenamedSource.Entry(stored, row.shape()));
            }
        }
        return new RenamedSource(source, withOthers(entries, source));
    }

    /** The network's own tensors under the other tool's names and shapes. */
    public RenamedSource toForeign(TensorSource source) {
        Map<String, RenamedSource.Entry> entries = new LinkedHashMap<>();
        for (Row row : rows.values()) {
            String foreign = foreignName(row);
            if (source.names().contains(row.name())) {
                entries.put(foreign, new RenamedSource.Entry(row.name(), row.foreignShape()));
            }
        }
        return new RenamedSource(source, withOthers(entries, source));
    }

    /** The same table with the other tool's names and shapes as its own. */
    KeyTable mirrored() {
        List<Row> mirrored = new ArrayList<>();
        for (Row row : rows.values()) {
            mirrored.add(new Row(foreignName(row), row.foreignShape(), row.name(), row.shape(), row.aliases()));
        }
        return new KeyTable(mirrored, ignorable);
    }

    private static String foreignName(Row row) {
        if (row.foreign() == null) {
            throw new IllegalArgumentException("parameter (" + row.name() + ") must have a name in the other form");
        }
        return row.foreign();
    }

    private static @Nullable String storedName(Row row, Set<String> names) {
        List<String> candidates = new ArrayList<>();
        candidates.add(row.name());
        if (row.foreign() != null) {
            candidates.add(row.foreign());
        }
        candidates.addAll(row.aliases());
        return candidates.stream().filter(names::contains).findFirst().orElse(null);
    }

    /** What no row knows keeps its name, so that it can be reported, unless it is known to mean nothing. */
    private Map<String, RenamedSource.Entry> withOthers(Map<String, RenamedSource.Entry> entries, TensorSource source) {
        Set<String> others = new LinkedHashSet<>(source.names());
        entries.values().forEach(entry -> others.remove(entry.stored()));
        others.removeAll(ignorable);
        others.forEach(name -> entries.put(name, new RenamedSource.Entry(name, source.shape(name))));
        return entries;
    }
}
