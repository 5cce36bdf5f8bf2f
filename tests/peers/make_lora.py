"""Writes a GGUF adapter of random factors for the model that make_gguf.py writes, to measure what adapters cost.

    python tests/peers/make_lora.py --rank 16 --out adapter.gguf

It changes all matrices of all layers. Needs the packages gguf and numpy.
"""

import argparse

import gguf
import numpy as np

from make_gguf import DIM, HEADS, HIDDEN, KV_HEADS, LAYERS

KEY_WIDTH = DIM // HEADS * KV_HEADS
MATRICES = {  # rows, columns
    "attn_q": (DIM, DIM),
    "attn_k": (KEY_WIDTH, DIM),
    "attn_v": (KEY_WIDTH, DIM),
    "attn_output": (DIM, DIM),
    "ffn_gate": (HIDDEN, DIM),
    "ffn_up": (HIDDEN, DIM),
    "ffn_down": (DIM, HIDDEN),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()

    random = np.random.default_rng(arguments.seed)
    writer = gguf.GGUFWriter(arguments.out, "llama")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(arguments.rank))
    for layer in range(LAYERS):
        for name, (rows, cols) in MATRICES.items():
            a = random.standard_normal((arguments.rank, cols), dtype=np.float32) / np.sqrt(cols)
            b = random.standard_normal((rows, arguments.rank), dtype=np.float32) * np.float32(0.01)
            writer.add_tensor(f"blk.{layer}.{name}.weight.lora_a", a.astype(np.float32))
            writer.add_tensor(f"blk.{layer}.{name}.weight.lora_b", b)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main()
