package org.ldm4j.training.loss;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.ldm4j.checkpoint.CheckpointException;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.TensorFile;
import org.ldm4j.checkpoint.TensorFiles;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/**
 * The weights of LPIPS as they are published: torchvision's VGG16 ({@code features.0.weight} …) and the numbers of the
 * LPIPS authors ({@code lin0.model.1.weight} …), in two files of one folder; or both in one file, under these names or
 * those of the paper's code ({@code net.slice1.0.weight} …). Safetensors and torch's own files are read.
 */
public final class LpipsFiles implements TensorSource, AutoCloseable {
    private final Path path;
    private final List<TensorFile> files = new ArrayList<>();
    private final Map<String, Place> places = new LinkedHashMap<>();

    /** Where a tensor of ours lies. */
    private record Place(TensorFile file, String name) {}

    private LpipsFiles(Path path) {
        this.path = path;
    }

    /**
     * Opens a file, or all files of a folder.
     *
     * @throws CheckpointException if there is none, one can't be read, or a tensor of LPIPS is missing
     */
    public static LpipsFiles open(Path path) {
        var result = new LpipsFiles(path);
        try {
            filesOf(path).forEach(file -> result.files.add(TensorFiles.open(file)));
            result.find();
            return result;
        } catch (RuntimeException e) {
            result.close();
            throw e;
        }
    }

    private static List<Path> filesOf(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> inside = Files.list(path)) {
            return inside.filter(file -> file.toString().matches(".*\\.(safetensors|pth|pt|bin)"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw CheckpointException.of(Code.MISSING_FILE, "weights of LPIPS", "a readable folder", "none", path);
        }
    }

    private void find() {
        for (int slice = 0; slice < Lpips.CONVOLUTIONS.length; slice++) {
            for (int number : Lpips.CONVOLUTIONS[slice]) {
                for (String part : List.of(".weight", ".bias")) {
                    String ours = "net.slice" + (slice + 1) + "." + number + part;
                    find(ours, ours, "features." + number + part);
                }
            }
            String ours = "lin" + slice + ".model.1.weight";
            find(ours, ours);
        }
    }

    private void find(String ours, String... names) {
        for (TensorFile file : files) {
            for (String name : names) {
                if (file.names().contains(name)) {
                    places.put(ours, new Place(file, name));
                    return;
                }
            }
        }
        throw CheckpointException.of(
                Code.MISSING_TENSOR,
                "weights of LPIPS",
                "the tensor " + String.join(" or ", names) + " (torchvision's vgg16 and lpips' vgg.pth in one folder)",
                "none of that name",
                path);
    }

    private Place place(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("name (" + name + ") must be a tensor of LPIPS");
        }
        return place;
    }

    @Override
    public Set<String> names() {
        return places.keySet();
    }

    @Override
    public long[] shape(String name) {
        return place(name).file().shape(place(name).name());
    }

    @Override
    public DType dtype(String name) {
        return place(name).file().dtype(place(name).name());
    }

    @Override
    public Tensor read(String name) {
        return place(name).file().read(place(name).name());
    }

    @Override
    public String description() {
        return path.toString();
    }

    @Override
    public void close() {
        files.forEach(TensorFile::close);
    }
}
