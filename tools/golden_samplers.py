#!/usr/bin/env python3
"""Makes the golden values of SamplerToyTest: diffusers' schedulers run over a toy network in closed form.

    python tools/golden_samplers.py [--k-diffusion DIR] [--compvis DIR] > core/src/test/resources/samplers/toy.json

Needs torch, numpy, scipy and diffusers. With --k-diffusion (a checkout of crowsonkb/k-diffusion) the sampler that diffusers
lacks, dpm++2s_a, is made with it; with --compvis (a checkout of Stability-AI/stablediffusion) the DPM-Solver that CompVis'
scripts use; without, they are left out.

The toy network is  f(x, t) = 0.5 x cos(t / 300) + 0.4 tanh(x) + 0.2 sin(t / 100),  in whatever parameterisation the
configuration says. x has the shape [2, 1, 2, 2]. All noise comes from one generator with the seed 7, drawn in this order:
the clean latent if the run starts late, the first noise, then the scheduler's.
"""
import argparse
import json
import math
import sys
import types
from pathlib import Path

import diffusers.schedulers as schedulers
import torch

for absent in ("torchsde", "torchdiffeq"):  # imported where they are not needed: the noise is replaced below
    sys.modules.setdefault(absent, types.ModuleType(absent))
sys.modules["torchdiffeq"].odeint = None
from diffusers.schedulers import scheduling_dpmsolver_sde as sde  # noqa: E402

SHAPE = (2, 1, 2, 2)
SEED = 7
SD = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}


def toy(x, t):
    t = float(t)
    return 0.5 * math.cos(t / 300) * x + 0.4 * torch.tanh(x) + 0.2 * math.sin(t / 100)


def draw(generator):
    return torch.randn(SHAPE, generator=generator)


def scheduler_of(config, generator):
    name = config["_class_name"]
    module = sde if name == "DPMSolverSDEScheduler" else schedulers
    scheduler = getattr(module, name).from_config({k: v for k, v in config.items() if not k.startswith("_")})
    if module is sde:
        scheduler.noise_sampler = lambda a, b: draw(generator)
    return scheduler


def run(config, call):
    generator = torch.Generator("cpu").manual_seed(SEED)
    scheduler = scheduler_of(config, generator)
    kwargs = {k: call[k] for k in ("timesteps", "sigmas") if k in call} or {"num_inference_steps": call["steps"]}
    scheduler.set_timesteps(**kwargs)
    if config["_class_name"] == "DPMSolverSDEScheduler":
        scheduler.noise_sampler = lambda a, b: draw(generator)
    start = call.get("start", 0)
    if start:
        if hasattr(scheduler, "set_begin_index"):
            scheduler.set_begin_index(start)
        clean, eps = draw(generator), draw(generator)
        x = scheduler.add_noise(clean, eps, scheduler.timesteps[start:start + 1])
    else:
        x = draw(generator) * scheduler.init_noise_sigma
    step_names = scheduler.step.__code__.co_varnames
    extra = {"generator": generator} if "generator" in step_names else {}
    for name in ("eta", "use_clipped_model_output"):
        if name in call and name in step_names:
            extra[name] = call[name]
    trace = []
    for t in scheduler.timesteps[start:]:
        output = toy(scheduler.scale_model_input(x, t), t)
        x = scheduler.step(output, t, x, **extra).prev_sample
        trace.append(x)
    return trace


def ancestral_2s(config, call, k_diffusion):
    sampling = types.ModuleType("k_sampling")
    sampling.utils = types.SimpleNamespace(append_dims=lambda x, rank: x.reshape(x.shape + (1,) * (rank - x.ndim)))
    source = k_diffusion.read_text().replace("from . import utils", "")
    exec(compile(source, str(k_diffusion), "exec"), sampling.__dict__)
    generator = torch.Generator("cpu").manual_seed(SEED)
    levels = schedulers.EulerDiscreteScheduler.from_config(
        {k: v for k, v in config.items() if not k.startswith("_")})
    levels.set_timesteps(call["steps"])
    log_sigmas = ((1 - levels.alphas_cumprod) / levels.alphas_cumprod).sqrt().log().numpy()

    def denoised(x, sigma):
        sigma = sigma[0]
        t = levels._sigma_to_t(sigma.numpy(), log_sigmas)
        return x - sigma * toy(x / (sigma**2 + 1).sqrt(), t)

    x = draw(generator) * levels.init_noise_sigma
    return [sampling.sample_dpmpp_2s_ancestral(
        denoised, x, levels.sigmas, disable=True, noise_sampler=lambda a, b: draw(generator))]


def compvis_dpm(config, call, dpm_solver):
    solver = types.ModuleType("dpm_solver")
    exec(compile(dpm_solver.read_text(), str(dpm_solver), "exec"), solver.__dict__)
    generator = torch.Generator("cpu").manual_seed(SEED)
    roots = torch.linspace(SD["beta_start"]**0.5, SD["beta_end"]**0.5, 1000, dtype=torch.float64)
    noise = solver.NoiseScheduleVP("discrete", alphas_cumprod=(1 - roots**2).cumprod(0).float())
    kind = {"epsilon": "noise", "v_prediction": "v"}[config.get("prediction_type", "epsilon")]
    model = solver.model_wrapper(lambda x, t: toy(x, t[0]), noise, model_type=kind)
    sampler = solver.DPM_Solver(model, noise, predict_x0=True, thresholding=False)
    return [sampler.sample(draw(generator), steps=call["steps"], skip_type="time_uniform", method="multistep", order=2,
                           lower_order_final=True)]


def cases():
    """(name, configuration, call)"""
    predictions = ("epsilon", "v_prediction", "sample")

    def case(name, cls, call=None, **fields):
        return name, {"_class_name": cls, **SD, **fields}, {"steps": 6, **(call or {})}

    vp = {"clip_sample": False, "set_alpha_to_one": False, "steps_offset": 1}
    families = {
        "ddim": ("DDIMScheduler", vp, predictions),
        "ddpm": ("DDPMScheduler", {"clip_sample": False, "steps_offset": 1}, predictions),
        "pndm": ("PNDMScheduler", {"skip_prk_steps": True, "set_alpha_to_one": False, "steps_offset": 1}, predictions[:2]),
        "euler": ("EulerDiscreteScheduler", {}, predictions),
        "euler-a": ("EulerAncestralDiscreteScheduler", {}, predictions[:2]),
        "heun": ("HeunDiscreteScheduler", {}, predictions),
        "lms": ("LMSDiscreteScheduler", {}, predictions),
        "dpm2": ("KDPM2DiscreteScheduler", {}, predictions[:2]),
        "dpm2-a": ("KDPM2AncestralDiscreteScheduler", {}, predictions[:2]),
        "sde": ("DPMSolverSDEScheduler", {}, predictions[:2]),
        "2m": ("DPMSolverMultistepScheduler", {}, predictions),
        "2s": ("DPMSolverSinglestepScheduler", {}, predictions),
        "unipc": ("UniPCMultistepScheduler", {}, predictions),
        "deis": ("DEISMultistepScheduler", {}, predictions),
        "lcm": ("LCMScheduler", {}, predictions),
        "tcd": ("TCDScheduler", {}, predictions),
    }
    for family, (cls, fields, kinds) in families.items():
        for prediction in kinds:
            yield case(f"{family}-{prediction}", cls, prediction_type=prediction, **fields)
        yield case(f"{family}-17", cls, {"steps": 17, "final_only": True}, **fields)
        if family not in ("lcm", "tcd", "2s"):
            for spacing in ("leading", "linspace", "trailing"):
                yield case(f"{family}-{spacing}", cls, {"steps": 7, "final_only": True}, **fields, timestep_spacing=spacing)
        if family not in ("ddim", "ddpm", "pndm", "euler-a", "lcm", "tcd"):
            for schedule in ("karras", "exponential", "beta"):
                yield case(f"{family}-{schedule}", cls, {"steps": 7, "final_only": True}, **fields,
                           **{f"use_{schedule}_sigmas": True})
        two = family in ("heun", "dpm2", "dpm2-a", "sde")
        if family != "lms":  # begun late, diffusers weights its first slope as one of four
            yield case(f"{family}-start", cls, {"steps": 6, "start": 4 if two else 2}, **fields)

    cls = "DDIMScheduler"
    for eta in (0.5, 1.0):
        yield case(f"ddim-eta{eta}", cls, {"eta": eta}, **vp)
    yield case("ddim-one", cls, **{**vp, "set_alpha_to_one": True, "steps_offset": 0})
    yield case("ddim-clip", cls, {"eta": 1.0}, **{**vp, "clip_sample": True})
    yield case("ddim-clip-consistent", cls, {"use_clipped_model_output": True}, **{**vp, "clip_sample": True})
    yield case("ddim-threshold", cls, **vp, thresholding=True, sample_max_value=1.5, dynamic_thresholding_ratio=0.9)
    yield case("ddim-zerosnr", cls, **vp, prediction_type="v_prediction", rescale_betas_zero_snr=True,
               timestep_spacing="trailing")
    yield case("ddim-cosine", cls, {"steps": 5}, **{**vp, "beta_schedule": "squaredcos_cap_v2"})
    cls = "DDPMScheduler"
    yield case("ddpm-large", cls, clip_sample=False, variance_type="fixed_large")
    yield case("ddpm-clip", cls, clip_sample=True)
    yield case("ddpm-timesteps", cls, {"timesteps": [900, 500, 100, 20]}, clip_sample=False)
    cls = "PNDMScheduler"
    for prediction in predictions[:2]:
        yield case(f"pndm-prk-{prediction}", cls, {"steps": 6}, skip_prk_steps=False, steps_offset=1,
                   prediction_type=prediction)
    yield case("pndm-1", cls, {"steps": 1}, skip_prk_steps=True, steps_offset=1)
    yield case("pndm-2", cls, {"steps": 2}, skip_prk_steps=True, set_alpha_to_one=True)
    cls = "EulerDiscreteScheduler"
    yield case("euler-sigmas", cls, {"sigmas": [14.615, 6.475, 3.861, 1.396, 0.399, 0.0]})
    yield case("euler-timesteps", cls, {"timesteps": [999, 700, 400, 100]})
    yield case("euler-sigma-min", cls, final_sigmas_type="sigma_min")
    yield case("euler-log", cls, interpolation_type="log_linear")
    yield case("euler-range", cls, use_karras_sigmas=True, sigma_min=0.1, sigma_max=10.0)
    yield case("euler-zerosnr", cls, prediction_type="v_prediction", rescale_betas_zero_snr=True, timestep_spacing="trailing")
    yield case("euler-a-zerosnr", "EulerAncestralDiscreteScheduler", prediction_type="v_prediction",
               rescale_betas_zero_snr=True, timestep_spacing="trailing")
    yield case("heun-clip", "HeunDiscreteScheduler", clip_sample=True)
    yield case("heun-timesteps", "HeunDiscreteScheduler", {"timesteps": [999, 700, 400, 100]})
    cls = "DPMSolverMultistepScheduler"
    for algorithm in ("dpmsolver++", "dpmsolver", "sde-dpmsolver++", "sde-dpmsolver"):
        for order in (1, 2, 3):
            for solver in ("midpoint", "heun"):
                if algorithm == "sde-dpmsolver" and order == 3 or order != 2 and solver == "heun":
                    continue
                end = {} if algorithm.endswith("++") else {"final_sigmas_type": "sigma_min"}
                yield case(f"dpm-{algorithm}-{order}-{solver}", cls, algorithm_type=algorithm, solver_order=order,
                           solver_type=solver, **end)
                yield case(f"dpm-{algorithm}-{order}-{solver}-17", cls, {"steps": 17, "final_only": True},
                           algorithm_type=algorithm, solver_order=order, solver_type=solver, **end)
    yield case("2m-lu", cls, use_lu_lambdas=True)
    yield case("2m-euler-final", cls, {"steps": 16, "final_only": True}, euler_at_final=True, final_sigmas_type="sigma_min")
    yield case("2m-no-lower", cls, lower_order_final=False, final_sigmas_type="sigma_min")
    yield case("2m-clipped", cls, lambda_min_clipped=-2.1, timestep_spacing="trailing")
    yield case("2m-clipped-linspace", cls, lambda_min_clipped=-2.1)
    yield case("2m-timesteps", cls, {"timesteps": [999, 700, 400, 100]})
    yield case("2m-threshold", cls, thresholding=True, sample_max_value=1.5, dynamic_thresholding_ratio=0.9)
    yield case("2m-noise-threshold", cls, thresholding=True, sample_max_value=1.5, algorithm_type="dpmsolver",
               final_sigmas_type="sigma_min")
    yield case("2m-zerosnr", cls, prediction_type="v_prediction", rescale_betas_zero_snr=True, timestep_spacing="trailing")
    cls = "DPMSolverSinglestepScheduler"
    for algorithm in ("dpmsolver++", "dpmsolver", "sde-dpmsolver++"):
        for order, solver in ((1, "midpoint"), (2, "midpoint"), (2, "heun"), (3, "midpoint"), (3, "heun")):
            end = {} if algorithm.endswith("++") else {"final_sigmas_type": "sigma_min"}
            for steps in (6, 7, 8):
                yield case(f"single-{algorithm}-{order}-{solver}-{steps}", cls, {"steps": steps, "final_only": True},
                           algorithm_type=algorithm, solver_order=order, solver_type=solver, **end)
    yield case("2s-lower", cls, lower_order_final=True, final_sigmas_type="sigma_min")
    cls = "UniPCMultistepScheduler"
    for order in (1, 2, 3):
        for solver in ("bh1", "bh2"):
            for data in (True, False):
                yield case(f"unipc-{order}-{solver}-{data}", cls, solver_order=order, solver_type=solver, predict_x0=data,
                           final_sigmas_type="sigma_min")
    yield case("unipc-3-zero", cls, {"steps": 9}, solver_order=3)
    yield case("unipc-disabled", cls, solver_order=2, disable_corrector=[0, 2])
    yield case("unipc-zerosnr", cls, prediction_type="v_prediction", rescale_betas_zero_snr=True, timestep_spacing="trailing")
    for order in (1, 3):
        yield case(f"deis-{order}", "DEISMultistepScheduler", solver_order=order)
        yield case(f"deis-{order}-17", "DEISMultistepScheduler", {"steps": 17, "final_only": True}, solver_order=order)
    for eta in (0.0, 0.3, 1.0):
        yield case(f"tcd-eta{eta}", "TCDScheduler", {"eta": eta, "steps": 4})
    yield case("lcm-clip", "LCMScheduler", {"steps": 4}, clip_sample=True, original_inference_steps=100)
    yield case("lcm-timesteps", "LCMScheduler", {"timesteps": [999, 499, 259, 19]})
    for steps in (6, 17):
        for prediction in predictions[:2]:
            yield case(f"compvis-dpm-{prediction}-{steps}", "DPMSolverMultistepScheduler",
                       {"steps": steps, "final_only": True}, prediction_type=prediction, timestep_spacing="time_uniform")
        yield case(f"2s-a-{steps}", "dpm++2s_a", {"steps": steps, "final_only": True})
    yield case("2s-a-karras", "dpm++2s_a", {"final_only": True}, use_karras_sigmas=True)


def rounded(x):
    values = [float(f"{v:.7g}") for v in x.flatten().tolist()]
    assert all(map(math.isfinite, values)), values
    return values


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--k-diffusion", type=Path)
    parser.add_argument("--compvis", type=Path)
    options = parser.parse_args()
    lines = []
    for name, config, call in cases():
        if config["_class_name"] == "dpm++2s_a":
            if options.k_diffusion is None:
                continue
            trace = ancestral_2s(config, call, options.k_diffusion / "k_diffusion" / "sampling.py")
        elif config.get("timestep_spacing") == "time_uniform":
            if options.compvis is None:
                continue
            folder = options.compvis / "ldm" / "models" / "diffusion" / "dpm_solver"
            trace = compvis_dpm(config, call, folder / "dpm_solver.py")
        else:
            try:
                trace = run(config, call)
            except Exception as e:  # says which one
                raise RuntimeError(name) from e
        kept = trace[-1:] if call.pop("final_only", False) else trace
        try:
            values = [rounded(x) for x in kept]
        except AssertionError:
            print(f"{name}: not finite in the reference, left out", file=sys.stderr)
            continue
        lines.append(json.dumps(
            {"name": name, "config": config, "call": call, "latents": values}, separators=(",", ":")))
    print("[\n" + ",\n".join(lines) + "\n]")


if __name__ == "__main__":
    main()
