package org.ldm4j.training;

import java.util.Map;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.conditioning.RescalerConfig;
import org.ldm4j.conditioning.SpatialRescaler;
import org.ldm4j.data.PictureSet;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.nn.Weights;
import org.ldm4j.task.Request;
import org.ldm4j.task.SemanticSynthesis;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/** Maps of classes, halved to the latent's size and mapped to a few channels beside it (section 4.3.2). */
final class MapConditioning implements Conditioning {
    private final PictureSet pictures;
    private final RescalerConfig config;
    private final Part<SpatialRescaler> rescaler;
    private final DType type;

    /** @param downsampling the first stage's f, a power of two */
    MapConditioning(LdmRunConfig run, PictureSet pictures, int downsampling) {
        this.pictures = pictures;
        ConditionConfig condition = run.condition();
        Settings.require(condition.classes() > 0, "condition.classes", condition.classes(), "be given for maps");
        pictures.requireMaps(condition.classes());
        config = RescalerConfig.halving(
                Integer.numberOfTrailingZeros(downsampling), condition.classes(), condition.channels());
        type = run.training().activations();
        rescaler = Part.created(Weights.create(run.seed()), type, weights -> new SpatialRescaler(weights, config));
    }

    @Override
    public Map<String, Tensor> parameters() {
        return rescaler.trained(LdmTrainer.CONDITIONER);
    }

    @Override
    public int channels() {
        return config.channels();
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public Given given(Seen seen) {
        Tensor maps = seen.batch().oneHot(config.inChannels());
        Tensor wide = type == DType.FP64 ? maps.to(type) : maps;
        return new Given(null, rescaler.network().encode(wide));
    }

    @Override
    public PaperKind kind() {
        return PaperKind.SEMANTIC;
    }

    @Override
    public RescalerConfig config() {
        return config;
    }

    @Override
    public TensorSource tensors(Map<String, Tensor> weights) {
        return Part.below(LdmTrainer.CONDITIONER, weights);
    }

    @Override
    public Request request(int number) {
        return SemanticSynthesis.of(Still.of(pictures, number).map().orElseThrow());
    }

    @Override
    public void close() {
        rescaler.close();
    }
}
