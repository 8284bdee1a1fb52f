package org.ldm4j.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.conditioning.ClipConfig;
import org.ldm4j.conditioning.ClipPixels;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;
import org.ldm4j.text.ClipTokenizer;
import tools.jackson.databind.JsonNode;

/**
 * A CLIP model as transformers keeps it: {@code config.json} of a CLIPModel, {@code model.safetensors},
 * {@code preprocessor_config.json}, and the tokenizer's files beside them or in {@code tokenizer/}. Its text tower alone is
 * {@code new ClipTextEncoder(Weights.from(folder.tensors(), type), folder.config().text())}.
 */
public final class ClipFolder {
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final String PIXELS = "preprocessor_config.json";
    private static final String TOKENIZER = "tokenizer";

    private final ModelFolder folder;
    private final ClipConfig config;

    private ClipFolder(ModelFolder folder) {
        this.folder = folder;
        ConfigFile file = folder.config(CONFIG);
        if (!file.fields().path("model_type").asString("").equals("clip")) {
            throw file.refuse(Code.UNKNOWN_CLASS, "model_type", "clip");
        }
        config = TransformersClipConfig.readModel(file);
    }

    public static ClipFolder open(Path root) {
        return new ClipFolder(ModelFolder.open(root));
    }

    public Path path() {
        return folder.root();
    }

    public ClipConfig config() {
        return config;
    }

    public ClipTokenizer tokenizer() {
        return ClipTokenizer.load(folder.has(TOKENIZER) ? folder.folder(TOKENIZER) : folder.root());
    }

    /** How pictures are normalised; as OpenAI does it where the folder does not say. */
    public ClipPixels pixels() {
        if (!folder.has(PIXELS)) {
            return ClipPixels.OPENAI;
        }
        ConfigFile file = folder.config(PIXELS);
        List<Double> mean = numbers(file, "image_mean", ClipPixels.OPENAI.mean());
        List<Double> deviation = numbers(file, "image_std", ClipPixels.OPENAI.deviation());
        return file.translate(() -> new ClipPixels(mean, deviation));
    }

    private static List<Double> numbers(ConfigFile file, String field, List<Double> usual) {
        JsonNode node = file.fields().path(field);
        if (node.isMissingNode()) {
            return usual;
        }
        if (!node.isArray() || node.size() != 3 || !node.valueStream().allMatch(JsonNode::isNumber)) {
            throw file.refuse(Code.BAD_CONFIG, field, "three numbers");
        }
        return node.valueStream().map(JsonNode::doubleValue).toList();
    }

    /** Its tensors, all of them there and of the right shape. */
    public RenamedSource tensors() {
        return Fit.requireFitting(
                ClipKeys.of(config),
                WeightFiles.ofTransformers(folder, ".", null).open(),
                "CLIP");
    }

    /**
     * Writes a model into an existing folder.
     *
     * @param tensors under transformers' names
     */
    public static void writeInto(
            Path root, ClipConfig config, TensorSource tensors, ClipTokenizer tokenizer, DType type)
            throws IOException {
        KeyTable table = ClipKeys.of(config);
        TensorSource fitting = table.toNative(tensors).only(table);
        Fit.of(table, fitting).require("CLIP");
        Files.write(root.resolve(CONFIG), Json.write(TransformersClipConfig.writeModel(config, tokenizer)));
        Files.write(root.resolve(PIXELS), Json.write(pixels(config.vision().size())));
        tokenizer.save(root.resolve(TOKENIZER));
        SafetensorsWriter.write(root.resolve(WEIGHTS), new ConvertedSource(fitting, type), Map.of("format", "pt"));
    }

    private static Map<String, Object> pixels(int size) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("crop_size", Map.of("height", size, "width", size));
        fields.put("do_center_crop", true);
        fields.put("do_convert_rgb", true);
        fields.put("do_normalize", true);
        fields.put("do_rescale", true);
        fields.put("do_resize", true);
        fields.put("image_mean", ClipPixels.OPENAI.mean());
        fields.put("image_processor_type", "CLIPImageProcessor");
        fields.put("image_std", ClipPixels.OPENAI.deviation());
        fields.put("resample", 3); // bicubic
        fields.put("rescale_factor", 1 / 255.0);
        fields.put("size", Map.of("shortest_edge", size));
        return fields;
    }
}
