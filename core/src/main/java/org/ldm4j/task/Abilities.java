package org.ldm4j.task;

import java.util.List;
import org.ldm4j.checkpoint.ModelKind;

/** Which requests a model can serve. */
final class Abilities {
    private Abilities() {}

    /** Refuses a request that the model was not made for, and says what it was made for. */
    static void require(Request request, ModelParts parts) {
        ModelKind kind = parts.kind();
        List<Class<? extends Request>> served = served(kind);
        if (!served.contains(request.getClass())) {
            String names =
                    String.join(", ", served.stream().map(Class::getSimpleName).toList());
            throw new RequestException("request: expected " + names + ", which is what the model serves, found "
                    + request.getClass().getSimpleName() + " (" + parts.name() + ")");
        }
    }

    private static List<Class<? extends Request>> served(ModelKind kind) {
        return switch (kind) {
            case TEXT_TO_IMAGE ->
                List.of(TextToImage.class, ImageToImage.class, Inpainting.class, HighResolution.class);
            case INPAINT -> List.of(Inpainting.class);
            case DEPTH -> List.of(DepthToImage.class);
            case UPSCALE -> List.of(SuperResolution.class);
        };
    }
}
