package org.ldm4j.task;

/** Whether large pictures go through the first stage in tiles, which takes less memory and changes them a little. */
public enum VaeTiling {
    /** Where the memory at hand is too small for the whole picture. */
    AUTO,
    /** Always, where a picture is larger than a tile. */
    ON,
    /** Never. */
    OFF
}
