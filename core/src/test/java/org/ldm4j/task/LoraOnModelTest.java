package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ldm4j.addon.Lora;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** A LoRA changes what it says, shares the rest, and can be taken off without a trace. */
final class LoraOnModelTest extends OnSmallModel {
    private static final String TO_K = "input_blocks.1.1.transformer_blocks.0.attn1.to_k.weight";
    private static final String FLAT = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_";
    private static final String FC1 = "text_model.encoder.layers.0.mlp.fc1.weight";

    /** A LoRA of rank 1 that adds {@code value} to every weight of one layer of the U-Net, and of one of the text encoder. */
    private Path lora(String layer, double value) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(FLAT + layer + ".lora_down.weight", Tensor.full(1, 1, 32));
        tensors.put(FLAT + layer + ".lora_up.weight", Tensor.full(value, 32, 1));
        tensors.put("lora_te_text_model_encoder_layers_0_mlp_fc1.lora_down.weight", Tensor.full(1, 1, 8));
        tensors.put("lora_te_text_model_encoder_layers_0_mlp_fc1.lora_up.weight", Tensor.full(value, 32, 1));
        return write(layer + value + ".safetensors", tensors);
    }

    private static void differsBy(Tensor actual, Tensor original, double value) {
        Tensor difference = actual.minus(original).plus(-value);
        assertThat(difference.maxAbs()).isLessThan(1e-6);
    }

    @Test
    void loraSharesEveryUntouchedTensor() {
        String untouched = hash(model);
        try (LatentDiffusionModel changed = model.with(AddOns.none().lora(lora("to_q", 0.5), 1))) {
            differsBy(unet(changed).get(TO_Q), unet(model).get(TO_Q), 0.5);
            differsBy(text(changed).get(FC1), text(model).get(FC1), 0.5);
            unet(model).forEach((name, tensor) -> assertThat(
                            unet(changed).get(name).sharesMemoryWith(tensor))
                    .as(name)
                    .isEqualTo(!name.equals(TO_Q)));
        }
        assertThat(hash(model)).isEqualTo(untouched);
    }

    @Test
    void loraTakenOffLeavesTheModelExactly() {
        String untouched = hash(model);
        long live = Scope.liveTensors();
        Path lora = lora("to_q", 0.5);
        long files = Scope.liveTensors();
        LatentDiffusionModel changed = model.with(AddOns.none().lora(lora, 1));
        assertThat(hash(changed)).isNotEqualTo(untouched);
        changed.close();

        assertThat(hash(model)).isEqualTo(untouched);
        assertThat(Scope.liveTensors()).isEqualTo(files).isEqualTo(live + 4);
    }

    @Test
    void modelMayBeClosedBeforeTheOneThatSharesIt() {
        LatentDiffusionModel own = load(DType.FP32);
        try (LatentDiffusionModel changed = own.with(AddOns.none().lora(lora("to_q", 0.5), 1))) {
            own.close();

            assertThat(changed.generate(TextToImage.of("a cat").size(64, 64).steps(1)))
                    .hasSize(1);
        }
    }

    @Test
    void severalLorasAddUpWithTheirWeights() {
        Path q = lora("to_q", 0.5), again = lora("to_q", 0.25), k = lora("to_k", 1);
        AddOns all = AddOns.none().lora(q, 2).lora(again, -1).lora(Lora.open(k), 0.5, 0);

        try (LatentDiffusionModel together = model.with(all);
                LatentDiffusionModel first = model.with(AddOns.none().lora(q, 2));
                LatentDiffusionModel second = first.with(AddOns.none().lora(again, -1));
                LatentDiffusionModel third = second.with(AddOns.none().lora(Lora.open(k), 0.5, 0))) {
            differsBy(unet(together).get(TO_Q), unet(model).get(TO_Q), 0.75);
            differsBy(unet(together).get(TO_K), unet(model).get(TO_K), 0.5);
            differsBy(text(together).get(FC1), text(model).get(FC1), 0.75);
            assertThat(hash(third)).isEqualTo(hash(together));
            assertThat(third.parts().extras().loras()).hasSize(3);
        }
    }

    @Test
    void weightZeroChangesNothing() {
        try (LatentDiffusionModel changed = model.with(AddOns.none().lora(lora("to_q", 0.5), 0))) {
            assertThat(hash(changed)).isEqualTo(hash(model));
        }
    }

    @Test
    void loraIsAddedToTheOriginalBeforeItIsRounded() {
        try (LatentDiffusionModel half = load(DType.BF16);
                LatentDiffusionModel changed = half.with(AddOns.none().lora(lora("to_q", 0.001), 1))) {
            Tensor exact = unet(model).get(TO_Q).plus(0.001).to(DType.BF16);
            Tensor rounded = unet(half).get(TO_Q).to(DType.FP32).plus(0.001).to(DType.BF16);

            assertThat(unet(changed).get(TO_Q).sameAs(exact)).isTrue();
            assertThat(exact.sameAs(rounded)).as("a case that can tell the two").isFalse();
        }
    }

    @Test
    void strayKeysOfALoraAreReported() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(FLAT + "to_q.lora_down.weight", Tensor.full(1, 1, 32));
        tensors.put(FLAT + "to_q.lora_up.weight", Tensor.full(1, 32, 1));
        tensors.put("lora_te2_text_projection.alpha", Tensor.full(1, 1));

        try (LatentDiffusionModel changed = model.with(AddOns.none().lora(write("x.safetensors", tensors), 1))) {
            assertThat(changed.parts().extras().warnings())
                    .singleElement()
                    .asString()
                    .contains("1 of its tensors", "'lora_te2_text_projection.alpha'", "x.safetensors");
        }
    }

    @Test
    void refusedLoraLeavesTheModelAsItWas() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(FLAT + "to_q.lora_down.weight", Tensor.full(1, 1, 64));
        tensors.put(FLAT + "to_q.lora_up.weight", Tensor.full(1, 64, 1));

        refused(
                AddOns.none().lora(lora("to_q", 1), 1).lora(write("other.safetensors", tensors), 1),
                Code.LORA_MISMATCH,
                TO_Q);
    }

    @Test
    void loraThatIsDamagedInTheMiddleLeavesTheModelAsItWas() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(FLAT + "to_q.lora_down.weight", Tensor.full(1, 1, 32));
        tensors.put(FLAT + "to_q.lora_up.weight", Tensor.full(Double.NaN, 32, 1));

        refused(
                AddOns.none().lora(lora("to_k", 1), 1).lora(write("nan.safetensors", tensors), 1),
                Code.LORA_MISMATCH,
                "finite");
    }

    @Test
    void loraWeightMustBeFinite() {
        Path lora = lora("to_q", 1);

        assertThatThrownBy(() -> AddOns.none().lora(lora, Double.NaN)).isInstanceOf(RequestException.class);
    }
}
