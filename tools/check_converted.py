"""Proves that diffusers loads what `ldm4j convert` writes, and finds the same tensors in it.

    python tools/check_converted.py ORIGINAL [--folder FOLDER] [--file FILE.safetensors] [--config FOLDER]

ORIGINAL is a folder of diffusers. FOLDER is loaded with from_pretrained, FILE with from_single_file of the original's
pipeline class, with the configuration of --config (default: ORIGINAL; a single file has none that diffusers reads).
Every tensor of every network must be equal, bit by bit. Needs torch, transformers and diffusers. Exits with 1 on a
difference.
"""

import argparse
import importlib.util
import json
import pathlib
import sys


def without_broken_torchvision():
    """Some machines have a torchvision that does not fit their torch; nothing here needs it."""
    find = importlib.util.find_spec
    importlib.util.find_spec = lambda name, *rest: None if name.split(".")[0] == "torchvision" else find(name, *rest)
    import transformers

    for name in ("CLIPImageProcessor", "DPTImageProcessor", "DPTForDepthEstimation"):
        setattr(transformers, name, type(name, (), {}))


try:
    import torchvision  # noqa: F401
except Exception:
    without_broken_torchvision()

import diffusers
import torch

diffusers.utils.logging.set_verbosity_error()
diffusers.utils.logging.disable_progress_bar()

NETWORKS = ("unet", "vae", "text_encoder")


def pipeline_class(folder):
    return getattr(diffusers, json.loads((pathlib.Path(folder) / "model_index.json").read_text())["_class_name"])


def absent(cls):
    """Parts that ldm4j does not have, and that a pipeline of this class would look for."""
    import inspect

    names = inspect.signature(cls.__init__).parameters
    return {name: None for name in ("safety_checker", "feature_extractor", "depth_estimator", "watermarker") if name in names}


def load_folder(folder):
    cls = pipeline_class(folder)
    half = any(pathlib.Path(folder).glob("unet/*.fp16.*"))
    return cls.from_pretrained(folder, torch_dtype="auto", variant="fp16" if half else None, **absent(cls))


def load_file(file, config):
    cls = pipeline_class(config)
    if not hasattr(cls, "from_single_file"):  # depth: its networks are those of the plain pipeline
        cls = diffusers.StableDiffusionPipeline
    return cls.from_single_file(file, config=config, local_files_only=True, torch_dtype=torch.float32, **absent(cls))


def tensors(pipeline):
    return {
        f"{part}.{name}": tensor.float()
        for part in NETWORKS
        for name, tensor in getattr(pipeline, part).state_dict().items()
        if not name.endswith("position_ids")
    }


def compare(wanted, found, what):
    failures = [f"missing {name}" for name in wanted.keys() - found.keys()]
    failures += [f"unexpected {name}" for name in found.keys() - wanted.keys()]
    failures += [f"different {name}" for name in wanted.keys() & found.keys() if not torch.equal(wanted[name], found[name])]
    print(f"{what}: {len(wanted)} tensors, {'all equal' if not failures else failures[:10]}")
    return not failures


def compare_settings(wanted, found, what):
    """What the configurations say about the networks and the schedule; None and a missing field are the same."""
    good = True
    for part in NETWORKS[:2] + ("scheduler",):
        a, b = getattr(wanted, part).config, getattr(found, part).config
        differing = {
            key: (a.get(key), b.get(key))
            for key in a.keys() | b.keys()
            if a.get(key) != b.get(key) and not key.startswith("_") and key not in ("sample_size", "upcast_attention")
        }
        if differing:
            print(f"{what}, {part}: {differing}")
            good = False
    a, b = wanted.tokenizer, found.tokenizer
    text = "A photo of an astronaut, it's 2023!"
    if a(text, padding="max_length").input_ids != b(text, padding="max_length").input_ids:
        print(f"{what}, tokenizer: {text!r} gives other ids")
        good = False
    return good


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("original")
    parser.add_argument("--folder")
    parser.add_argument("--file")
    parser.add_argument("--config")
    arguments = parser.parse_args()
    original = load_folder(arguments.original)
    good = True
    if arguments.folder:
        converted = load_folder(arguments.folder)
        good &= compare(tensors(original), tensors(converted), arguments.folder)
        good &= compare_settings(original, converted, arguments.folder)
    if arguments.file:
        converted = load_file(arguments.file, arguments.config or arguments.original)
        good &= compare(tensors(original), tensors(converted), arguments.file)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
