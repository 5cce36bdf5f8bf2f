"""What rounding costs: random weights as FP8 (E4M3 with a scale for each row), as int8 with a
scale for every 32 weights, and one after the other, as loading an FP8 checkpoint does it. Relative
errors of the weights. Needs numpy.
"""

import numpy as np


def as_fp8(weights):
    scale = np.abs(weights).max(1, keepdims=True) / 448
    x = weights / scale
    exponent = np.floor(np.log2(np.maximum(np.abs(x), 2.0**-6)))
    step = 2.0 ** (exponent - 3)
    return np.sign(x) * np.minimum(np.abs(np.round(x / step) * step), 448) * scale


def as_int8(weights):
    groups = weights.reshape(-1, 32)
    scale = (np.abs(groups).max(1, keepdims=True) / 127).astype(np.float16).astype(np.float64)
    scale[scale == 0] = 1
    return (np.clip(np.round(groups / scale), -127, 127) * scale).reshape(weights.shape)


def error(rounded, weights):
    return 100 * np.sqrt(((rounded - weights) ** 2).sum() / (weights**2).sum())


def main():
    random = np.random.default_rng(1)
    shape = (1024, 4096)
    for name, weights in {"normal": random.normal(size=shape),
                          "heavy tails (t, 4 degrees)": random.standard_t(4, size=shape)}.items():
        fp8 = as_fp8(weights)
        print(f"{name}: FP8 {error(fp8, weights):.2f} %, int8 of the FP8 {error(as_int8(fp8), fp8):.2f} %, "
              f"both {error(as_int8(fp8), weights):.2f} %, int8 alone {error(as_int8(weights), weights):.2f} %")


if __name__ == "__main__":
    main()
