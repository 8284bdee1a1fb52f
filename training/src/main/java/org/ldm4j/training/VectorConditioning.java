package org.ldm4j.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.checkpoint.SafetensorsFile;
import org.ldm4j.data.PictureSet;
import org.ldm4j.task.Request;
import org.ldm4j.task.Retrieval;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Given vectors of each picture, such as CLIP's, that the denoiser attends to (retrieval-augmented models; Blattmann et al.
 * 2022); zeros stand for none.
 */
final class VectorConditioning implements Conditioning {
    /** [pictures, N, width], float32 */
    private final Tensor vectors;

    VectorConditioning(LdmRunConfig run, PictureSet pictures) {
        Path path = Path.of(run.condition().vectors());
        try (Scope scope = Scope.open();
                SafetensorsFile file = SafetensorsFile.open(path)) {
            String name = file.names().iterator().next();
            Tensor stored = file.read(name).to(DType.FP32);
            Tensor rows = stored.rank() == 2 ? stored.unsqueeze(1) : stored;
            if (file.names().size() != 1 || rows.rank() != 3 || rows.size(0) != pictures.count()) {
                throw TrainingException.refused(
                        "condition.vectors: expected one tensor with a row, or rows, for each of "
                                + pictures.count() + " pictures, found "
                                + file.names().size() + " with "
                                + Arrays.toString(stored.shape()) + " (" + path + ")");
            }
            vectors = rows.keep();
        }
    }

    @Override
    public int width() {
        return (int) vectors.size(2);
    }

    @Override
    public Given given(Seen seen) {
        Tensor all = vectors.indexSelect(0, Tensor.of(seen.numbers(), seen.numbers().length));
        return new Given(
                seen.orNone(all, Tensor.zeros(1, all.size(1), all.size(2))).to(seen.type()), null);
    }

    @Override
    public PaperKind kind() {
        return PaperKind.RETRIEVAL;
    }

    @Override
    public Request request(int number) {
        try (Scope scope = Scope.open()) {
            Tensor own = vectors.select(0, number);
            List<List<Float>> rows = new ArrayList<>();
            for (int i = 0; i < own.size(0); i++) {
                List<Float> row = new ArrayList<>();
                for (float value : own.select(0, i).toFloats()) {
                    row.add(value);
                }
                rows.add(row);
            }
            return Retrieval.of(rows);
        }
    }

    @Override
    public void close() {
        vectors.close();
    }
}
