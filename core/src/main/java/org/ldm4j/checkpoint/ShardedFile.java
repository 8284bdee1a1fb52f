package org.ldm4j.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Tensors that lie in several files, with an index that tells which is where (huggingface's sharded checkpoints). */
final class ShardedFile implements TensorFile {
    private static final Logger LOG = LoggerFactory.getLogger(ShardedFile.class);
    private static final int MAX_SHARDS = 1000;
    private static final String MAP = "weight_map";

    private final List<TensorFile> shards = new ArrayList<>();
    private final Map<String, TensorFile> owners = new LinkedHashMap<>();
    private final ConfigFile index;

    private ShardedFile(ConfigFile index) {
        this.index = index;
    }

    /** Opens all files that {@code index} names, which lie beside it under {@code prefix}. */
    static ShardedFile open(ModelFolder folder, String prefix, ConfigFile index) {
        Map<String, String> map = weightMap(index);
        Set<String> names = new TreeSet<>(map.values());
        requirePresent(folder, prefix, names, index);
        ShardedFile file = new ShardedFile(index);
        try {
            for (String name : names) {
                file.add(TensorFiles.open(folder.file(prefix + name)));
            }
            file.requireAll(map.keySet());
            return file;
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static Map<String, String> weightMap(ConfigFile index) {
        JsonNode node = index.fields().path(MAP);
        if (!node.isObject() || node.isEmpty()) {
            throw index.refuse(Code.BAD_CONFIG, MAP, "an object of names and files");
        }
        Map<String, String> map = new LinkedHashMap<>();
        node.properties().forEach(entry -> map.put(entry.getKey(), shardName(entry.getValue(), index)));
        return map;
    }

    /** A shard is a plain file name: a path could lead anywhere. */
    private static String shardName(JsonNode node, ConfigFile index) {
        String name = node.isString() ? node.stringValue() : "";
        boolean plain =
                !name.isEmpty() && !name.startsWith(".") && name.chars().noneMatch(c -> "/\\:\0".indexOf(c) >= 0);
        if (!plain) {
            throw CheckpointException.of(
                    Code.BAD_PATH, "shard", "a plain file name", Names.quoted(node.toString()), index.where());
        }
        return name;
    }

    private static void requirePresent(ModelFolder folder, String prefix, Set<String> names, ConfigFile index) {
        if (names.size() > MAX_SHARDS) {
            String found = Integer.toString(names.size());
            throw CheckpointException.of(Code.LIMIT, "shards", "at most " + MAX_SHARDS, found, index.where());
        }
        List<String> missing =
                names.stream().filter(name -> !folder.has(prefix + name)).toList();
        if (!missing.isEmpty()) {
            throw CheckpointException.of(
                    Code.MISSING_SHARD, "shards", "all that the index names", "none of " + missing, index.where());
        }
    }

    private void add(TensorFile shard) {
        shards.add(shard);
        for (String name : shard.names()) {
            TensorFile other = owners.put(name, shard);
            if (other != null) {
                throw CheckpointException.of(
                        Code.DUPLICATE_NAME,
                        "tensor " + Names.quoted(name),
                        "it in one shard",
                        "a second one in " + shard.description(),
                        other.description());
            }
        }
    }

    private void requireAll(Set<String> names) {
        List<String> missing =
                names.stream().filter(name -> !owners.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw CheckpointException.of(
                    Code.MISSING_TENSOR,
                    "shards",
                    "all tensors of the index",
                    "none of " + Names.some(missing),
                    index.where());
        }
        long total = index.fields().path("metadata").path("total_size").asLong(0);
        long found = owners.keySet().stream().mapToLong(this::bytes).sum();
        if (total != 0 && total != found) {
            LOG.warn("total_size: expected {}, found {} ({})", total, found, index.where());
        }
    }

    private long bytes(String name) {
        long count = 1;
        for (long length : shape(name)) {
            count *= length;
        }
        return count * dtype(name).bytes();
    }

    private TensorFile owner(String name) {
        TensorFile owner = owners.get(name);
        if (owner == null) {
            throw CheckpointException.of(
                    Code.MISSING_TENSOR, "tensor " + Names.quoted(name), "it", "no such name", description());
        }
        return owner;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(owners.keySet());
    }

    @Override
    public long[] shape(String name) {
        return owner(name).shape(name);
    }

    @Override
    public DType dtype(String name) {
        return owner(name).dtype(name);
    }

    @Override
    public String typeLabel(String name) {
        return owner(name).typeLabel(name);
    }

    @Override
    public Tensor read(String name) {
        return owner(name).read(name);
    }

    @Override
    public String description() {
        return index.where().toString();
    }

    @Override
    public void close() {
        shards.forEach(TensorFile::close);
    }
}
