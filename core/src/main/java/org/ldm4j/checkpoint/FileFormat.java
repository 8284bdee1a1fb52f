package org.ldm4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.ldm4j.checkpoint.CheckpointException.Code;

/** What a checkpoint file is, told by its first bytes and never by its name. */
enum FileFormat {
    SAFETENSORS,
    /** torch.save since 1.6: a zip archive around a pickle. */
    TORCH_ZIP,
    /** torch.save before: pickles, then values. */
    TORCH_LEGACY,
    /** torch.save of the first years. */
    TORCH_TAR;

    private static final int PREFIX = 512;
    private static final int TAR_MAGIC_AT = 257;

    /** Beginnings of what people have where a checkpoint should be. */
    private static final Map<String, String> STRANGERS = new LinkedHashMap<>();

    static {
        STRANGERS.put("version https://git-lfs", "a Git LFS pointer in place of the file; run 'git lfs pull'");
        STRANGERS.put("<", "a web page in place of the file; download it again");
        STRANGERS.put("\u001f\u008b", "a gzip archive; unpack it");
        STRANGERS.put("7z\u00bc\u00af", "a 7z archive; unpack it");
        STRANGERS.put("GGUF", "a GGUF file, which is quantised for other tools");
        STRANGERS.put("PK\u0005\u0006", "an empty zip archive");
    }

    /** The name for people: {@code torch-zip}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The format of {@code file}, or a refusal that says what was found instead. */
    static FileFormat of(FileBytes file) {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(PREFIX, file.length()));
        file.fill(buffer, 0);
        return of(buffer.array(), file.path());
    }

    private static FileFormat of(byte[] head, Path path) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (text.startsWith("PK\u0003\u0004")) {
            return TORCH_ZIP;
        }
        if (head.length > 1 && text.charAt(0) == 0x80 && head[1] >= 2 && head[1] <= 5) {
            return TORCH_LEGACY;
        }
        if (text.startsWith("ustar", TAR_MAGIC_AT)) {
            return TORCH_TAR;
        }
        if (looksLikeSafetensors(head, text)) {
            return SAFETENSORS;
        }
        throw unknown(text, path);
    }

    /** A length and then an object; shorter files are left to the reader, which says that they are cut off. */
    private static boolean looksLikeSafetensors(byte[] head, String text) {
        if (head.length <= 8) {
            return head.length == 0 || head.length == 8;
        }
        long length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        String header = text.substring(8).stripLeading();
        return length > 0 && length <= SafetensorsHeader.MAX_BYTES && (header.isEmpty() || header.startsWith("{"));
    }

    private static CheckpointException unknown(String head, Path path) {
        String found = STRANGERS.entrySet().stream()
                .filter(stranger -> head.startsWith(stranger.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(head.startsWith("TFL3", 4) ? "a TFLite model" : "neither");
        return CheckpointException.of(Code.UNKNOWN_FORMAT, "file", "safetensors or a torch checkpoint", found, path);
    }
}
