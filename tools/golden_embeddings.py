"""Files of textual inversion as tools write them with torch.save, with vectors of width 8 that count up by eighths.

    python tools/golden_embeddings.py core/src/test/resources/embeddings

Needs torch.
"""
import pathlib
import sys

import torch

target = pathlib.Path(sys.argv[1])
target.mkdir(parents=True, exist_ok=True)
two = torch.arange(16, dtype=torch.float32).reshape(2, 8) / 8

# AUTOMATIC1111: a dictionary of plain values around one of parameters
torch.save({"string_to_token": {"*": 265}, "string_to_param": {"*": two.clone()}, "name": "another", "step": 499,
            "sd_checkpoint": None, "sd_checkpoint_name": None}, target / "webui-style.pt")
# the paper's code: a ParameterDict, and tokens as tensors
torch.save({"string_to_token": {"*": torch.tensor(265)},
            "string_to_param": torch.nn.ParameterDict({"*": torch.nn.Parameter(two.clone())})},
           target / "paper-style.pt")
# diffusers' first form
torch.save({"<cat-toy>": two[1].clone()}, target / "learned_embeds.bin")
