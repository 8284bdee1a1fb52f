package org.ldm4j.task;

/**
 * Pictures of one of a model's classes (section 4.1, class-conditional ImageNet). Immutable.
 *
 * @param text settings; its prompts say nothing
 * @param label number of the class
 */
public record ClassToImage(TextToImage text, int label) implements Request {
    public ClassToImage {
        Rules.require(label >= 0, "class", label, "not be negative");
    }

    /** One picture of a class in the model's size. */
    public static ClassToImage of(int label) {
        return new ClassToImage(TextToImage.of(""), label);
    }

    @Override
    public ClassToImage withText(TextToImage other) {
        return new ClassToImage(other, label);
    }
}
