package org.ldm4j.task;

import java.util.List;
import org.ldm4j.checkpoint.PaperKind;

/** Which requests the paper's models can serve, and how they are best asked. */
final class PaperAbilities {
    private PaperAbilities() {}

    /** Refuses a request that the model was not made for, and says what it was made for. */
    static void require(Request request, PaperParts parts) {
        PaperKind kind = parts.kind();
        List<Class<? extends Request>> served = served(kind);
        if (!served.contains(request.getClass()) && !(request instanceof Conditioned)) {
            String names =
                    String.join(", ", served.stream().map(Class::getSimpleName).toList());
            throw new RequestException("request: expected " + names + ", which is what the model serves, found "
                    + request.getClass().getSimpleName() + " (" + parts.name() + ")");
        }
        if (request instanceof Inpainting from) {
            Rules.require(from.strength() == 1, "strength", from.strength(), "be 1 for this model");
            Rules.require(from.padding() == null, "padding", from.padding(), "be left out for this model");
        }
    }

    private static List<Class<? extends Request>> served(PaperKind kind) {
        return switch (kind) {
            case UNCONDITIONAL -> List.of(Unconditional.class, Inpainting.class);
            case CLASS -> List.of(ClassToImage.class);
            case TEXT -> List.of(TextToImage.class, Inpainting.class);
            case LAYOUT -> List.of(LayoutToImage.class);
            case SEMANTIC -> List.of(SemanticSynthesis.class);
            case SUPER_RESOLUTION -> List.of(SuperResolution.class);
            case INPAINTING -> List.of(Inpainting.class);
            case RETRIEVAL -> List.of(Retrieval.class);
        };
    }

    /** What the paper's scripts guide such models with. */
    static double usualGuidance(PaperParts parts) {
        return switch (parts.kind()) {
            case TEXT, RETRIEVAL -> 5;
            case CLASS -> Conditions.hasNullClass(parts) ? 3 : 1;
            default -> 1;
        };
    }
}
