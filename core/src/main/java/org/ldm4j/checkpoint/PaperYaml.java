package org.ldm4j.checkpoint;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.FirstStageConfig;
import org.ldm4j.autoencoder.IdentityConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.PaperFiles.PaperConfig;
import org.ldm4j.conditioning.BertConfig;
import org.ldm4j.conditioning.ClassConfig;
import org.ldm4j.conditioning.ConditionerConfig;
import org.ldm4j.conditioning.RescalerConfig;
import org.ldm4j.denoiser.TransformerConfig;
import org.ldm4j.denoiser.UNetConfig;

/** Translates the YAML of one of the paper's models, whose conditioner says what kind it is. */
final class PaperYaml {
    private static final String CONDITIONER = "cond_stage_config";
    static final String UNCONDITIONAL = "__is_unconditional__";
    static final String FIRST_STAGE = "__is_first_stage__";
    private static final int MAX = 1 << 20;
    private static final int MAX_LAYERS = 1 << 10;
    private static final int USUAL_SIDE = 64;

    private final CompvisConfig yaml;
    private final @Nullable Double measuredScale;

    /** @param measuredScale the scaling factor that lies among the tensors, or null */
    PaperYaml(CompvisConfig yaml, @Nullable Double measuredScale) {
        this.yaml = yaml;
        this.measuredScale = measuredScale;
    }

    /** Whether it describes one of the paper's models and not Stable Diffusion. */
    static boolean describes(CompvisConfig yaml) {
        CompvisClass conditioner =
                yaml.conditioner().map(CompvisConfig.Part::target).orElse(CompvisClass.IDENTITY);
        return conditioner != CompvisClass.CLIP && conditioner != CompvisClass.OPEN_CLIP;
    }

    PaperConfig read() {
        UNetConfig unet = CompvisUNetConfig.read(require(yaml.unet(), "unet_config", CompvisClass.UNET));
        FirstStageConfig firstStage = firstStage();
        PaperKind kind = kind();
        ConditionerConfig conditioner = conditioner();
        requireChannels(kind, unet, firstStage, conditioner);
        requireContext(unet, conditioner);
        return new PaperConfig(
                kind,
                unet,
                firstStage,
                conditioner,
                yaml.ownSchedule().orElseGet(() -> yaml.schedule(PublishedSchedules.ddim())
                        .asCompvis()),
                yaml.imageSize().orElse(USUAL_SIDE));
    }

    private static ConfigFile require(CompvisConfig.Part part, String field, CompvisClass... known) {
        if (!Arrays.asList(known).contains(part.target())) {
            String names = Arrays.stream(known).map(CompvisClass::target).collect(Collectors.joining(" or "));
            throw CheckpointException.of(
                    Code.UNSUPPORTED,
                    field,
                    names,
                    part.target().target(),
                    part.params().where());
        }
        return part.params();
    }

    private FirstStageConfig firstStage() {
        Double said = yaml.scaleFactor();
        double scale = measuredScale != null ? measuredScale : said != null ? said : 1;
        CompvisConfig.Part part = yaml.firstStage();
        ConfigFile arguments = require(
                part,
                "first_stage_config",
                CompvisClass.VQ,
                CompvisClass.VQ_MODEL,
                CompvisClass.KL,
                CompvisClass.IDENTITY_STAGE);
        return switch (part.target()) {
            case KL -> CompvisAutoencoderConfig.read(arguments, scale);
            case IDENTITY_STAGE -> new IdentityConfig(yaml.params().whole("channels", 3, MAX), scale);
            default -> CompvisAutoencoderConfig.readVq(arguments, scale);
        };
    }

    private PaperKind kind() {
        String word = yaml.params().fields().path(CONDITIONER).asString("");
        if (word.equals(UNCONDITIONAL)) {
            return PaperKind.UNCONDITIONAL;
        }
        if (word.equals(FIRST_STAGE)) {
            return PaperKind.INPAINTING;
        }
        CompvisConfig.Part part = yaml.conditioner().orElseThrow(() -> yaml.params()
                .refuse(Code.BAD_CONFIG, CONDITIONER, "a class, " + UNCONDITIONAL + " or " + FIRST_STAGE));
        return switch (part.target()) {
            case BERT, TRANSFORMER -> told("cond_stage_key").contains("bbox") ? PaperKind.LAYOUT : PaperKind.TEXT;
            case CLASS -> PaperKind.CLASS;
            case RESCALER -> PaperKind.SEMANTIC;
            case IDENTITY ->
                told("conditioning_key").equals("crossattn") ? PaperKind.RETRIEVAL : PaperKind.SUPER_RESOLUTION;
            default ->
                throw CheckpointException.of(
                        Code.UNSUPPORTED,
                        CONDITIONER,
                        "a conditioner of the paper's models",
                        part.target().target(),
                        part.params().where());
        };
    }

    private String told(String field) {
        return yaml.params().fields().path(field).asString("");
    }

    private @Nullable ConditionerConfig conditioner() {
        return yaml.conditioner()
                .map(part -> switch (part.target()) {
                    case BERT, TRANSFORMER -> made(part, PaperYaml::bert);
                    case CLASS -> made(part, PaperYaml::classes);
                    case RESCALER -> made(part, PaperYaml::rescaler);
                    default -> null;
                })
                .orElse(null);
    }

    private static ConditionerConfig made(CompvisConfig.Part part, Function<ConfigFile, ConditionerConfig> reader) {
        return part.params().translate(() -> reader.apply(part.params()));
    }

    private static BertConfig bert(ConfigFile arguments) {
        return BertConfig.of(
                arguments.whole("vocab_size", 30522, MAX),
                arguments.whole("max_seq_len", 77, MAX),
                arguments.whole("n_embed", 640, MAX),
                arguments.whole("n_layer", 32, MAX_LAYERS));
    }

    private static ClassConfig classes(ConfigFile arguments) {
        return new ClassConfig(arguments.whole("n_classes", 1000, MAX), arguments.whole("embed_dim", 512, MAX));
    }

    private static RescalerConfig rescaler(ConfigFile arguments) {
        boolean none = arguments.fields().path("n_stages").asInt(1) == 0;
        String method = arguments.fields().path("method").asString("bilinear");
        RescalerConfig.Method known = Arrays.stream(RescalerConfig.Method.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(method))
                .findFirst()
                .orElseThrow(() -> arguments.refuse(Code.UNSUPPORTED, "method", "nearest, bilinear, bicubic or area"));
        return new RescalerConfig(
                none ? 0 : arguments.whole("n_stages", 1, MAX_LAYERS),
                known,
                arguments.positive("multiplier", 0.5),
                arguments.whole("in_channels", 3, MAX),
                arguments.wholeOrNull("out_channels", MAX),
                arguments.flag("bias", false));
    }

    // ------------------------------------------------------------------ what has to fit together

    private void requireChannels(
            PaperKind kind, UNetConfig unet, FirstStageConfig firstStage, @Nullable ConditionerConfig conditioner) {
        int latent = firstStage.latentChannels();
        int beside =
                switch (kind) {
                    case SUPER_RESOLUTION -> firstStage.imageChannels();
                    case INPAINTING -> latent + 1;
                    case SEMANTIC -> conditioner instanceof RescalerConfig maps ? maps.channels() : 0;
                    default -> 0;
                };
        requireEqual("in_channels", latent + beside, unet.inChannels());
        requireEqual("out_channels", latent, unet.outChannels());
    }

    private void requireContext(UNetConfig unet, @Nullable ConditionerConfig conditioner) {
        TransformerConfig transformer = unet.transformer();
        int width = conditioner instanceof BertConfig bert
                ? bert.width()
                : conditioner instanceof ClassConfig classes ? classes.width() : 0;
        if (width > 0) {
            requireEqual("context_dim", width, transformer == null ? 0 : transformer.contextChannels());
        }
    }

    private void requireEqual(String field, int expected, int found) {
        if (expected != found) {
            throw CheckpointException.of(
                    Code.BAD_CONFIG,
                    "unet_config: " + field,
                    expected + ", as first stage and condition ask for",
                    String.valueOf(found),
                    yaml.params().where());
        }
    }
}
