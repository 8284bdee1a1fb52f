package org.ldm4j.autoencoder;

import java.util.ArrayList;
import java.util.List;
import org.ldm4j.nn.Init;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Vector quantisation (van den Oord et al. 2017; section 3.1 and appendix G): every position of a latent is replaced by the
 * nearest of the learned vectors. Latents are [B, C, h, w]; indices are int64 [B * h * w].
 */
public final class Codebook {
    /** Positions whose distances to all vectors are held at once. */
    private static final long MAX_ROWS = 4096;

    private final Tensor vectors;

    /** Weights are named as below {@code quantize.} in a checkpoint of the paper. */
    public Codebook(Weights weights, int codes, int channels) {
        vectors = weights.at("embedding").get("weight", Init.uniform(1.0 / codes), codes, channels);
    }

    /** The index of the nearest vector for each position, the lowest of several. */
    public Tensor nearest(Tensor z) {
        return Scope.result(() -> {
            Tensor rows = rows(z.detach());
            List<Tensor> indices = new ArrayList<>();
            for (long start = 0; start < rows.size(0); start += MAX_ROWS) {
                indices.add(nearestOfRows(rows.narrow(0, start, Math.min(MAX_ROWS, rows.size(0) - start))));
            }
            return Tensor.cat(0, indices.toArray(Tensor[]::new));
        });
    }

    /** rows: [n, C]; |z|² + |e|² - 2 z·e, added in this order as the paper's code does, so that near ties agree. */
    private Tensor nearestOfRows(Tensor rows) {
        return Scope.result(() -> {
            Tensor e = vectors.detach();
            Tensor squares = rows.square().sum(true, 1).plus(e.square().sum(false, 1)); // [n, codes]
            return squares.minus(rows.matmul(e.transpose(0, 1)).times(2))
                    .negated()
                    .argmax(1);
        });
    }

    /** The vectors of {@code indices} as a latent in the shape of {@code like}. */
    public Tensor latent(Tensor indices, Tensor like) {
        long[] shape = like.shape();
        return Scope.result(() -> vectors.embedding(indices)
                .reshape(shape[0], shape[2], shape[3], shape[1])
                .permute(0, 3, 1, 2)
                .contiguous());
    }

    /** {@code z} with each position replaced by its nearest vector; gradients go straight through to {@code z}. */
    public Tensor quantise(Tensor z) {
        return Scope.result(() -> {
            Tensor chosen = latent(nearest(z), z);
            return z.plus(chosen.minus(z).detach());
        });
    }

    /**
     * What pulls latents and vectors together, a scalar: the latents towards the vectors with weight 1, the vectors towards
     * the latents with weight {@code beta}. The paper's models were trained so, though {@code beta} was meant for the
     * latents (trap 10); {@code legacy} false is the intended order.
     */
    public Tensor loss(Tensor z, double beta, boolean legacy) {
        return Scope.result(() -> {
            Tensor chosen = latent(nearest(z), z);
            Tensor ofLatents = chosen.detach().minus(z).square().mean();
            Tensor ofVectors = chosen.minus(z.detach()).square().mean();
            return legacy
                    ? ofLatents.plus(ofVectors.times(beta))
                    : ofLatents.times(beta).plus(ofVectors);
        });
    }

    /** [B, C, h, w] to [B * h * w, C]. */
    private static Tensor rows(Tensor z) {
        return z.permute(0, 2, 3, 1).reshape(-1, z.size(1));
    }
}
