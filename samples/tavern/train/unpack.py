"""Takes a package apart: the Hugging Face directory that train.py can begin from (--start).

`python unpack.py ../tavern.mst OUT` writes config.json, model.safetensors (float32) and
tokenizer.model. The format is described in docs/package-format.md, the manifest in
runtime/model/package.fbs.
"""

import argparse
import struct
from pathlib import Path

import flatbuffers.number_types as types
import numpy as np
import torch
from flatbuffers.table import Table

import model as mistral

BAND, TILE = 16, 64  # rows and columns of a tile
F32, BF16, INT8, INT4 = 1, 2, 4, 5
VERSIONS = (2, 3)  # the third adds the order of the tokens, which training does not read
CONFIG = (  # fields of the manifest's configuration, in its order
    ("vocab_size", types.Uint32Flags),
    ("hidden_size", types.Uint32Flags),
    ("intermediate_size", types.Uint32Flags),
    ("num_hidden_layers", types.Uint32Flags),
    ("num_attention_heads", types.Uint32Flags),
    ("num_key_value_heads", types.Uint32Flags),
    ("head_dim", types.Uint32Flags),
    ("max_position_embeddings", types.Uint32Flags),
    ("rms_norm_eps", types.Float32Flags),
    ("rope_theta", types.Float32Flags),
)


class Record:
    """A table of the manifest; fields are numbered in the order of the schema."""

    def __init__(self, data, at):
        self.table = Table(data, at)

    def number(self, field, flags, default=0):
        offset = self.table.Offset(4 + 2 * field)
        return self.table.Get(flags, offset + self.table.Pos) if offset else default

    def _at(self, field):
        return self.table.Offset(4 + 2 * field) + self.table.Pos

    def text(self, field):
        return self.table.String(self._at(field)).decode()

    def child(self, field):
        return Record(self.table.Bytes, self.table.Indirect(self._at(field)))

    def children(self, field):
        offset = self.table.Offset(4 + 2 * field)
        first = self.table.Vector(offset)
        for index in range(self.table.VectorLen(offset)):
            yield Record(self.table.Bytes, self.table.Indirect(first + 4 * index))

    def section(self, field):
        """Offset and bytes of a section, which is a struct."""
        return struct.unpack_from("<QQ", self.table.Bytes, self._at(field))


def tiles(data, element, rows, cols, offset):
    """A quantised matrix: bands of 16 rows, tiles of 64 columns (kernels/tensor.h)."""
    bands, across = -(-rows // BAND), -(-cols // TILE)
    bytes_ = TILE * BAND // (1 if element == INT8 else 2)
    tile = np.dtype([("scales", "<f2", (2, BAND)), ("weights", "u1", (bytes_,))])
    stored = np.frombuffer(data, tile, bands * across, offset)
    scales = stored["scales"].astype(np.float32)  # (tiles, groups, rows)
    if element == INT8:
        q = stored["weights"].reshape(-1, 2, 8, BAND, 4).astype(np.float32) - 128
    else:
        pairs = stored["weights"].reshape(-1, 2, 4, 1, BAND, 4)
        q = np.concatenate((pairs & 15, pairs >> 4), axis=3).astype(np.float32) - 8
        q = q.reshape(-1, 2, 8, BAND, 4)
    q = q * scales[:, :, None, :, None]
    q = q.transpose(0, 3, 1, 2, 4).reshape(bands, across, BAND, TILE).transpose(0, 2, 1, 3)
    return np.ascontiguousarray(q.reshape(bands * BAND, across * TILE)[:rows, :cols])


def values(data, tensor):
    """A tensor as float32, (rows, cols) or (cols) for a vector."""
    element, rows, cols = (
        tensor.number(1, types.Uint8Flags),
        tensor.number(3, types.Uint32Flags),
        tensor.number(4, types.Uint32Flags),
    )
    offset, _ = tensor.section(5)
    if element == F32:
        flat = np.frombuffer(data, "<f4", rows * cols, offset).copy()
    elif element == BF16:
        flat = np.frombuffer(data, "<u2", rows * cols, offset).astype(np.uint32) << 16
        flat = flat.view(np.float32)
    elif element in (INT8, INT4):
        flat = tiles(data, element, rows, cols, offset).reshape(-1)
    else:
        raise SystemExit(f"{tensor.text(0)}: unknown element {element}")
    is_vector = tensor.number(2, types.BoolFlags)
    return torch.from_numpy(flat if is_vector else flat.reshape(rows, cols))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="FILE.mst")
    parser.add_argument("out", type=Path, help="folder")
    args = parser.parse_args()
    data = args.package.read_bytes()
    if data[:8] != b"MSTPKG01" or struct.unpack_from("<I", data, 8)[0] not in VERSIONS:
        raise SystemExit(f"{args.package} is no package of version 2 or 3")
    start, size = struct.unpack_from("<QQ", data, 16)
    manifest = data[start : start + size]
    root = Record(manifest, struct.unpack_from("<I", manifest)[0])
    if root.text(3) != "mistral":
        raise SystemExit(f"{args.package}: '{root.text(3)}' is more than the model for training")
    stored = root.child(4)
    fields = {name: stored.number(at, flags) for at, (name, flags) in enumerate(CONFIG)}
    wanted = mistral.Config.__dataclass_fields__
    model = mistral.Mistral(mistral.Config(**{k: v for k, v in fields.items() if k in wanted}))
    model.load_state_dict({tensor.text(0): values(data, tensor) for tensor in root.children(6)})
    mistral.save(model, args.out)
    offset, size = root.section(7)
    (args.out / "tokenizer.model").write_bytes(data[offset : offset + size])
    print(f"{args.out}: {sum(weight.numel() for weight in model.parameters())} weights")


if __name__ == "__main__":
    main()
