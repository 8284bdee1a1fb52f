package org.ldm4j.task;

/** How the pictures of one request get their noise. */
public enum SeedMode {
    /** Picture i has its own generator with seed + i: it equals the one made alone with that seed. */
    PER_PICTURE,
    /** One generator draws for all pictures at once, as diffusers does when it is given one. */
    SINGLE
}
