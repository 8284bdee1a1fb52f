package org.ldm4j.golden;

import tools.jackson.databind.JsonNode;

/**
 * How far a result may lie from the expected one.
 *
 * @param relative largest difference of floats over the largest expected value
 * @param levels largest difference of a channel of a pixel, of 255
 */
record Tolerance(double relative, int levels) {
    private static final double USUAL = 2e-4;

    /**
     * The tolerance of a case. A case that the reference itself repeats only within a spread of more than a fifth of it
     * is ill-conditioned: there five times the spread counts.
     */
    static Tolerance of(JsonNode json) {
        JsonNode given = json.path("tolerance"), spread = json.path("reference_spread");
        JsonNode number = given.path("float");
        double relative = (number.isNumber() ? number : number.path("tol")).asDouble(USUAL);
        int levels = given.path("picture").path("levels").asInt(1);
        double spreadOfFloats = spread.path("latents_relative").asDouble(0);
        return spreadOfFloats > relative / 5
                ? new Tolerance(
                        5 * spreadOfFloats, spread.path("picture_levels").asInt(0) + 1)
                : new Tolerance(relative, levels);
    }
}
