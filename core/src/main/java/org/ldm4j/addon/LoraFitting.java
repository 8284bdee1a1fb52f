package org.ldm4j.addon;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.addon.LoraTarget.Network;
import org.ldm4j.checkpoint.KeyTable;
import org.ldm4j.checkpoint.KeyTable.Row;
import org.ldm4j.checkpoint.TensorFile;

/** Collects what a LoRA adds to which parameter. */
final class LoraFitting {
    private final ModuleNames unetNames;
    private final @Nullable ModuleNames textNames;
    private final Map<String, LoraFit.Addition> unet = new LinkedHashMap<>();
    private final Map<String, LoraFit.Addition> text = new LinkedHashMap<>();

    LoraFitting(KeyTable unet, @Nullable KeyTable text) {
        unetNames = new ModuleNames(unet);
        textNames = text == null ? null : new ModuleNames(text);
    }

    boolean isEmpty() {
        return unet.isEmpty() && text.isEmpty();
    }

    LoraFit with(TensorFile tensors, List<String> stray) {
        return new LoraFit(tensors, unet, text, stray);
    }

    /** Adds a module; returns the names of its tensors if no layer is called so. */
    List<String> add(LoraModule module) {
        LoraTarget target = LoraTarget.of(module.name());
        boolean known = add(module, target, Network.UNET, unetNames, unet);
        if (!known && textNames != null) {
            known = add(module, target, Network.TEXT, textNames, text);
        }
        return known ? List.of() : module.keys();
    }

    private static boolean add(
            LoraModule module,
            LoraTarget target,
            Network network,
            ModuleNames names,
            Map<String, LoraFit.Addition> additions) {
        if (target.network() != null && target.network() != network) {
            return false;
        }
        Row weight = names.find(target.layer(), LoraPart.DIFFERENCE);
        Row bias = names.find(target.layer(), LoraPart.BIAS_DIFFERENCE);
        if (weight == null || module.hasNothingButAlpha()) {
            return false;
        }
        if (module.has(LoraPart.BIAS_DIFFERENCE)) {
            if (bias == null) {
                throw module.refuse(module.name(), "no difference of a bias, which this layer has not", "one");
            }
            put(module, bias, new Difference(module, LoraPart.BIAS_DIFFERENCE), additions);
        }
        if (!module.isForBiasAlone()) {
            put(module, weight, Delta.of(module), additions);
        }
        return true;
    }

    private static void put(LoraModule module, Row row, Delta delta, Map<String, LoraFit.Addition> additions) {
        requireShape(module, row, delta);
        LoraFit.Addition other = additions.put(row.name(), new LoraFit.Addition(module, delta, row.shape()));
        if (other != null) {
            throw module.refuse(
                    module.name(),
                    "one module for " + row.name(),
                    "a second one, " + other.module().name());
        }
    }

    /** Shapes may differ by ones at the end, and a matrix may stand for a kernel with as many values. */
    private static void requireShape(LoraModule module, Row row, Delta delta) {
        long[] wanted = row.shape(), given = delta.shape();
        boolean same = Arrays.equals(significant(wanted), significant(given));
        boolean flat = given.length == 2 && given[0] == wanted[0] && given[1] == row.count() / wanted[0];
        if (!same && !flat) {
            throw module.refuse(
                    module.name(),
                    "a change of " + row.name() + " " + Arrays.toString(wanted),
                    "one of " + Arrays.toString(given));
        }
    }

    private static long[] significant(long[] shape) {
        int length = shape.length;
        while (length > 1 && shape[length - 1] == 1) {
            length--;
        }
        return Arrays.copyOf(shape, length);
    }
}
