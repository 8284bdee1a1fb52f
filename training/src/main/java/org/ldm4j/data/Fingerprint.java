package org.ldm4j.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.Resize;

/**
 * What two pictures are compared by: the hash of their bytes, and for pictures that look alike a difference hash, which
 * tells for each of 8x8 places whether it gets brighter to the right (Krawetz 2013).
 *
 * @param bytes SHA-256 of the file
 * @param differences a bit for each place, row by row
 * @param grey the 9x8 grey levels that they come from
 */
record Fingerprint(String bytes, long differences, Bitmap grey) {
    private static final int SIDE = 8;

    static Fingerprint of(byte[] file, Bitmap picture) {
        Bitmap grey = picture.rgb().grey().resized(SIDE + 1, SIDE, Resize.BOX);
        long differences = 0;
        for (int i = 0; i < SIDE * SIDE; i++) {
            int x = i % SIDE, y = i / SIDE;
            differences = differences << 1 | (grey.at(x + 1, y, 0) > grey.at(x, y, 0) ? 1 : 0);
        }
        return new Fingerprint(sha256(file), differences, grey);
    }

    private static String sha256(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** In how many places the hashes differ. */
    int distance(Fingerprint other) {
        return Long.bitCount(differences ^ other.differences);
    }

    /** Mean difference of the grey levels, by which plain pictures of two colours are told apart. */
    double greyDifference(Fingerprint other) {
        int sum = 0;
        for (int i = 0; i < (SIDE + 1) * SIDE; i++) {
            int x = i % (SIDE + 1), y = i / (SIDE + 1);
            sum += Math.abs(grey.at(x, y, 0) - other.grey.at(x, y, 0));
        }
        return sum / (double) ((SIDE + 1) * SIDE);
    }
}
