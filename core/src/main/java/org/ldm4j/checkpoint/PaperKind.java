package org.ldm4j.checkpoint;

/** What a model of the paper's own kinds makes pictures from (section 4). */
public enum PaperKind {
    /** Nothing but noise. */
    UNCONDITIONAL("anything"),
    /** One of its classes. */
    CLASS("a class"),
    /** A text, by the paper's own encoder. */
    TEXT("a text"),
    /** Boxes with classes. */
    LAYOUT("a layout"),
    /** A map with a class at each pixel. */
    SEMANTIC("a map of classes"),
    /** A small picture. */
    SUPER_RESOLUTION("a small picture"),
    /** A picture with a part that is left out. */
    INPAINTING("a picture with a mask"),
    /** Vectors of pictures from a data base. */
    RETRIEVAL("vectors of other pictures");

    private final String words;

    PaperKind(String words) {
        this.words = words;
    }

    /** What it makes pictures from, in words. */
    public String words() {
        return words;
    }
}
