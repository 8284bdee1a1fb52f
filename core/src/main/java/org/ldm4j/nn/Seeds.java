package org.ldm4j.nn;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Independent seeds from one seed: the first eight bytes of SHA-256 over {@code seed:name}. */
public final class Seeds {
    private Seeds() {}

    public static long of(long seed, String name) {
        try {
            byte[] text = (seed + ":" + name).getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
