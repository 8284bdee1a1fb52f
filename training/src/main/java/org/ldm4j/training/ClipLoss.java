package org.ldm4j.training;

import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * CLIP's objective (Radford et al. 2021, figure 3): each picture finds its text among those of the batch, and each text its
 * picture. Half the sum of both cross-entropies, as in the figure, open_clip and transformers; some write the plain sum,
 * which is twice as much and gives Adam the same steps.
 *
 * @param logits cosines times exp(logit scale), pictures down and texts across, [B, B]
 * @param pictureToText cross-entropy of the rows, a scalar
 * @param textToPicture cross-entropy of the columns, a scalar
 */
record ClipLoss(Tensor logits, Tensor pictureToText, Tensor textToPicture) {
    /**
     * Of pairs in the same order.
     *
     * @param pictures vectors of length one, [B, d]
     * @param texts vectors of length one, [B, d]
     * @param logitScale logarithm of the inverse temperature, a scalar
     */
    static ClipLoss of(Tensor pictures, Tensor texts, Tensor logitScale) {
        Tensor logits = pictures.matmul(texts.transpose(0, 1)).times(logitScale.exp());
        return new ClipLoss(logits, ofDiagonal(logits, 1), ofDiagonal(logits, 0));
    }

    private static Tensor ofDiagonal(Tensor logits, int dim) {
        return Scope.result(() -> logits.logSoftmax(dim).diagonal().mean().negated());
    }

    /** Half the sum of both directions. */
    Tensor value() {
        return pictureToText.plus(textToPicture).times(0.5);
    }
}
