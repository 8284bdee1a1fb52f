package org.ldm4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.ldm4j.task.Request;
import org.ldm4j.task.SeedMode;
import org.ldm4j.task.TextToImage;

/**
 * Pictures that run in step, a part of a call.
 *
 * @param request what they are
 * @param first number of the first one in the call, from 0
 */
record Batch(Request request, int first) {
    /** Number of the picture {@code i} of this batch in the call. */
    int number(int i) {
        return first + i;
    }

    int count() {
        return request.text().count();
    }

    /** The seed that makes picture {@code i} of this batch alone; with one generator for all, the generator's. */
    long seed(int i) {
        TextToImage text = request.text();
        return text.seedMode() == SeedMode.SINGLE ? text.seed() : text.seed() + i;
    }

    /** Splits a call into batches as small as the result allows, so that memory does not grow with their number. */
    static List<Batch> of(Request call, List<String> prompts) {
        List<Batch> batches = new ArrayList<>();
        TextToImage all = call.text();
        int together = all.seedMode() == SeedMode.SINGLE ? all.count() : all.batchSize();
        for (String prompt : prompts) {
            for (int i = 0; i < all.count(); i += together) {
                TextToImage part =
                        all.prompts(List.of(prompt)).seed(all.seed() + i).count(Math.min(together, all.count() - i));
                int first = batches.stream().mapToInt(Batch::count).sum();
                batches.add(new Batch(call.withText(part), first));
            }
        }
        return batches;
    }
}
