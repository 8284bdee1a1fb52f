package org.ldm4j.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.ldm4j.addon.LoraFit;
import org.ldm4j.checkpoint.ClipTextKeys;
import org.ldm4j.checkpoint.KeyTable;
import org.ldm4j.checkpoint.UNetKeys;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * The weights of a model with several LoRAs: original + Σ weight · delta, summed in float32 from the original in its own
 * precision and only then rounded to the type of the network, so that neither the order nor a half-precision model
 * matters. Holds the LoRA files open.
 */
final class LoraSum implements AutoCloseable {
    /** A LoRA fitted to the model, and how much of it is added. */
    private record Term(LoraUse use, LoraFit fit) {}

    /** What a term adds to a parameter of one of the networks. */
    private interface Addition {
        Set<String> names(Term term);

        double weight(Term term);

        Tensor delta(Term term, String name, Tensor original);
    }

    private final ModelParts base;
    private final List<Term> terms = new ArrayList<>();
    private final int known;

    private LoraSum(ModelParts base) {
        this.base = base;
        known = base.extras().loras().size();
    }

    /** Fits the LoRAs that {@code base} has and {@code more} to it. */
    static LoraSum of(ModelParts base, List<LoraUse> more) {
        var sum = new LoraSum(base);
        try {
            if (!more.isEmpty()) {
                sum.fit(Stream.concat(base.extras().loras().stream(), more.stream())
                        .toList());
            }
            return sum;
        } catch (RuntimeException e) {
            sum.close();
            throw e;
        }
    }

    private void fit(List<LoraUse> uses) {
        KeyTable unet = UNetKeys.of(base.unet().config());
        KeyTable text = ClipTextKeys.of(base.textEncoder().config());
        uses.forEach(use -> terms.add(new Term(use, use.lora().fit(unet, text))));
    }

    private List<Term> added() {
        return terms.subList(Math.min(known, terms.size()), terms.size());
    }

    /** What the files of the added LoRAs have for no layer of this model, a line for each file. */
    List<String> warnings() {
        return added().stream()
                .filter(term -> !term.fit().stray().isEmpty())
                .map(term -> term.fit().strayLine())
                .toList();
    }

    /** The changed parameters of the U-Net, in the current scope. */
    Map<String, Tensor> unet() {
        return changed(base.unet(), new Addition() {
            @Override
            public Set<String> names(Term term) {
                return term.fit().unet();
            }

            @Override
            public double weight(Term term) {
                return term.use().unetWeight();
            }

            @Override
            public Tensor delta(Term term, String name, Tensor original) {
                return term.fit().unetDelta(name, original);
            }
        });
    }

    /** The changed parameters of the text encoder, in the current scope. */
    Map<String, Tensor> text() {
        return changed(base.textEncoder(), new Addition() {
            @Override
            public Set<String> names(Term term) {
                return term.fit().text();
            }

            @Override
            public double weight(Term term) {
                return term.use().textWeight();
            }

            @Override
            public Tensor delta(Term term, String name, Tensor original) {
                return term.fit().textDelta(name, original);
            }
        });
    }

    private Map<String, Tensor> changed(Component<?, ?> component, Addition addition) {
        Map<String, Tensor> changed = new LinkedHashMap<>();
        try (Originals originals = new Originals(component, known > 0)) {
            for (Term term : added()) {
                for (String name : addition.names(term)) {
                    if (addition.weight(term) != 0) {
                        changed.computeIfAbsent(name, key -> sum(key, originals, addition));
                    }
                }
            }
        }
        return changed;
    }

    private Tensor sum(String name, Originals originals, Addition addition) {
        return Scope.result(() -> {
            Tensor original = originals.get(name);
            Tensor sum = original;
            for (Term term : terms) {
                if (addition.names(term).contains(name) && addition.weight(term) != 0) {
                    sum = sum.plus(addition.delta(term, name, original).times(addition.weight(term)));
                }
            }
            return sum.to(originals.type(name));
        });
    }

    @Override
    public void close() {
        terms.forEach(term -> term.fit().close());
    }
}
