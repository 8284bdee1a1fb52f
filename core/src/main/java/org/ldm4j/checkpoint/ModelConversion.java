package org.ldm4j.checkpoint;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.DiffusersModel.Network;
import org.ldm4j.checkpoint.DiffusersModel.Upscaling;
import org.ldm4j.conditioning.Activation;
import org.ldm4j.file.AtomicFolder;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;

/**
 * Writes a model in the other form: a folder as diffusers has it, or a single safetensors file as the paper's code has
 * it. The target appears when it is complete and must not be there before. Tensors are copied one by one; where no
 * element type is asked for, bit by bit.
 */
public final class ModelConversion {
    private ModelConversion() {}

    /** Writes {@code model} as a folder; with a null {@code type} each tensor keeps its own. */
    public static void toFolder(ModelFiles model, Path target, @Nullable DType type) {
        try (RenamedSource unet = model.unet();
                RenamedSource vae = model.vae();
                RenamedSource text = model.textEncoder()) {
            Upscaling upscaling = model.lowResScheduler()
                    .map(schedule -> new Upscaling(schedule, model.maxNoiseLevel()))
                    .orElse(null);
            Integer side = model.sampleSize().isPresent()
                    ? (Integer) model.sampleSize().getAsInt()
                    : null;
            DiffusersModel parts = new DiffusersModel(
                    new Network<>(model.unetConfig(), unet),
                    new Network<>(model.vaeConfig(), vae),
                    new Network<>(model.textConfig(), text),
                    model.tokenizer(),
                    model.scheduler(),
                    upscaling,
                    side);
            writeFolder(target, parts, model.defaults(), type);
        }
    }

    private static void writeFolder(Path target, DiffusersModel parts, ModelDefaults defaults, @Nullable DType type) {
        try {
            AtomicFolder.create(target, folder -> {
                DiffusersFolderWriter.writeInto(folder, parts, type);
                if (!defaults.equals(ModelDefaults.USUAL)) {
                    defaults.writeInto(folder);
                }
            });
        } catch (FileAlreadyExistsException e) {
            throw exists("a new folder", target).because(e);
        } catch (IOException e) {
            throw CheckpointException.writing(target, e);
        }
    }

    private static CheckpointException exists(String expected, Path target) {
        return CheckpointException.of(Code.NOT_WRITABLE, "output", expected, "one that is there already", target);
    }

    /** Writes {@code model} as a single safetensors file; with a null {@code type} each tensor keeps its own. */
    public static void toSingleFile(ModelFiles model, Path target, @Nullable DType type) {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw exists("a new file", target);
        }
        TextForm form = model.textConfig().activation() == Activation.QUICK_GELU ? TextForm.CLIP : TextForm.OPEN_CLIP;
        try (RenamedSource unet = model.unet();
                RenamedSource vae = model.vae();
                RenamedSource text = model.textEncoder()) {
            Map<String, TensorSource> networks = new LinkedHashMap<>();
            networks.put(CompvisTensors.UNET, unet.only(UNetKeys.of(model.unetConfig())));
            networks.put(CompvisTensors.FIRST_STAGE, vae.only(AutoencoderKeys.of(model.vaeConfig())));
            networks.put(form.prefix(), form.toForeign(text, model.textConfig()));
            TensorSource all = new CombinedSource(networks, model.path().toString());
            SafetensorsWriter.write(
                    target, type == null ? all : new ConvertedSource(all, type), EmbeddedConfig.metadata(model, form));
        }
    }
}
