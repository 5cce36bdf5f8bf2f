"""Makes small random low-rank adapters for the models beside this file, and what the PEFT and
transformers libraries compute with them.

Each folder in `adapters` is one adapter as PEFT saves it: adapter_config.json and
adapter_model.safetensors (float32). logits.bin and reference.json are in the form that
make_reference.py describes, for the tokens of the model's own reference.json, with the whole
adapter; logits_half.bin and reference_half.json with half of it. How far the adapter moves the
logits is printed: it must be far more than a test may be off.
"""

import json
import math
import shutil
from pathlib import Path

import gguf
import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from peft.tuners.lora import LoraLayer
from safetensors.numpy import load_file, save_file
from transformers import AutoModelForCausalLM

HERE = Path(__file__).parent
SEEDS = HERE.parents[1] / "fuzz" / "corpus" / "adapter"
POSITIONS = [0, 1, 2, 3, 23, 24, 25, 60, 100, 150, 200, 250, 298, 299]

ALL = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
ADAPTERS = {
    # Every matrix, not all with the same rank and strength.
    "all": dict(
        base="plain", r=4, lora_alpha=6, target_modules=ALL,
        rank_pattern={"k_proj": 2, "model.layers.1.mlp.down_proj": 7},
        alpha_pattern={"layers.2.self_attn.q_proj": 3, "up_proj": 8}),
    # Some matrices of some layers; divided by the root of the rank.
    "some": dict(
        base="wide", r=9, lora_alpha=2.5, use_rslora=True, layers_to_transform=[0, 2],
        target_modules=["q_proj", "k_proj", "o_proj", "gate_proj"]),
}


def make_adapter(number, settings):
    base = AutoModelForCausalLM.from_pretrained(
        HERE / settings["base"], attn_implementation="eager", dtype=torch.float32)
    config = LoraConfig(
        task_type="CAUSAL_LM", **{key: value for key, value in settings.items() if key != "base"})
    model = get_peft_model(base, config).eval()
    torch.manual_seed(3000 + number)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "lora_" in name:
                weight.copy_(0.7 * torch.randn_like(weight) / math.sqrt(weight.shape[1]))
    return model


def save(model, folder):
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    path = folder / "adapter_config.json"
    config = json.loads(path.read_text())
    config["base_model_name_or_path"] = Path(config["base_model_name_or_path"]).name
    config["target_modules"].sort()
    path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")


def write_logits(folder, suffix, tokens, logits):
    logits[POSITIONS].float().numpy().astype("<f4").tofile(folder / f"logits{suffix}.bin")
    (folder / f"reference{suffix}.json").write_text(json.dumps({
        "tokens": tokens, "positions": POSITIONS,
        "sums": [float(f"{value:.9g}") for value in logits.sum(dim=1)],
        "largest": [float(f"{value:.9g}") for value in logits.abs().max(dim=1).values],
        "argmax": logits.argmax(dim=1).tolist()}) + "\n")


def write(number, name, settings):
    folder = HERE / "adapters" / name
    tokens = json.loads((HERE / settings["base"] / "reference.json").read_text())["tokens"]
    model = make_adapter(number, settings)
    save(model, folder)
    model = model.double()
    layers = [layer for layer in model.modules() if isinstance(layer, LoraLayer)]
    batch = torch.tensor([tokens])
    with torch.no_grad():
        whole = model(batch).logits[0]
        for layer in layers:
            layer.scale_layer(0.5)
        half = model(batch).logits[0]
        with model.disable_adapter():
            none = model(batch).logits[0]
    write_logits(folder, "", tokens, whole)
    write_logits(folder, "_half", tokens, half)
    for kind, logits in {"whole": whole, "half": half}.items():
        moved = (logits - none).abs().max(dim=1).values / none.abs().max(dim=1).values
        print(f"{name}, {kind}: logits move by {moved.min():.3g} to {moved.max():.3g} of the largest")


def interleaved(weight, heads):
    """Rows of half rotation to rows whose neighbours turn together, as in make_gguf.py."""
    rows, cols = weight.shape
    return weight.reshape(heads, 2, rows // heads // 2, cols).swapaxes(1, 2).reshape(rows, cols)


def write_gguf(name):
    """There the scale is alpha by the rank: a root of it has to be part of alpha."""
    folder = HERE / "adapters" / name
    settings = json.loads((folder / "adapter_config.json").read_text())
    base = json.loads((HERE / ADAPTERS[name]["base"] / "config.json").read_text())
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, base["num_hidden_layers"])
    writer = gguf.GGUFWriter(HERE / "adapters" / f"{name}.gguf", "llama")
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, settings["lora_alpha"] * math.sqrt(settings["r"]))
    heads = {"q_proj": base["num_attention_heads"], "k_proj": base["num_key_value_heads"]}
    for key, tensor in load_file(folder / "adapter_model.safetensors").items():
        module, factor = key.removeprefix("base_model.model.").split(".lora_")
        if factor == "B.weight" and (count := heads.get(module.split(".")[-1])):
            tensor = np.ascontiguousarray(interleaved(tensor, count))
        letter = factor.removesuffix(".weight").lower()
        writer.add_tensor(f"{names.get_name(module)}.weight.lora_{letter}", tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_seeds():
    SEEDS.mkdir(exist_ok=True)
    rank, rows, cols = 4, 16, 32
    a, b = np.ones((rank, cols), np.float32), np.ones((rows, rank), np.float32)
    save_file({f"base_model.model.model.layers.0.self_attn.{name}.lora_{letter}.weight": factor
               for name in ["k_proj", "v_proj"] for letter, factor in {"A": a, "B": b}.items()},
              SEEDS / "peft.safetensors")
    save_file({"layers.0.attention.wk.lora_A.weight": a.astype(np.float16),
               "layers.0.attention.wk.lora_B.weight": b.astype(np.float16)},
              SEEDS / "mistral.safetensors")
    (SEEDS / "adapter_config.json").write_text(json.dumps({
        "peft_type": "LORA", "r": rank, "lora_alpha": 8.0, "use_rslora": True, "bias": "none",
        "rank_pattern": {"v_proj": rank}, "alpha_pattern": {"^model\\.layers.0": 3, "k_proj": 1},
        "init_lora_weights": "gaussian", "modules_to_save": None}) + "\n")
    writer = gguf.GGUFWriter(SEEDS / "adapter.gguf", "llama")
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, 8)
    kind = gguf.GGMLQuantizationType.Q8_0
    writer.add_tensor("blk.0.attn_k.weight.lora_a", gguf.quants.quantize(a, kind), raw_dtype=kind)
    writer.add_tensor("blk.0.attn_k.weight.lora_b", b)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    for index, (adapter, description) in enumerate(ADAPTERS.items()):
        write(index, adapter, description)
    write_gguf("some")
    write_seeds()
