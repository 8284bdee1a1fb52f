package org.ldm4j.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/** Several sources as one, each below a beginning of names of its own. */
final class CombinedSource implements TensorSource {
    /** A tensor of one of the sources. */
    private record Place(TensorSource source, String name) {}

    private final Map<String, Place> places = new LinkedHashMap<>();
    private final String description;

    CombinedSource(Map<String, TensorSource> byPrefix, String description) {
        this.description = description;
        byPrefix.forEach(
                (prefix, source) -> source.names().forEach(name -> places.put(prefix + name, new Place(source, name))));
    }

    private Place place(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("name (" + name + ") must be one of the " + places.size() + " tensors");
        }
        return place;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(places.keySet());
    }

    @Override
    public long[] shape(String name) {
        Place place = place(name);
        return place.source().shape(place.name());
    }

    @Override
    public DType dtype(String name) {
        Place place = place(name);
        return place.source().dtype(place.name());
    }

    @Override
    public Tensor read(String name) {
        Place place = place(name);
        return place.source().read(place.name());
    }

    @Override
    public String description() {
        return description;
    }
}
