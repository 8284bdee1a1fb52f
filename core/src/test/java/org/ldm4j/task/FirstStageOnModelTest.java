package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.SafetensorsFile;
import org.ldm4j.checkpoint.TensorFile;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/** Another first stage in the place of the model's own, in every form in which they are published. */
final class FirstStageOnModelTest extends OnSmallModel {
    /** The first stage of the model itself with one value changed, under names of ours with {@code prefix}. */
    private Map<String, Tensor> otherFirstStage(String prefix) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        model.parts().firstStage().weights().parameters().forEach((name, tensor) -> tensors.put(prefix + name, tensor));
        tensors.put(prefix + "decoder.conv_out.bias", Tensor.full(0.25, 3));
        return tensors;
    }

    private void hasOtherFirstStage(AddOns addOns) {
        try (LatentDiffusionModel changed = model.with(addOns)) {
            Map<String, Tensor> own = model.parts().firstStage().weights().parameters();
            changed.parts().firstStage().weights().parameters().forEach((name, tensor) -> {
                if (name.equals("decoder.conv_out.bias")) {
                    assertThat(tensor.toFloats()).containsOnly(0.25f);
                } else {
                    assertThat(tensor.sameAs(own.get(name))).as(name).isTrue();
                }
            });
            assertThat(changed.parts().firstStage().config())
                    .isEqualTo(model.parts().firstStage().config());
            assertThat(unet(changed).get(TO_Q).sharesMemoryWith(unet(model).get(TO_Q)))
                    .isTrue();
        }
    }

    @Test
    void firstStageComesFromAFileWithThePapersNames() {
        hasOtherFirstStage(AddOns.none().firstStage(write("vae.safetensors", otherFirstStage(""))));
    }

    @Test
    void firstStageComesFromAWholeModelsFile() {
        Map<String, Tensor> tensors = otherFirstStage("first_stage_model.");
        tensors.put("model.diffusion_model.out.2.bias", Tensor.zeros(4));

        hasOtherFirstStage(AddOns.none().firstStage(write("model.safetensors", tensors)));
    }

    @Test
    void firstStageComesFromAFileWithDiffusersNames() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (TensorFile file =
                SafetensorsFile.open(sd1().resolve("vae").resolve("diffusion_pytorch_model.safetensors"))) {
            file.names().forEach(name -> tensors.put(name, file.read(name).to(DType.FP32)));
        }
        tensors.put("decoder.conv_out.bias", Tensor.full(0.25, 3));

        hasOtherFirstStage(AddOns.none().firstStage(write("vae.safetensors", tensors)));
    }

    @Test
    void firstStageComesFromAFolder() {
        try (LatentDiffusionModel changed = model.with(AddOns.none().firstStage(sd1().resolve("vae")))) {
            assertThat(hash(changed)).isEqualTo(hash(model));
        }
        try (LatentDiffusionModel changed = model.with(AddOns.none().firstStage(sd1()))) {
            assertThat(hash(changed)).isEqualTo(hash(model));
        }
    }

    @Test
    void firstStageWithoutATensorIsRefused() {
        Map<String, Tensor> tensors = otherFirstStage("");
        tensors.remove("decoder.norm_out.bias");

        refused(
                AddOns.none().firstStage(write("vae.safetensors", tensors)),
                Code.MISSING_TENSOR,
                "first stage",
                "decoder.norm_out.bias");
    }

    @Test
    void fileWithoutAFirstStageIsRefused() {
        refused(
                AddOns.none().firstStage(write("vae.safetensors", Map.of("x", Tensor.zeros(1)))),
                Code.MODEL_MISMATCH,
                "KL autoencoder");
    }
}
