package org.ldm4j.conditioning;

import org.ldm4j.nn.Init;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Interpolation;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** A map, such as one of semantic classes, in the size and the channels of a latent (section 4.3.2). */
public final class SpatialRescaler implements Conditioner {
    private final RescalerConfig config;
    private final Interpolation method;
    private final Layer channelMapper;

    /** Weights are named as below {@code cond_stage_model.} in a checkpoint of the paper. */
    public SpatialRescaler(Weights weights, RescalerConfig config) {
        this.config = config;
        method = Interpolation.valueOf(config.method().name());
        channelMapper = channelMapper(weights.at("channel_mapper"), config);
    }

    private static Layer channelMapper(Weights weights, RescalerConfig config) {
        Integer out = config.outChannels();
        if (out == null) {
            return Layer.none();
        }
        Init init = Init.fanIn(config.inChannels());
        Tensor kernel = weights.get("weight", init, out, config.inChannels(), 1, 1);
        Tensor bias = config.bias() ? weights.get("bias", init, out) : null;
        return x -> x.conv2d(kernel, bias, 1, 0);
    }

    /** x: [B, inChannels, H, W]; returns [B, outChannels, H', W']. */
    @Override
    public Tensor encode(Tensor x) {
        return Scope.result(() -> {
            Tensor map = x;
            for (int stage = 0; stage < config.stages(); stage++) {
                map = method.scale(map, config.multiplier());
            }
            return map.apply(channelMapper);
        });
    }
}
