package org.ldm4j.checkpoint;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.DiffusersModel.Network;
import org.ldm4j.checkpoint.DiffusersModel.Upscaling;
import org.ldm4j.file.AtomicFolder;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.tensor.DType;

/** Writes a model in the folder form of diffusers, whose pipelines load it; the folder appears when it is complete. */
public final class DiffusersFolderWriter {
    /** diffusers repairs folders of versions before 0.9, and ours need no repair. */
    private static final String VERSION = "0.31.0";

    private static final Map<String, String> METADATA = Map.of("format", "pt");

    private final DiffusersModel model;
    private final @Nullable DType type;
    private final Path folder;

    private DiffusersFolderWriter(DiffusersModel model, @Nullable DType type, Path folder) {
        this.model = model;
        this.type = type;
        this.folder = folder;
    }

    /** Writes {@code model} with weights of {@code type} to {@code target}, which must not exist or be empty. */
    public static void write(Path target, DiffusersModel model, DType type) {
        try {
            AtomicFolder.create(target, folder -> new DiffusersFolderWriter(model, type, folder).write());
        } catch (FileAlreadyExistsException e) {
            throw CheckpointException.of(Code.NOT_WRITABLE, "model", "a new folder", "one with files", target)
                    .because(e);
        } catch (IOException e) {
            throw CheckpointException.writing(target, e);
        }
    }

    /**
     * Writes the files into {@code folder}, for those who make more of one checkpoint than the model; with a null type
     * each tensor keeps its own.
     */
    public static void writeInto(Path folder, DiffusersModel model, @Nullable DType type) throws IOException {
        new DiffusersFolderWriter(model, type, folder).write();
    }

    private void write() throws IOException {
        json(DiffusersFolder.INDEX, index());
        scheduler("scheduler", model.scheduler());
        Upscaling upscaling = model.upscaling();
        if (upscaling != null) {
            scheduler("low_res_scheduler", upscaling.lowResScheduler());
        }
        model.tokenizer().save(folder.resolve("tokenizer"));
        writeTextEncoder();
        writeUnet();
        writeVae();
    }

    private void writeTextEncoder() throws IOException {
        var text = model.textEncoder();
        json("text_encoder/config.json", TransformersClipConfig.write(text.config(), model.tokenizer()));
        tensors(
                "text_encoder/model.safetensors",
                fitting(ClipTextKeys.of(text.config()), text.tensors(), "text encoder"));
    }

    private void writeUnet() throws IOException {
        var unet = model.unet();
        json("unet/config.json", versioned(DiffusersUNetConfig.write(unet.config(), model.sampleSize())));
        KeyTable table = UNetKeys.of(unet.config());
        tensors(weights("unet"), table.toForeign(fitting(table, unet.tensors(), "U-Net")));
    }

    private void writeVae() throws IOException {
        Network<AutoencoderConfig> vae = model.vae();
        Integer latent = model.sampleSize();
        Integer pixels =
                latent == null ? null : (Integer) (latent * vae.config().downsampling());
        json("vae/config.json", versioned(DiffusersAutoencoderConfig.write(vae.config(), pixels)));
        KeyTable table = AutoencoderKeys.of(vae.config());
        tensors(weights("vae"), table.toForeign(fitting(table, vae.tensors(), "autoencoder")));
    }

    private static String weights(String component) {
        return component + "/diffusion_pytorch_model.safetensors";
    }

    /** The tensors that the table names and no others, refused if one is missing. */
    private static TensorSource fitting(KeyTable table, TensorSource source, String component) {
        RenamedSource fitting = table.toNative(source).only(table);
        Fit.of(table, fitting).require(component);
        return fitting;
    }

    private Map<String, @Nullable Object> index() {
        Map<String, @Nullable Object> index = new LinkedHashMap<>();
        index.put("_class_name", model.pipeline());
        index.put("_diffusers_version", VERSION);
        Upscaling upscaling = model.upscaling();
        if (upscaling == null) {
            index.put("feature_extractor", absent());
            index.put("requires_safety_checker", false);
            index.put("safety_checker", absent());
        } else {
            index.put("low_res_scheduler", diffusers(className(upscaling.lowResScheduler())));
            index.put("max_noise_level", upscaling.maxNoiseLevel());
        }
        index.put("scheduler", diffusers(className(model.scheduler())));
        index.put("text_encoder", Arrays.asList("transformers", TransformersClipConfig.CLASS));
        index.put("tokenizer", Arrays.asList("transformers", "CLIPTokenizer"));
        index.put("unet", diffusers(DiffusersUNetConfig.CLASS));
        index.put("vae", diffusers(DiffusersAutoencoderConfig.CLASS));
        return index;
    }

    private static Object diffusers(String name) {
        return Arrays.asList("diffusers", name);
    }

    private static Object absent() {
        return Arrays.asList(null, null);
    }

    private static String className(SamplerConfig scheduler) {
        Object name = scheduler.fields().get("_class_name");
        if (name == null) {
            throw CheckpointException.of(Code.BAD_CONFIG, "scheduler", "a _class_name", "none", scheduler.fields());
        }
        return name.toString();
    }

    private void scheduler(String name, SamplerConfig config) throws IOException {
        json(name + "/scheduler_config.json", versioned(config.fields()));
    }

    private static Map<String, @Nullable Object> versioned(Map<String, ? extends @Nullable Object> fields) {
        Map<String, @Nullable Object> versioned = new LinkedHashMap<>(fields);
        versioned.put("_diffusers_version", VERSION);
        return versioned;
    }

    private void json(String name, Object value) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        Files.write(path, Json.write(value));
    }

    private void tensors(String name, TensorSource source) {
        SafetensorsWriter.write(
                folder.resolve(name), type == null ? source : new ConvertedSource(source, type), METADATA);
    }
}
