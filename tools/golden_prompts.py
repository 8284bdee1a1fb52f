"""Conditions of prompts with weights and several chunks, computed with transformers' CLIPTextModel.

    python tools/golden_prompts.py core/src/test/resources/golden/models core/src/test/resources/prompts

A chunk is written out here as stretches of words with their weights, so nothing of our grammar is used. Each token's
last state (behind the final norm; of an earlier layer with clip skip) is multiplied by its weight; then all of a chunk
by one number, so that their mean is what it was. The chunks of a prompt stand one behind the other.
"""
import json
import pathlib
import sys

import torch
from safetensors.torch import save_file
from transformers import CLIPTextModel, CLIPTokenizer

PROMPTS = {
    "a cat": [[("a cat", 1)]],
    "a (cat:1.5), [dog] and ((bird))": [
        [("a ", 1), ("cat", 1.5), (", ", 1), ("dog", 1 / 1.1), (" and ", 1), ("bird", 1.1 * 1.1)]
    ],
    "one BREAK (two:-0.3)": [[("one", 1)], [("two", -0.3)]],
    "(sea, :0.5)" + "stone " * 70 + "oak " * 30: [
        [("sea, ", 0.5), ("stone " * 70 + "oak " * 3, 1)],
        [("oak " * 27, 1)],
    ],
}


def condition(tokenizer, encoder, chunks, clip_skip):
    rows = []
    for chunk in chunks:
        tokens = [(i, w) for words, w in chunk for i in tokenizer(words, add_special_tokens=False)["input_ids"]]
        assert len(tokens) <= 75
        ids = [tokenizer.bos_token_id] + [i for i, _ in tokens] + [tokenizer.eos_token_id]
        weights = [1] + [w for _, w in tokens] + [1]
        ids += [tokenizer.pad_token_id] * (77 - len(ids))
        weights += [1] * (77 - len(weights))
        out = encoder(input_ids=torch.tensor([ids]), output_hidden_states=True)
        states = out.last_hidden_state
        if clip_skip:
            norm = getattr(encoder, "text_model", encoder).final_layer_norm
            states = norm(out.hidden_states[-1 - clip_skip])
        weighted = states * torch.tensor(weights, dtype=torch.float32)[None, :, None]
        rows.append(weighted * (states.mean() / weighted.mean()))
    return torch.cat(rows, 1)


@torch.no_grad()
def main(models, out):
    tensors = {}
    for model in ("sd1", "sd2"):
        tokenizer = CLIPTokenizer.from_pretrained(models / model / "tokenizer")
        encoder = CLIPTextModel.from_pretrained(models / model / "text_encoder", dtype=torch.float32).eval()
        for number, chunks in enumerate(PROMPTS.values()):
            for clip_skip in (0, 1):
                tensors[f"{model}.{number}.{clip_skip}"] = condition(tokenizer, encoder, chunks, clip_skip)
    out.mkdir(parents=True, exist_ok=True)
    save_file(tensors, out / "conditions.safetensors", {"prompts": json.dumps(list(PROMPTS))})


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
