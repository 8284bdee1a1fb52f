#!/usr/bin/env python3
"""Does the work of `ldm4j bench` with diffusers and torch, at their best settings, and prints the same JSON.

    python tools/peers/peer_diffusers.py unet|vae|text|train|start --preset sd15|sd21|bundled [options]

Needs torch, transformers and diffusers (--diffusers DIR names a source tree where it is not installed). benchmarks/run.sh
sets the environment that the figures depend on. Weights are random and of the real size; networks are in channels_last
unless --contiguous; flops are counted by torch.
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

UNETS = {
    "sd15": dict(cross_attention_dim=768, attention_head_dim=8),
    "sd21": dict(cross_attention_dim=1024, attention_head_dim=[5, 10, 20, 20], use_linear_projection=True),
}
TEXTS = {
    "sd15": dict(hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12, projection_dim=768),
    "sd21": dict(
        hidden_size=1024,
        intermediate_size=4096,
        num_hidden_layers=23,
        num_attention_heads=16,
        hidden_act="gelu",
        projection_dim=512,
    ),
}
SIDES = {"sd15": 512, "sd21": 768, "bundled": 64}
BATCHES = {"unet": 2, "vae": 1, "text": 2, "train": 32, "start": 1}
BUNDLED_DOWNSAMPLING = 8
BUNDLED_LATENT_CHANNELS = 16
BUNDLED_TEXT_WIDTH = 256
BUNDLED_POSITIONS = 16
BUNDLED_VOCABULARY = 1024
START_STEPS = 10


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", choices=sorted(BATCHES))
    parser.add_argument("--preset", choices=sorted(SIDES))
    parser.add_argument("-m", "--model", help="a diffusers folder, for start")
    parser.add_argument("--width", type=int)
    parser.add_argument("--height", type=int)
    parser.add_argument("--batch", type=int)
    parser.add_argument("--dtype", choices=["fp32", "bf16"])
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--contiguous", action="store_true", help="not in channels_last")
    parser.add_argument("--diffusers", help="folder that holds the package diffusers")
    parser.add_argument("--picture", help=argparse.SUPPRESS)  # the child process of start writes here
    parser.add_argument("--json", action="store_true", help="accepted for likeness; the output is always JSON")
    args = parser.parse_args()
    args.preset = args.preset or ("bundled" if args.work in ("train", "start") else "sd15")
    args.width = args.width or SIDES[args.preset]
    args.height = args.height or SIDES[args.preset]
    args.batch = args.batch or BATCHES[args.work]
    args.dtype = args.dtype or ("fp32" if args.work == "train" else "bf16")
    if args.diffusers:
        sys.path.insert(0, args.diffusers)
    return args


def prepared(network, args):
    import torch

    network = network.to(torch.bfloat16 if args.dtype == "bf16" else torch.float32).eval().requires_grad_(False)
    return network if args.contiguous else network.to(memory_format=torch.channels_last)


def random_input(args, *shape):
    import torch

    x = torch.randn(shape, dtype=torch.bfloat16 if args.dtype == "bf16" else torch.float32)
    return x.contiguous(memory_format=torch.channels_last) if x.ndim == 4 and not args.contiguous else x


def unet(args):
    from diffusers import UNet2DConditionModel

    network = prepared(UNet2DConditionModel(sample_size=64, **UNETS[args.preset]), args)
    x = random_input(args, args.batch, 4, args.height // 8, args.width // 8)
    context = random_input(args, args.batch, 77, UNETS[args.preset]["cross_attention_dim"])
    return lambda: network(x, 500, encoder_hidden_states=context, return_dict=False)


def vae(args):
    from diffusers import AutoencoderKL

    levels = ["DownEncoderBlock2D"] * 4
    network = AutoencoderKL(
        block_out_channels=(128, 256, 512, 512),
        down_block_types=levels,
        up_block_types=["UpDecoderBlock2D"] * 4,
        layers_per_block=2,
        latent_channels=4,
    )
    network = prepared(network, args)
    z = random_input(args, args.batch, 4, args.height // 8, args.width // 8)
    return lambda: network.decode(z, return_dict=False)


def text(args):
    import torch
    from transformers import CLIPTextConfig, CLIPTextModel

    network = prepared(CLIPTextModel(CLIPTextConfig(vocab_size=49408, **TEXTS[args.preset])), args)
    ids = torch.arange(args.batch * 77).reshape(args.batch, 77)
    return lambda: network(ids)


def bundled_networks():
    """The shapes of the bundled model, as diffusers and transformers build them."""
    from diffusers import UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel

    denoiser = UNet2DConditionModel(
        in_channels=BUNDLED_LATENT_CHANNELS,
        out_channels=BUNDLED_LATENT_CHANNELS,
        block_out_channels=(128, 256),
        down_block_types=("CrossAttnDownBlock2D",) * 2,
        up_block_types=("CrossAttnUpBlock2D",) * 2,
        layers_per_block=1,
        attention_head_dim=(4, 8),  # the number of heads, whatever its name says: heads of 32 channels
        cross_attention_dim=BUNDLED_TEXT_WIDTH,
    )
    encoder = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=BUNDLED_VOCABULARY,
            max_position_embeddings=BUNDLED_POSITIONS,
            hidden_size=BUNDLED_TEXT_WIDTH,
            intermediate_size=4 * BUNDLED_TEXT_WIDTH,
            num_hidden_layers=4,
            num_attention_heads=4,
            eos_token_id=BUNDLED_VOCABULARY - 1,
        )
    )
    return denoiser, encoder


def train(args):
    import torch

    denoiser, encoder = bundled_networks()
    parameters = [*denoiser.parameters(), *encoder.parameters()]
    average = [p.detach().clone() for p in parameters]
    optimizer = torch.optim.AdamW(parameters, lr=1e-4, foreach=True)
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2
    alphas = torch.cumprod(1 - betas, 0)
    shape = (args.batch, BUNDLED_LATENT_CHANNELS, args.height // BUNDLED_DOWNSAMPLING, args.width // BUNDLED_DOWNSAMPLING)

    def step():
        z, noise = torch.randn(shape), torch.randn(shape)
        t = torch.randint(0, 1000, (args.batch,))
        ids = torch.randint(0, BUNDLED_VOCABULARY, (args.batch, BUNDLED_POSITIONS))
        alpha = alphas[t].view(-1, 1, 1, 1)
        with torch.autocast("cpu", torch.bfloat16, enabled=args.dtype == "bf16"):
            context = encoder(ids).last_hidden_state
            output = denoiser(alpha.sqrt() * z + (1 - alpha).sqrt() * noise, t, encoder_hidden_states=context).sample
        loss = torch.nn.functional.mse_loss(output.float(), noise)
        loss.item()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        with torch.no_grad():
            torch._foreach_lerp_(average, parameters, 0.001)

    return step


def start(args):
    """From the start of a Python process to a PNG: the process is this script with --picture."""
    if not args.model:
        sys.exit("start: expected -m MODEL, found none")
    picture = os.path.join(tempfile.mkdtemp(), "start.png")
    command = [sys.executable, *sys.argv, "--picture", picture]
    return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def make_picture(args):
    import torch
    from diffusers import StableDiffusionPipeline

    torch.set_num_threads(args.threads)
    dtype = torch.bfloat16 if args.dtype == "bf16" else torch.float32
    pipeline = StableDiffusionPipeline.from_pretrained(args.model, torch_dtype=dtype, safety_checker=None)
    pipeline.set_progress_bar_config(disable=True)
    pipeline("a red heart", num_inference_steps=START_STEPS).images[0].save(args.picture)


def flops(work, args):
    """Floating-point operations of one pass as torch counts them, multiplications and additions apart."""
    if args.work not in ("unet", "vae", "text"):
        return None
    from torch.utils.flop_counter import FlopCounterMode

    counter = FlopCounterMode(display=False)
    with counter:
        work()
    return counter.get_total_flops()


def main():
    args = arguments()
    if args.picture:
        return make_picture(args)
    measured_here = args.work != "start"
    if measured_here:
        import torch

        torch.set_num_threads(args.threads)
        torch.manual_seed(0)
        torch.set_grad_enabled(args.work == "train")
    work = {"unet": unet, "vae": vae, "text": text, "train": train, "start": start}[args.work](args)
    for _ in range(2 if args.work == "train" else 1):
        work()
    seconds = []
    for _ in range(args.repeat):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    who = resource.RUSAGE_SELF if measured_here else resource.RUSAGE_CHILDREN
    peak = 1024 * resource.getrusage(who).ru_maxrss
    print(
        json.dumps(
            {
                "work": args.work,
                "preset": args.preset,
                "dtype": args.dtype,
                "width": args.width,
                "height": args.height,
                "batch": args.batch,
                "threads": args.threads,
                "seconds": seconds,
                "peak_rss_bytes": peak,
                "flops": flops(work, args),
            }
        )
    )


if __name__ == "__main__":
    main()
