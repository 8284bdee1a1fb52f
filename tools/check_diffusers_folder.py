"""Proves that diffusers loads a model folder: loads it, makes one picture, and compares it with another folder's.

    python tools/check_diffusers_folder.py FOLDER [--same-as OTHER] [--steps 3] [--prompt TEXT] [--output x.png]

Needs torch, transformers and diffusers (or PYTHONPATH on its sources). Exits with 1 if the pictures differ by more than
one level of 255, with 2 if a weight of the folder was not used or not found.
"""

import argparse
import json
import pathlib
import sys

import numpy
import torch
import diffusers


def load(folder):
    name = json.loads((pathlib.Path(folder) / "model_index.json").read_text())["_class_name"]
    pipeline, info = getattr(diffusers, name), {}
    for part, cls in (("unet", diffusers.UNet2DConditionModel), ("vae", diffusers.AutoencoderKL)):
        model, found = cls.from_pretrained(folder, subfolder=part, output_loading_info=True, torch_dtype=torch.float32)
        bad = {key: value for key, value in found.items() if value}
        if bad:
            print(f"{folder}/{part}: {bad}", file=sys.stderr)
            sys.exit(2)
        info[part] = model
    return pipeline.from_pretrained(folder, torch_dtype=torch.float32, **info)


def picture(folder, prompt, steps):
    pipe = load(folder)
    pipe.set_progress_bar_config(disable=True)
    generator = torch.Generator("cpu").manual_seed(1)
    call = dict(prompt=prompt, num_inference_steps=steps, generator=generator, output_type="np")
    size = pipe.unet.config.sample_size
    if type(pipe).__name__ == "StableDiffusionInpaintPipeline":
        side = size * pipe.vae_scale_factor
        grey = numpy.full((1, side, side, 3), 0.5, numpy.float32)
        mask = numpy.zeros((1, side, side, 1), numpy.float32)
        mask[:, : side // 2] = 1
        call.update(image=grey, mask_image=mask)
    elif type(pipe).__name__ == "StableDiffusionUpscalePipeline":
        call.update(image=torch.zeros(1, 3, size, size))
    elif type(pipe).__name__ == "StableDiffusionDepth2ImgPipeline":
        side = size * pipe.vae_scale_factor
        call.update(image=torch.zeros(1, 3, side, side), depth_map=torch.rand(1, side, side))
    return pipe(**call).images[0]


parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("--same-as")
parser.add_argument("--steps", type=int, default=3)
parser.add_argument("--prompt", default="a red apple on a table")
parser.add_argument("--output")
args = parser.parse_args()

made = picture(args.folder, args.prompt, args.steps)
print(f"{args.folder}: {made.shape[1]}x{made.shape[0]}, mean {made.mean():.5f}, deviation {made.std():.5f}")
if args.output:
    diffusers.utils.numpy_to_pil(made)[0].save(args.output)
if args.same_as:
    other = picture(args.same_as, args.prompt, args.steps)
    difference = abs(made - other).max() * 255
    print(f"{args.same_as}: differs by at most {difference:.3f} of 255")
    sys.exit(1 if difference > 1 else 0)
