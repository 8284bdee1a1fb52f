package org.ldm4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** A picture that is on disk. */
record MadePicture(Path path, long seed, int width, int height, String sha256) {
    static String sha256(Path file) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (IOException e) {
            throw CommandException.of(
                    Exit.MACHINE, "output", "the picture just written", String.valueOf(e.getMessage()), file);
        }
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("path", path.toString());
        document.put("seed", seed);
        document.put("width", width);
        document.put("height", height);
        document.put("sha256", sha256);
        return document;
    }
}
