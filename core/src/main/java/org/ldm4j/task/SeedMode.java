package org.ldm4j.task;

/** How the pictures of one request get their noise. */
public enum SeedMode {
    /** Picture i has its own generator with seed + i for everything: it equals the one made alone with that seed. */
    PER_PICTURE,
    /** One generator draws for all pictures at once, as diffusers does when it is given one. */
    SINGLE,
    /**
     * Picture i has its own generator with seed + i, as diffusers does when it is given a list of them; but where a masked
     * or an enlarged picture is given, the first generator alone draws what that needs, for all. There a picture of a
     * batch differs from the one made alone.
     */
    LIST
}
