package org.ldm4j.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ldm4j.checkpoint.CheckpointException.Code;

/** The names that diffusers has for the levels of a network, without and with attention, on the way down and up. */
record BlockTypes(String down, String attentionDown, String up, String attentionUp) {
    /**
     * Which of {@code levels} have attention.
     *
     * @param usualDown what a file without the field has
     * @param usualUp the same for the way up, which must mirror the way down
     */
    List<Boolean> attention(ConfigFile file, int levels, List<String> usualDown, List<String> usualUp) {
        List<String> downTypes = file.texts("down_block_types", usualDown);
        if (downTypes.size() != levels) {
            throw file.refuse(Code.BAD_CONFIG, "down_block_types", levels + " entries, as block_out_channels has");
        }
        if (!List.of(down, attentionDown).containsAll(downTypes)) {
            throw file.refuse(Code.UNSUPPORTED, "down_block_types", down + " or " + attentionDown);
        }
        List<Boolean> attention = downTypes.stream().map(attentionDown::equals).toList();
        if (!file.texts("up_block_types", usualUp).equals(upTypes(attention))) {
            throw file.refuse(
                    Code.UNSUPPORTED, "up_block_types", "the mirror of down_block_types, " + upTypes(attention));
        }
        return attention;
    }

    List<String> downTypes(List<Boolean> attention) {
        return attention.stream().map(has -> has ? attentionDown : down).toList();
    }

    List<String> upTypes(List<Boolean> attention) {
        List<String> types = new ArrayList<>(
                attention.stream().map(has -> has ? attentionUp : up).toList());
        Collections.reverse(types);
        return types;
    }
}
