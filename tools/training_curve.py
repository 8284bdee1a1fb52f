#!/usr/bin/env python3
"""Makes the curves of TrainingCurveTest: 200 steps of the second stage in torch, with diffusers' U-Net and text encoder.

    python tools/training_curve.py training/src/test/resources/org/ldm4j/training/curve

Needs torch, numpy, safetensors, transformers and diffusers. Everything is computed in float64 on the CPU. Weights begin as
diffusers makes them, rounded to float16 and written beside the curves; pictures, their order, timesteps, noise and which
captions are left out are drawn from the run's seed as docs/training.md says. There is no first stage: pictures of 8x8
pixels are diffused themselves (equation 1), told by the paper's text encoder, which is trained together with the U-Net.
"""
import hashlib
import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import UNet2DConditionModel
from diffusers.pipelines.latent_diffusion.pipeline_latent_diffusion import LDMBertConfig, LDMBertModel
from safetensors.torch import save_file
from transformers import BertTokenizer

SEED, STEPS, BATCH, SIDE, PICTURES = 5, 200, 2, 8, 6
POSITIONS, WIDTH, DROPOUT, RATE, DECAY, CLIP = 6, 32, 0.2, 1e-3, 0.01, 1.0
COLOURS, SHAPES = ["red", "green", "blue"], ["disc", "square"]
CAPTIONS = [f"a {colour} {shape}" for colour in COLOURS for shape in SHAPES]
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", *COLOURS, *SHAPES]


def generator(name):
    seed = int.from_bytes(hashlib.sha256(f"{SEED}:{name}".encode()).digest()[:8], "big")
    return torch.Generator().manual_seed(seed)


class Sinusoids(torch.nn.Module):
    """diffusers' own are float32 whatever the network is."""

    def forward(self, t):
        half = WIDTH // 2
        rates = [float(np.float32(math.exp(float(np.float32(-math.log(10000) * i / half))))) for i in range(half)]
        angles = t.double()[:, None] * torch.tensor(rates, dtype=torch.float64)[None]
        return torch.cat([angles.cos(), angles.sin()], dim=1)


def networks():
    torch.manual_seed(0)
    unet = UNet2DConditionModel(
        sample_size=SIDE, in_channels=3, out_channels=3, block_out_channels=(WIDTH,), layers_per_block=1,
        down_block_types=("DownBlock2D",), up_block_types=("UpBlock2D",), cross_attention_dim=WIDTH,
        attention_head_dim=2, norm_num_groups=32,
    )
    text = LDMBertModel(LDMBertConfig(
        vocab_size=len(VOCABULARY), max_position_embeddings=POSITIONS, encoder_layers=1, encoder_ffn_dim=4 * WIDTH,
        encoder_attention_heads=8, head_dim=64, d_model=WIDTH, dropout=0.0, attention_dropout=0.0, activation_dropout=0.0,
        classifier_dropout=0.0,
    ))
    for network in (unet, text):
        for parameter in network.parameters():
            parameter.data = parameter.data.half().double()
    unet.time_proj = Sinusoids()
    return unet.double().eval(), text.double().eval()


def schedule():
    betas = np.linspace(math.sqrt(0.00085), math.sqrt(0.012), 1000) ** 2
    abar = np.cumprod(1 - betas)
    as_float32 = lambda values: torch.tensor(values.astype(np.float32)).double()
    return as_float32(np.sqrt(abar)), as_float32(np.sqrt(1 - abar))


def batch(step, orders):
    numbers = []
    for place in range((step - 1) * BATCH, step * BATCH):
        epoch = place // PICTURES
        if epoch not in orders:
            orders[epoch] = torch.randperm(PICTURES, generator=generator(f"epoch:{epoch}")).tolist()
        numbers.append(orders[epoch][place % PICTURES])
    return numbers


def curve(prediction, pictures, ids, empty):
    unet, text = networks()
    alpha, sigma = schedule()
    parameters = [*unet.parameters(), *(p for n, p in text.named_parameters() if not n.startswith("to_logits"))]
    optimiser = torch.optim.AdamW(parameters, lr=RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=DECAY)
    one = np.float32(1)
    x0s = torch.tensor(pictures.astype(np.float32) / (255 * one) * (2 * one) - one).permute(0, 3, 1, 2).double()
    orders, losses = {}, []
    for step in range(1, STEPS + 1):
        numbers, draws = batch(step, orders), generator(f"step:{step}")
        x0 = x0s[numbers]
        t = (torch.rand(BATCH, generator=draws) * 1000).clamp(0, 999).long()
        eps = torch.randn(x0.shape, generator=draws).double()
        dropped = torch.rand(BATCH, generator=draws) < DROPOUT
        tokens = torch.stack([empty if dropped[i] else ids[n] for i, n in enumerate(numbers)])
        a, s = alpha[t].view(-1, 1, 1, 1), sigma[t].view(-1, 1, 1, 1)
        output = unet(a * x0 + s * eps, t, text.model(tokens)[0]).sample
        target = eps if prediction == "eps" else a * eps - s * x0
        loss = (target - output).square().mean()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, CLIP)
        optimiser.step()
        losses.append(loss.item())
    return losses


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n")
    tokenizer = BertTokenizer(str(folder / "vocab.txt"))
    encode = lambda texts: tokenizer(
        texts, padding="max_length", truncation=True, max_length=POSITIONS, return_tensors="pt")["input_ids"]
    unet, text = networks()
    for name, network in (("unet", unet), ("text", text)):
        tensors = {key: value.half().contiguous() for key, value in network.state_dict().items()}
        save_file(tensors, folder / f"{name}.safetensors", {"format": "pt"})
    rng = np.random.RandomState(3)
    pictures = rng.randint(0, 256, (PICTURES, SIDE, SIDE, 3)).astype(np.uint8)
    ids, empty = encode(CAPTIONS), encode([""])[0]
    result = {
        "captions": CAPTIONS, "pictures": pictures.reshape(PICTURES, -1).tolist(), "ids": ids.tolist(),
        **{name: curve(name, pictures, ids, empty) for name in ("eps", "v")},
    }
    (folder / "curve.json").write_text(json.dumps(result) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
