package org.ldm4j.training;

import java.util.List;
import java.util.Map;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.conditioning.BertConfig;
import org.ldm4j.conditioning.BertEncoder;
import org.ldm4j.conditioning.LayoutTokens;
import org.ldm4j.data.PictureSet;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.nn.Weights;
import org.ldm4j.task.LayoutToImage;
import org.ldm4j.task.Request;
import org.ldm4j.tensor.Tensor;

/** Boxes with classes as tokens for the paper's transformer (section 4.3.1); an empty layout stands for none. */
final class BoxConditioning implements Conditioning {
    private static final int PER_BOX = 3, CROP = 2;

    private final PictureSet pictures;
    private final LayoutTokens tokens;
    private final BertConfig config;
    private final Part<BertEncoder> encoder;

    BoxConditioning(LdmRunConfig run, PictureSet pictures) {
        this.pictures = pictures;
        ConditionConfig condition = run.condition();
        tokens = LayoutTokens.fitting(PER_BOX * condition.maxBoxes() + CROP, condition.tokens());
        pictures.requireBoxes(tokens);
        config = BertConfig.of(
                condition.tokens(),
                tokens.length(),
                run.text().width(),
                run.text().layers());
        encoder = Part.created(
                Weights.create(run.seed()), run.training().activations(), weights -> new BertEncoder(weights, config));
    }

    @Override
    public Map<String, Tensor> parameters() {
        return encoder.trained(LdmTrainer.CONDITIONER);
    }

    @Override
    public int width() {
        return config.width();
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public Given given(Seen seen) {
        Tensor none = Tensor.of(tokens.encode(List.of()), 1, tokens.length());
        Tensor ids = seen.orNone(seen.batch().layouts(tokens), none);
        return new Given(encoder.network().encode(ids).to(seen.type()), null);
    }

    @Override
    public PaperKind kind() {
        return PaperKind.LAYOUT;
    }

    @Override
    public BertConfig config() {
        return config;
    }

    @Override
    public TensorSource tensors(Map<String, Tensor> weights) {
        return BertConditioning.complete(config, weights);
    }

    @Override
    public Request request(int number) {
        return LayoutToImage.of(pictures.items().get(number).boxes());
    }

    @Override
    public void close() {
        encoder.close();
    }
}
