package org.ldm4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ldm4j.text.ExtraNetworks;
import org.ldm4j.text.ExtraNetworks.Network;

/**
 * A LoRA that a prompt asks for, {@code <lora:name:weight>} as AUTOMATIC1111's web UI writes it. Names are those of files
 * below a folder, without what they end in; a name is compared, never opened, so that a prompt reaches no other file.
 */
record LoraTag(String name, double unetWeight, double textWeight) {
    private static final List<String> KINDS = List.of("lora", "lyco");
    private static final List<String> ENDINGS = List.of(".safetensors", ".ckpt", ".pt", ".bin");
    private static final int DEPTH = 4;

    /** The tags of a prompt; others than of LoRA are told of and left out, as the web UI does. */
    static List<LoraTag> of(String prompt, Console console) {
        List<Network> networks = ExtraNetworks.of(prompt).networks();
        networks.stream()
                .filter(network -> !isLora(network))
                .forEach(network ->
                        console.warn("<" + network.kind() + ":" + network.name() + "> names no LoRA and is left out"));
        return networks.stream().filter(LoraTag::isLora).map(LoraTag::of).toList();
    }

    private static boolean isLora(Network network) {
        return KINDS.contains(network.kind().toLowerCase(Locale.ROOT));
    }

    private static LoraTag of(Network network) {
        try {
            return new LoraTag(network.name(), network.unetWeight(), network.weight());
        } catch (IllegalArgumentException e) {
            throw CommandException.usage("prompt", "a number as weight", "<lora:" + network.name() + ":…>");
        }
    }

    /** The file of that name. */
    Path file(@Nullable Path folder) {
        if (folder == null) {
            throw missing("no folder of LoRA", "options").hinting("--lora-dir names the folder, --lora a single file");
        }
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            return files.filter(this::isNamed).sorted().findFirst().orElseThrow(() -> missing("none", folder));
        } catch (IOException e) {
            throw missing("an unreadable folder", folder);
        }
    }

    private CommandException missing(String found, Object where) {
        return CommandException.of(Exit.NOT_FOUND, "<lora:" + name + ">", "a file of that name", found, where);
    }

    private boolean isNamed(Path file) {
        String own = String.valueOf(file.getFileName());
        return ENDINGS.stream().anyMatch(ending -> own.equals(name + ending)) || own.equals(name) && own.contains(".");
    }
}
