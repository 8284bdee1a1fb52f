package org.ldm4j.training;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a checkpoint folder must hold: {@code manifest.json}, written last, with size and SHA-256 of every other file.
 *
 * @param format version of this form
 * @param files by path below the folder, with {@code /} between names
 */
record Manifest(int format, SortedMap<String, Entry> files) {
    static final String FILE = "manifest.json";
    private static final int FORMAT = 1;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * One file.
     *
     * @param bytes its size
     * @param sha256 digest of its content in hexadecimal
     */
    record Entry(long bytes, String sha256) {}

    /** Describes {@code folder} as it is, and puts the description into it. */
    static void write(Path folder) throws IOException {
        Files.write(
                folder.resolve(FILE),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(new Manifest(FORMAT, entries(folder))));
    }

    /** What is wrong with {@code folder}, in words, or nothing if every file is as it was written. */
    static Optional<String> fault(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.of("expected " + FILE + ", found none");
        }
        try {
            Manifest written = JSON.readValue(Files.readAllBytes(file), Manifest.class);
            return written.format() == FORMAT
                    ? difference(written.files(), entries(folder))
                    : Optional.of("expected format " + FORMAT + ", found " + written.format());
        } catch (JacksonException e) {
            return Optional.of("expected JSON in " + FILE + ", found something else");
        }
    }

    private static Optional<String> difference(Map<String, Entry> written, SortedMap<String, Entry> found) {
        for (String name : written.keySet()) {
            if (!found.containsKey(name)) {
                return Optional.of("expected the file " + name + ", found none");
            }
        }
        return found.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(written.get(entry.getKey())))
                .map(entry -> written.containsKey(entry.getKey())
                        ? "expected " + entry.getKey() + " as it was written, found other bytes"
                        : "expected no file " + entry.getKey() + ", found one")
                .findFirst();
    }

    private static SortedMap<String, Entry> entries(Path folder) throws IOException {
        SortedMap<String, Entry> entries = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(p -> Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                String name = folder.relativize(path).toString().replace('\\', '/');
                if (!name.equals(FILE)) {
                    entries.put(name, new Entry(Files.size(path), sha256(path)));
                }
            }
        }
        return entries;
    }

    private static String sha256(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
