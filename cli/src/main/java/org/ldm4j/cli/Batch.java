package org.ldm4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.ldm4j.task.SeedMode;
import org.ldm4j.task.TextToImage;

/**
 * Pictures that run in step, a part of a call.
 *
 * @param request what they are
 * @param first number of the first one in the call, from 0
 */
record Batch(TextToImage request, int first) {
    /** Number of the picture {@code i} of this batch in the call. */
    int number(int i) {
        return first + i;
    }

    /** The seed that makes picture {@code i} of this batch alone; with one generator for all, the generator's. */
    long seed(int i) {
        return request.seedMode() == SeedMode.SINGLE ? request.seed() : request.seed() + i;
    }

    /** Splits a call into batches as small as the result allows, so that memory does not grow with their number. */
    static List<Batch> of(TextToImage call, List<String> prompts) {
        List<Batch> batches = new ArrayList<>();
        int together = call.seedMode() == SeedMode.SINGLE ? call.count() : call.batchSize();
        for (String prompt : prompts) {
            for (int i = 0; i < call.count(); i += together) {
                TextToImage part =
                        call.prompts(List.of(prompt)).seed(call.seed() + i).count(Math.min(together, call.count() - i));
                int first = batches.stream()
                        .mapToInt(batch -> batch.request().count())
                        .sum();
                batches.add(new Batch(part, first));
            }
        }
        return batches;
    }
}
