package org.ldm4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The ways in which a set of pictures may lie on disk. */
public enum DataSource {
    /** Told from what lies in the folder. */
    AUTO {
        @Override
        DataSet read(Request request) {
            return recognised(request).read(request);
        }
    },
    /** {@code metadata.jsonl}: {@link ImageFolder}. */
    METADATA {
        @Override
        DataSet read(Request request) {
            return ImageFolder.read(request.root(), request.where());
        }
    },
    /** Text files beside the pictures. */
    CAPTIONS {
        @Override
        DataSet read(Request request) {
            return CaptionFolder.read(request.root());
        }
    },
    /** A folder for each class. */
    CLASSES {
        @Override
        DataSet read(Request request) {
            return ClassFolders.read(request.root());
        }
    },
    /** COCO's annotations. */
    COCO {
        @Override
        DataSet read(Request request) {
            return CocoFolder.read(request.root(), request.split(), request.maps());
        }
    },
    /** Open Images' annotations. */
    OPEN_IMAGES {
        @Override
        DataSet read(Request request) {
            return OpenImagesFolder.read(request.root(), request.split());
        }
    },
    /** Pictures and maps of their classes in two folders. */
    MAPS {
        @Override
        DataSet read(Request request) {
            return MapFolder.read(request.root());
        }
    },
    /** A text file with the pictures' paths. */
    LIST {
        @Override
        DataSet read(Request request) {
            return ListFile.read(request.root(), request.list());
        }
    };

    /**
     * What to read.
     *
     * @param root the folder
     * @param list name of a list inside it; empty for none
     * @param split part of COCO or Open Images; empty where there is just one
     * @param where fields of {@code metadata.jsonl} and the value each must have
     * @param maps whether maps are made from outlines
     */
    public record Request(Path root, String list, String split, Map<String, String> where, boolean maps) {
        public Request {
            where = Map.copyOf(where);
        }

        /** Everything in a folder; a text file is a list of pictures below its own folder. */
        public static Request of(Path data) {
            if (Files.isRegularFile(data)) {
                Path file = data.toAbsolutePath();
                return new Request(
                        Objects.requireNonNull(file.getParent()),
                        file.getFileName().toString(),
                        "",
                        Map.of(),
                        false);
            }
            return new Request(data, "", "", Map.of(), false);
        }

        public Request matching(Map<String, String> fields) {
            return new Request(root, list, split, fields, maps);
        }

        public Request withList(String name) {
            return name.isEmpty() ? this : new Request(root, name, split, where, maps);
        }

        public Request withSplit(String name) {
            return new Request(root, list, name, where, maps);
        }

        public Request withMaps(boolean outlines) {
            return new Request(root, list, split, where, outlines);
        }
    }

    abstract DataSet read(Request request);

    /** The list of the set that lies there, in this way. */
    public DataSet open(Request request) {
        if (!Files.isDirectory(request.root())) {
            throw DataException.missing("data set: expected a folder, found none (" + request.root() + ")");
        }
        DataSource source = this == AUTO ? recognised(request) : this;
        if (source != METADATA && !request.where().isEmpty()) {
            throw DataException.refused("data.where: expected " + ImageFolder.METADATA
                    + ", whose fields it chooses by, found " + source.label() + " (" + request.root() + ")");
        }
        return source.read(request);
    }

    private static DataSource recognised(Request request) {
        Path root = request.root();
        if (!request.list().isEmpty()) {
            return LIST;
        }
        if (Files.exists(root.resolve(ImageFolder.METADATA))) {
            return METADATA;
        }
        if (CocoFolder.isAt(root)) {
            return COCO;
        }
        if (OpenImagesFolder.isAt(root)) {
            return OPEN_IMAGES;
        }
        if (MapFolder.isAt(root)) {
            return MAPS;
        }
        boolean captioned = !PictureFiles.in(root).isEmpty()
                || PictureFiles.below(root).stream().anyMatch(file -> Files.exists(CaptionFolder.textOf(file)));
        return captioned ? CAPTIONS : CLASSES;
    }

    /** The name in settings. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The source with this name in settings. */
    public static DataSource of(String label) {
        return Arrays.stream(values())
                .filter(source -> source.label().equals(label))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("data.source (" + label + ") must be one of " + labels()));
    }

    public static String labels() {
        return String.join(", ", Arrays.stream(values()).map(DataSource::label).toList());
    }
}
