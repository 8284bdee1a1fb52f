"""Writes what the parts of the super-resolution degradations give that nothing random enters.

The functions are those of the paper's repository, taken out of its files, since the files as a whole need OpenCV:

    python tools/golden_degradations.py LATENT_DIFFUSION/ldm/modules/image_degradation > \
        training/src/test/resources/org/ldm4j/data/degradation/reference.json

OpenCV's bilinear and bicubic filters are torch's, with the same places and the same a = -0.75.
"""
import ast
import json
import math
import sys
import types
from pathlib import Path

import numpy as np
import scipy
import scipy.ndimage
import scipy.stats
import torch


def functions(file, names, extra):
    tree = ast.parse(file.read_text())
    tree.body = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in names]
    namespace = dict(extra)
    exec(compile(tree, str(file), "exec"), namespace)
    return types.SimpleNamespace(**namespace)


def interp2d(x, y, values):
    """What scipy had until 1.14: linear between the points of a grid."""
    spline = scipy.interpolate.RectBivariateSpline(y, x, values, kx=1, ky=1)
    return lambda at_x, at_y: spline(at_y, at_x)


def picture(width, height):
    count = width * height * 3
    return np.array([(i * 37 % 101) / 101 for i in range(count)], dtype=np.float32).reshape(height, width, 3)


def torch_resize(image, width, height, mode):
    x = torch.from_numpy(image).permute(2, 0, 1)[None]
    return torch.nn.functional.interpolate(x, size=(height, width), mode=mode)[0].permute(1, 2, 0).numpy()


def area_matrix(n, m):
    """Row i: how much of each of n pixels lies in the i-th of m equal parts, as shares."""
    matrix = np.zeros((m, n))
    for i in range(m):
        start, end = i * n / m, (i + 1) * n / m
        for j in range(n):
            matrix[i, j] = max(0, min(end, j + 1) - max(start, j)) / (end - start)
    return matrix


def area(image, width, height):
    h, w, _ = image.shape
    return np.einsum("yi,xj,ijc->yxc", area_matrix(h, height), area_matrix(w, width), image.astype(np.float64))


def main():
    folder = Path(sys.argv[1])
    util = functions(folder / "utils_image.py", {"cubic", "calculate_weights_indices", "imresize_np"},
                     {"torch": torch, "math": math, "np": np})
    np_scipy = types.SimpleNamespace(finfo=np.finfo)
    bsr = functions(folder / "bsrgan_light.py",
                    {"gm_blur_kernel", "anisotropic_Gaussian", "fspecial_gaussian", "shift_pixel"},
                    {"np": np, "ss": scipy.stats, "scipy": np_scipy, "interp2d": interp2d})
    image = picture(12, 8)
    cases = {
        "anisotropic_7": bsr.anisotropic_Gaussian(ksize=7, theta=0.7, l1=1.5, l2=0.4),
        "anisotropic_6": bsr.anisotropic_Gaussian(ksize=6, theta=2.1, l1=0.3, l2=2.0),
        "gaussian_5": bsr.fspecial_gaussian(5, 0.6),
        "gaussian_25": bsr.fspecial_gaussian(25, 0.25),
    }
    shifted = bsr.shift_pixel(bsr.fspecial_gaussian(25, 1.9), 4)
    cases["shifted_25"] = shifted / shifted.sum()
    for name in ("anisotropic_7", "anisotropic_6"):
        cases["convolved_" + name] = scipy.ndimage.convolve(image, cases[name][:, :, None], mode="mirror")
    cases["matlab_half"] = util.imresize_np(image, 1 / 2, True)
    cases["matlab_half_odd"] = util.imresize_np(picture(9, 7), 1 / 2, True)
    for mode in ("bilinear", "bicubic"):
        cases[mode + "_5x3"] = torch_resize(image, 5, 3, mode)
        cases[mode + "_20x13"] = torch_resize(image, 20, 13, mode)
    cases["area_5x3"] = area(image, 5, 3)
    cases["area_4x4"] = area(image, 4, 4)
    print("{")
    lines = [json.dumps(name) + ": " + json.dumps([round(float(v), 9) for v in np.asarray(value).flatten()])
             for name, value in cases.items()]
    print(",\n".join(lines))
    print("}")


main()
