"""What LoRA and its relatives add to a weight, computed with numpy in float64 from small random factors.

    python tools/golden_lora.py core/src/test/resources/lora/formulas.safetensors

Each method is a module with tensors named as in real files, beside them `MODULE.weight` where the change depends on it
and `MODULE.expected`, the change in the shape of the weight. Needs numpy and safetensors.
"""
import pathlib
import sys

import numpy as np
from safetensors.numpy import save_file

rng = np.random.default_rng(7)
tensors = {}


def draw(*shape):
    return rng.standard_normal(shape).astype(np.float32)


def module(name, expected, alpha=None, **factors):
    for key, value in factors.items():
        tensors[f"{name}.{key.replace('__', '.')}"] = value
    if alpha is not None:
        tensors[f"{name}.alpha"] = np.array(alpha, np.float32)
    tensors[f"{name}.expected"] = expected.astype(np.float32)


def kernel(core, a, b):
    """Core [r, s, h, w] between a [r, out] and b [s, in]."""
    return np.einsum("rshw,ro,si->oihw", *(x.astype(np.float64) for x in (core, a, b)))


def product(a, b):
    return a.reshape(a.shape[0], -1).astype(np.float64) @ b.reshape(b.shape[0], -1).astype(np.float64)


down, up = draw(4, 6), draw(5, 4)
module("lora", .5 * product(up, down), alpha=2, lora_down__weight=down, lora_up__weight=up)
module("unscaled", product(up, down), lora_A__weight=down, lora_B__weight=up)

down, up = draw(4, 6, 3, 3), draw(5, 4, 1, 1)
module("locon", .25 * product(up, down).reshape(5, 6, 3, 3), alpha=1, lora_down__weight=down, lora_up__weight=up)
down, mid, up = draw(4, 6, 1, 1), draw(4, 4, 3, 3), draw(5, 4, 1, 1)
module("tucker", .75 * kernel(mid, up[:, :, 0, 0].T, down[:, :, 0, 0]), alpha=3,
       lora_down__weight=down, lora_mid__weight=mid, lora_up__weight=up)

w1a, w1b, w2a, w2b = draw(5, 2), draw(2, 6), draw(5, 2), draw(2, 6)
module("loha", .5 * product(w1a, w1b) * product(w2a, w2b), alpha=1,
       hada_w1_a=w1a, hada_w1_b=w1b, hada_w2_a=w2a, hada_w2_b=w2b)
w1a, w1b, w2a, w2b = draw(5, 2), draw(2, 54), draw(5, 2), draw(2, 54)
module("loha_conv", (2 * product(w1a, w1b) * product(w2a, w2b)).reshape(5, 6, 3, 3), alpha=4,
       hada_w1_a=w1a, hada_w1_b=w1b, hada_w2_a=w2a, hada_w2_b=w2b)
w1a, w1b, w2a, w2b, t1, t2 = draw(2, 5), draw(2, 6), draw(2, 5), draw(2, 6), draw(2, 2, 3, 3), draw(2, 2, 3, 3)
module("loha_tucker", .5 * kernel(t1, w1a, w1b) * kernel(t2, w2a, w2b), alpha=1,
       hada_t1=t1, hada_w1_a=w1a, hada_w1_b=w1b, hada_t2=t2, hada_w2_a=w2a, hada_w2_b=w2b)

w1, w2 = draw(2, 3), draw(4, 2)
module("lokr", np.kron(w1.astype(np.float64), w2), alpha=7, lokr_w1=w1, lokr_w2=w2)  # two whole factors: no scale
w1, w2a, w2b = draw(2, 3), draw(4, 2), draw(2, 2)
module("lokr_product", .5 * np.kron(w1.astype(np.float64), product(w2a, w2b)), alpha=1,
       lokr_w1=w1, lokr_w2_a=w2a, lokr_w2_b=w2b)
w1a, w1b, w2 = draw(2, 2), draw(2, 3), draw(4, 2, 3, 3)
module("lokr_conv", 1.5 * np.kron(product(w1a, w1b)[:, :, None, None], w2), alpha=3,
       lokr_w1_a=w1a, lokr_w1_b=w1b, lokr_w2=w2)
w1, w2a, w2b = draw(2, 3), draw(4, 2), draw(2, 2, 3, 3)
module("lokr_conv_product", .5 * np.kron(w1[:, :, None, None].astype(np.float64),
                                         product(w2a, w2b).reshape(4, 2, 3, 3)), alpha=1,
       lokr_w1=w1, lokr_w2_a=w2a, lokr_w2_b=w2b)
w1, t2, w2a, w2b = draw(2, 3), draw(2, 2, 3, 3), draw(2, 4), draw(2, 2)
module("lokr_tucker", .5 * np.kron(w1[:, :, None, None].astype(np.float64), kernel(t2, w2a, w2b)), alpha=1,
       lokr_w1=w1, lokr_t2=t2, lokr_w2_a=w2a, lokr_w2_b=w2b)

weight, down, up = draw(5, 6), draw(4, 6), draw(5, 4)
v = weight + .5 * product(up, down)
rows, columns = np.abs(draw(5, 1)), np.abs(draw(1, 6))
by_row = v / np.linalg.norm(v, axis=1, keepdims=True) * rows - weight
module("dora", by_row, alpha=2, weight=weight, lora_down__weight=down, lora_up__weight=up, dora_scale=rows)
module("dora_vector", by_row, alpha=2, weight=weight, lora_down__weight=down, lora_up__weight=up,
       lora_magnitude_vector=rows[:, 0].copy())
module("dora_columns", v / np.linalg.norm(v, axis=0, keepdims=True) * columns - weight, alpha=2, weight=weight,
       lora_down__weight=down, lora_up__weight=up, dora_scale=columns)
weight, down, up, rows = draw(5, 6, 3, 3), draw(4, 6, 3, 3), draw(5, 4, 1, 1), np.abs(draw(5, 1, 1, 1))
v = weight + product(up, down).reshape(5, 6, 3, 3)
module("dora_conv", v / np.sqrt((v ** 2).sum((1, 2, 3), keepdims=True)) * rows - weight, alpha=4, weight=weight,
       lora_down__weight=down, lora_up__weight=up, dora_scale=rows)

difference = draw(5, 6)
module("full", difference, diff=difference)

target = pathlib.Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)
save_file(dict(sorted(tensors.items())), target)
print(f"{target}: {len(tensors)} tensors, {target.stat().st_size} bytes")
