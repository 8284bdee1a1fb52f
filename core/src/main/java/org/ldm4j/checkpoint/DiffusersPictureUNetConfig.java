package org.ldm4j.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.UNetConfig;

/**
 * {@code unet/config.json} of diffusers' UNet2DModel, whose attention sees the picture alone. Queries, keys and values are
 * three tensors there, which is the newer order of {@code qkv}; exports of the paper's models were reordered so.
 */
final class DiffusersPictureUNetConfig {
    static final String CLASS = "UNet2DModel";

    private static final int MAX_CHANNELS = 1 << 14;
    private static final int MAX_BLOCKS = 16;
    private static final String DOWN = "DownBlock2D", ATTENTION_DOWN = "AttnDownBlock2D";
    private static final String UP = "UpBlock2D", ATTENTION_UP = "AttnUpBlock2D";
    private static final BlockTypes TYPES = new BlockTypes(DOWN, ATTENTION_DOWN, UP, ATTENTION_UP);
    private static final String QKV = ".qkv.";

    /** Fields whose other values make another network, with the one that ours is. */
    private static final Map<String, Object> ONLY = Map.ofEntries(
            Map.entry("center_input_sample", false),
            Map.entry("flip_sin_to_cos", true),
            Map.entry("freq_shift", 0),
            Map.entry("mid_block_type", "UNetMidBlock2D"),
            Map.entry("downsample_padding", 1),
            Map.entry("downsample_type", "conv"),
            Map.entry("upsample_type", "conv"),
            Map.entry("mid_block_scale_factor", 1),
            Map.entry("norm_eps", 1e-5),
            Map.entry("add_attention", true),
            Map.entry("time_embedding_type", "positional"));

    private static final List<String> ONLY_NULL =
            List.of("class_embed_type", "num_class_embeds", "attn_norm_num_groups", "time_embedding_dim");

    private DiffusersPictureUNetConfig() {}

    static UNetConfig read(ConfigFile file) {
        ONLY.forEach(file::requireOnly);
        ONLY_NULL.forEach(field -> file.requireOnly(field, null));
        file.choice("act_fn", "silu", Map.of("silu", true, "swish", true));
        List<Integer> channels = file.wholes("block_out_channels", List.of(224, 448, 672, 896), MAX_CHANNELS);
        List<Boolean> attention = TYPES.attention(
                file,
                channels.size(),
                List.of(DOWN, ATTENTION_DOWN, ATTENTION_DOWN, ATTENTION_DOWN),
                List.of(ATTENTION_UP, ATTENTION_UP, ATTENTION_UP, UP));
        return file.translate(() -> new UNetConfig(
                file.whole("in_channels", 3, MAX_CHANNELS),
                file.whole("out_channels", 3, MAX_CHANNELS),
                channels.get(0),
                channels,
                file.whole("layers_per_block", 2, MAX_BLOCKS),
                attention,
                heads(file),
                null,
                file.choice("resnet_time_scale_shift", "default", Map.of("default", false, "scale_shift", true)),
                false,
                true,
                null,
                file.whole("norm_num_groups", 32, MAX_CHANNELS)));
    }

    /** Here attention_head_dim does hold the width of a head; null is one head. */
    private static Heads heads(ConfigFile file) {
        boolean one = file.fields().has("attention_head_dim") && !file.fields().hasNonNull("attention_head_dim");
        return one ? new Heads.Count(1) : new Heads.Width(file.whole("attention_head_dim", 8, MAX_CHANNELS));
    }

    /** The tensors of {@code file} with queries, keys and values joined under the names of {@code table}. */
    static TensorFile joined(KeyTable table, TensorFile file) {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        file.names().forEach(name -> parts.put(name, List.of(name)));
        for (KeyTable.Row row : table.rows()) {
            int at = row.name().indexOf(QKV);
            if (at >= 0) {
                String ending = row.name().substring(at + QKV.length());
                List<String> three = three(branch(table, row.name().substring(0, at)), ending, parts);
                three.forEach(parts::remove);
                parts.put(row.name(), three);
            }
        }
        return new JoinedSource(file, parts);
    }

    /** What the attention that is called {@code here} is called there; its norm's names show it. */
    private static String branch(KeyTable table, String here) {
        return table.rows().stream()
                .filter(row -> row.name().equals(here + ".norm.weight"))
                .map(row -> String.valueOf(row.foreign()).replace("group_norm.weight", ""))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> three(String branch, String ending, Map<String, List<String>> known) {
        List<String> names = new ArrayList<>();
        for (String[] either : new String[][] {{"to_q", "query"}, {"to_k", "key"}, {"to_v", "value"}}) {
            String old = branch + either[1] + "." + ending;
            String name = known.containsKey(old) ? old : branch + either[0] + "." + ending;
            if (!known.containsKey(name)) {
                throw CheckpointException.of(
                        Code.MISSING_TENSOR, "tensors of unet", Names.quoted(name), "no such name", "unet");
            }
            names.add(name);
        }
        return names;
    }
}
