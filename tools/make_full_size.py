"""Writes random models of the real size in every form in which Stable Diffusion is published.

    python tools/make_full_size.py OUT --model sd15|sd21 [--forms folder,bin,safetensors,ckpt] [--width 320] [--seed 1]

diffusers makes the networks and writes OUT/folder (fp16 safetensors) and OUT/bin (fp16 pickles); the single files
OUT/model.safetensors and OUT/model.ckpt have the names of the paper's code (sd21: open_clip's text encoder with the
block and the tensors that are never used), and the YAML lies beside them. The weights are random, so the pictures are
noise, but the same noise from every form and every program: to compare, and to measure loading. About 2.1 GB each
(sd15) or 2.6 GB. A smaller --width (a multiple of 64) makes a quick trial. Needs torch, transformers and diffusers.
"""

import argparse
import gzip
import json
import pathlib
import re

from check_converted import diffusers, torch  # also puts aside a torchvision that does not fit
import safetensors.torch
import transformers

HERE = pathlib.Path(__file__).parent
MERGES = HERE.parent / "core/src/main/resources/org/ldm4j/text/clip-merges.txt.gz"

SCHEDULE = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", set_alpha_to_one=False, steps_offset=1)


# ---------------------------------------------------------------- networks


def unet(model, width, text_width):
    second = model == "sd21"
    levels = [width, 2 * width, 4 * width, 4 * width]
    return diffusers.UNet2DConditionModel(
        sample_size=96 if second else 64,
        block_out_channels=levels,
        cross_attention_dim=text_width,
        attention_head_dim=[level // 64 for level in levels] if second else 8,
        use_linear_projection=second,
    )


def autoencoder(width):
    ch = max(32, width * 128 // 320 // 32 * 32)
    return diffusers.AutoencoderKL(
        block_out_channels=[ch, 2 * ch, 4 * ch, 4 * ch],
        down_block_types=["DownEncoderBlock2D"] * 4,
        up_block_types=["UpDecoderBlock2D"] * 4,
        layers_per_block=2,
        latent_channels=4,
        sample_size=512,
        scaling_factor=0.18215,
    )


def text_encoder(model, width):
    full = width == 320
    second = model == "sd21"
    size = (1024 if second else 768) if full else 64
    layers = (23 if second else 12) if full else 2
    config = transformers.CLIPTextConfig(
        vocab_size=49408,
        hidden_size=size,
        intermediate_size=4 * size,
        num_hidden_layers=layers,
        num_attention_heads=size // 64,
        hidden_act="gelu" if second else "quick_gelu",
        projection_dim=512 if second else 768,
    )
    return transformers.CLIPTextModel(config)


def write_tokenizer(folder, model):
    folder.mkdir(parents=True, exist_ok=True)
    merges = gzip.open(MERGES, "rt", encoding="utf-8").read().splitlines()
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    symbols = [chr(b) for b in shown] + [chr(256 + i) for i in range(256 - len(shown))]
    pieces = symbols + [s + "</w>" for s in symbols] + [m.replace(" ", "") for m in merges]
    pieces += ["<|startoftext|>", "<|endoftext|>"]
    ids = {piece: i for i, piece in enumerate(pieces)}
    (folder / "vocab.json").write_text(json.dumps(ids, ensure_ascii=False), encoding="utf-8")
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *merges, ""]), encoding="utf-8")
    roles = dict(bos_token="<|startoftext|>", eos_token="<|endoftext|>", unk_token="<|endoftext|>")
    roles["pad_token"] = "!" if model == "sd21" else "<|endoftext|>"
    (folder / "special_tokens_map.json").write_text(json.dumps(roles))
    config = dict(roles, tokenizer_class="CLIPTokenizer", model_max_length=77, do_lower_case=True, add_prefix_space=False)
    (folder / "tokenizer_config.json").write_text(json.dumps(config))


def scheduler(model):
    if model == "sd21":
        return diffusers.DDIMScheduler(**SCHEDULE, clip_sample=False, prediction_type="v_prediction")
    return diffusers.PNDMScheduler(**SCHEDULE, skip_prk_steps=True)


# ---------------------------------------------------------------- names of the paper's code

RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "time_emb_proj": "emb_layers.1",
    "conv_shortcut": "skip_connection",
}
OUTSIDE = {
    "conv_in": "input_blocks.0.0",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
}
MIDDLE = {"resnets.0": "0", "attentions.0": "1", "resnets.1": "2"}
BLOCKS = 3  # of each level on the way up; on the way down the third changes the resolution


def unet_name(name, has_attention):
    for there, here in OUTSIDE.items():
        if name.startswith(there + "."):
            return here + name[len(there) :]
    if match := re.match(r"mid_block\.(\w+\.\d)\.(.*)", name):
        return f"middle_block.{MIDDLE[match[1]]}.{inner(match[2])}"
    way, level, kind, index, rest = re.match(r"(down|up)_blocks\.(\d)\.(\w+?)s\.(\d)\.(.*)", name).groups()
    first = BLOCKS * int(level) + (1 if way == "down" else 0)
    blocks = "input_blocks" if way == "down" else "output_blocks"
    if kind == "downsampler":
        return f"{blocks}.{first + 2}.0.op.{rest.removeprefix('conv.')}"
    if kind == "upsampler":
        return f"{blocks}.{first + 2}.{2 if has_attention[int(level)] else 1}.{rest}"
    return f"{blocks}.{first + int(index)}.{0 if kind == 'resnet' else 1}.{inner(rest)}"


def inner(name):
    layer, _, kind = name.partition(".")
    return f"{RESNET[layer]}.{kind}" if layer in RESNET else name


def vae_name(name):
    name = re.sub(r"down_blocks\.(\d)\.resnets", r"down.\1.block", name)
    name = re.sub(r"up_blocks\.(\d)\.resnets", lambda m: f"up.{3 - int(m[1])}.block", name)
    name = re.sub(r"down_blocks\.(\d)\.downsamplers\.0", r"down.\1.downsample", name)
    name = re.sub(r"up_blocks\.(\d)\.upsamplers\.0", lambda m: f"up.{3 - int(m[1])}.upsample", name)
    name = re.sub(r"mid_block\.resnets\.(\d)", lambda m: f"mid.block_{int(m[1]) + 1}", name)
    name = name.replace("mid_block.attentions.0", "mid.attn_1").replace("group_norm", "norm")
    name = name.replace("conv_norm_out", "norm_out").replace("conv_shortcut", "nin_shortcut")
    return re.sub(r"to_([qkv])\.", r"\1.", name).replace("to_out.0.", "proj_out.")


def vae_tensor(name, tensor):
    return tensor[:, :, None, None] if "mid_block.attentions" in name and tensor.ndim == 2 else tensor


def open_clip(state):
    """The text encoder as open_clip stores it, with one more block and what only its training needs."""
    state = {name.removeprefix("text_model."): tensor for name, tensor in state.items()}
    names = {"layer_norm1": "ln_1", "layer_norm2": "ln_2", "mlp.fc1": "mlp.c_fc", "mlp.fc2": "mlp.c_proj"}
    out = {
        "token_embedding.weight": state["embeddings.token_embedding.weight"],
        "positional_embedding": state["embeddings.position_embedding.weight"],
        "ln_final.weight": state["final_layer_norm.weight"],
        "ln_final.bias": state["final_layer_norm.bias"],
    }
    layers = 1 + max(int(name.split(".")[2]) for name in state if name.startswith("encoder.layers."))
    for i in range(layers + 1):  # the last one is never used, so it may be any
        there, here = f"encoder.layers.{min(i, layers - 1)}.", f"transformer.resblocks.{i}."
        for kind in ("weight", "bias"):
            qkv = [state[f"{there}self_attn.{part}_proj.{kind}"] for part in "qkv"]
            out[f"{here}attn.in_proj_{kind}"] = torch.cat(qkv)
            out[f"{here}attn.out_proj.{kind}"] = state[f"{there}self_attn.out_proj.{kind}"]
            for theirs, ours in names.items():
                out[f"{here}{ours}.{kind}"] = state[f"{there}{theirs}.{kind}"]
    width = out["ln_final.bias"].shape[0]
    out["text_projection"] = torch.zeros(width, width, dtype=torch.float16)
    out["logit_scale"] = torch.tensor(4.6052, dtype=torch.float16)
    return out


def single(model, unet, vae, text):
    attention = ["CrossAttn" in kind for kind in unet.config.up_block_types]
    state = {f"model.diffusion_model.{unet_name(n, attention)}": t for n, t in unet.state_dict().items()}
    state |= {f"first_stage_model.{vae_name(n)}": vae_tensor(n, t) for n, t in vae.state_dict().items()}
    words = text.state_dict()
    if model == "sd21":
        state |= {f"cond_stage_model.model.{n}": t for n, t in open_clip(words).items()}
    else:
        prefix = "cond_stage_model.transformer.text_model."
        state |= {prefix + n.removeprefix("text_model."): t for n, t in words.items() if "position_ids" not in n}
        state[prefix + "embeddings.position_ids"] = torch.arange(77)[None]
    return {name: tensor.contiguous().clone() for name, tensor in state.items()}


def yaml(model, unet, vae):
    second = model == "sd21"
    ch = vae.config.block_out_channels[0]
    text = "FrozenOpenCLIPEmbedder" if second else "FrozenCLIPEmbedder"
    return f"""model:
  target: ldm.models.diffusion.ddpm.LatentDiffusion
  params:
    parameterization: {"v" if second else "eps"}
    linear_start: 0.00085
    linear_end: 0.0120
    timesteps: 1000
    image_size: {96 if second else 64}
    channels: 4
    conditioning_key: crossattn
    scale_factor: 0.18215
    use_ema: False
    unet_config:
      target: ldm.modules.diffusionmodules.openaimodel.UNetModel
      params:
        image_size: 32
        in_channels: 4
        out_channels: 4
        model_channels: {unet.config.block_out_channels[0]}
        attention_resolutions: [ 4, 2, 1 ]
        num_res_blocks: 2
        channel_mult: [ 1, 2, 4, 4 ]
        {"num_head_channels: 64" if second else "num_heads: 8"}
        use_spatial_transformer: True
        use_linear_in_transformer: {second}
        transformer_depth: 1
        context_dim: {unet.config.cross_attention_dim}
        use_checkpoint: True
        legacy: False
    first_stage_config:
      target: ldm.models.autoencoder.AutoencoderKL
      params:
        embed_dim: 4
        ddconfig: {{double_z: true, z_channels: 4, resolution: 256, in_channels: 3, out_ch: 3, ch: {ch},
          ch_mult: [ 1, 2, 4, 4 ], num_res_blocks: 2, attn_resolutions: [], dropout: 0.0}}
    cond_stage_config:
      target: ldm.modules.encoders.modules.{text}
{"      params: {freeze: True, layer: penultimate}" if second else ""}
"""


# ---------------------------------------------------------------- all of it


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--model", choices=["sd15", "sd21"], required=True)
    parser.add_argument("--forms", default="folder,bin,safetensors,ckpt")
    parser.add_argument("--width", type=int, default=320)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    out, model, forms = arguments.out, arguments.model, arguments.forms.split(",")
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(arguments.seed)
    text = text_encoder(model, arguments.width).half()
    denoiser = unet(model, arguments.width, text.config.hidden_size).half()
    vae = autoencoder(arguments.width).half()
    write_tokenizer(out / "tokenizer", model)
    pipeline = diffusers.StableDiffusionPipeline(
        vae=vae,
        text_encoder=text,
        tokenizer=transformers.CLIPTokenizer.from_pretrained(out / "tokenizer"),
        unet=denoiser,
        scheduler=scheduler(model),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    if "folder" in forms:
        pipeline.save_pretrained(out / "folder", variant="fp16", safe_serialization=True)
        write_tokenizer(out / "folder" / "tokenizer", model)
    if "bin" in forms:
        pipeline.save_pretrained(out / "bin", safe_serialization=False)
        # transformers writes safetensors whatever it is asked; published folders have this name
        torch.save(text.state_dict(), out / "bin" / "text_encoder" / "pytorch_model.bin")
        for file in (out / "bin" / "text_encoder").glob("*.safetensors"):
            file.unlink()
        write_tokenizer(out / "bin" / "tokenizer", model)
    (out / "model.yaml").write_text(yaml(model, denoiser, vae))
    if {"safetensors", "ckpt"} & set(forms):
        state = single(model, denoiser, vae, text)
        if "safetensors" in forms:
            safetensors.torch.save_file(state, out / "model.safetensors", metadata={"format": "pt"})
        if "ckpt" in forms:
            torch.save({"state_dict": state, "global_step": 470000, "epoch": 1}, out / "model.ckpt")
    for file in sorted(out.rglob("*")):
        if file.is_file():
            print(f"{file.stat().st_size:>14,} {file}")


if __name__ == "__main__":
    main()
