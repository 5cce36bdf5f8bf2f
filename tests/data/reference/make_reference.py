"""Makes small random models of the Mistral family and what the transformers library computes with
them.

Each folder beside this file is one model: config.json and model.safetensors (float32) as Hugging
Face writes them, and the results of its class in float64 with eager attention over 300
tokens: logits.bin holds the logits of some positions (float32, little-endian, [positions]
[vocabulary]), all 300 of the Mistral class itself and 40 of the others, reference.json the tokens,
those positions, and of every position the sum of the logits, their largest magnitude and the index
of the largest one. hidden.bin holds, at the same positions, the residual stream behind each layer
after the final norm (float32, [layers][positions][hidden]).

The folder `far` has a sequence of 40,001 tokens, which token_at() gives, and no more of the logits than
reference.json lists positions for. There the library's angles are too coarse: float32 is off by 0.002 at the
last position. So that model takes them in float64 as well.

The weights are scaled so that attention is far from uniform: a wrong rotation or mask must show.
"""

import json
import math
import shutil
import sys
import types
from pathlib import Path
from unittest import mock

import torch
from transformers import (
    Ministral3Config,
    Ministral3ForCausalLM,
    MinistralConfig,
    MinistralForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    MixtralConfig,
    MixtralForCausalLM,
)
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS
from transformers.models.ministral3.modeling_ministral3 import get_llama_4_attn_scale

HERE = Path(__file__).parent
LENGTH = 300
VOCAB = 128
# Dense at the start, around the window of 24, and at the end; sparse between. Of other classes.
POSITIONS = sorted({*range(8), *range(21, 31), *range(32, 292, 15), *range(296, 300)})

FAR_POSITIONS = [0, 16383, 16384, 40000]
FAR_KEPT = [0, 1, 1022, 1023, 1024, 1025, 16382, 16383, 16384, 16385, 32767, 32768, 39999, 40000]
FAR = dict(
    num_key_value_heads=1, head_dim=16, theta=1e6, window=1024, tied=True,
    kind=(Ministral3Config, Ministral3ForCausalLM),
    extra=dict(hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=2,
               max_position_embeddings=65536),
    rope=dict(
        rope_type="yarn", factor=4.0, original_max_position_embeddings=16384, beta_fast=32.0,
        beta_slow=1.0, mscale=1.0, mscale_all_dim=1.0, llama_4_scaling_beta=0.1))

COMMON = dict(
    vocab_size=VOCAB, hidden_size=64, intermediate_size=96, num_hidden_layers=3,
    num_attention_heads=4, max_position_embeddings=512, rms_norm_eps=1e-5, hidden_act="silu",
    bos_token_id=1, eos_token_id=2)
VARIANTS = {
    "plain": dict(num_key_value_heads=2, head_dim=16, theta=1e4, window=None, tied=False),
    "window": dict(num_key_value_heads=2, head_dim=16, theta=1e4, window=24, tied=False),
    "tied": dict(num_key_value_heads=1, head_dim=16, theta=1e6, window=None, tied=True),
    "wide": dict(num_key_value_heads=1, head_dim=24, theta=1e6, window=24, tied=True),
    # Positions beyond the 64 that the model began with, with and without growing queries.
    "yarn": dict(
        num_key_value_heads=2, head_dim=16, theta=1e4, window=None, tied=True,
        kind=(Ministral3Config, Ministral3ForCausalLM), rope=dict(
            rope_type="yarn", type="yarn", factor=8.0, original_max_position_embeddings=64,
            beta_fast=4.0, beta_slow=1.0, mscale=1.0, mscale_all_dim=1.0,
            llama_4_scaling_beta=0.1)),
    "yarn_grown": dict(
        num_key_value_heads=1, head_dim=32, theta=1e6, window=48, tied=False,
        kind=(Ministral3Config, Ministral3ForCausalLM), rope=dict(
            rope_type="yarn", factor=4.0, original_max_position_embeddings=128,
            beta_fast=8.0, beta_slow=1.0, llama_4_scaling_beta=0.0)),
    # The first layer sees everything, the others 24 positions.
    "turns": dict(
        num_key_value_heads=2, head_dim=16, theta=1e4, window=24, tied=False,
        kind=(MinistralConfig, MinistralForCausalLM),
        extra=dict(layer_types=["full_attention", "sliding_attention", "sliding_attention"])),
    "experts": dict(
        num_key_value_heads=2, head_dim=16, theta=1e6, window=None, tied=False,
        kind=(MixtralConfig, MixtralForCausalLM),
        extra=dict(num_local_experts=5, num_experts_per_tok=2, num_hidden_layers=2)),
}


def make_model(number, variant):
    torch.manual_seed(1000 + number)
    config_class, model_class = variant.get("kind", (MistralConfig, MistralForCausalLM))
    rope = variant.get("rope", {"rope_type": "default"})
    config = config_class(
        **COMMON | variant.get("extra", {}), num_key_value_heads=variant["num_key_value_heads"], head_dim=variant["head_dim"],
        rope_parameters=rope | {"rope_theta": variant["theta"]},
        sliding_window=variant["window"], tie_word_embeddings=variant["tied"],
        attn_implementation="eager")
    model = model_class(config).eval()
    if "num_local_experts" in variant.get("extra", {}):
        model.set_experts_implementation("eager")  # the others know no float64
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.ndim == 1:
                weight.copy_(1 + 0.2 * torch.randn_like(weight))
            else:
                sharp = 1.6 if "q_proj" in name or "k_proj" in name else 1.0
                weight.copy_(torch.randn_like(weight) * sharp / math.sqrt(weight.shape[-1]))
    return model


def old_spelling(path, theta):
    """Configurations before transformers 5 keep the rotary base at the top level."""
    config = json.loads(path.read_text())
    del config["rope_parameters"]
    config["rope_theta"] = theta
    path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")


def write(number, name, variant):
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    model = make_model(number, variant)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    if number % 2 == 1 and "kind" not in variant:
        old_spelling(folder / "config.json", variant["theta"])
    tokens = torch.randint(3, VOCAB, (1, LENGTH))
    with torch.no_grad():
        out = model.double()(tokens, output_hidden_states=True)
        logits = out.logits[0]
        # The library norms the last entry itself.
        layers = [model.model.norm(state[0]) for state in out.hidden_states[1:-1]]
        layers.append(out.hidden_states[-1][0])
    positions = POSITIONS if "kind" in variant else list(range(LENGTH))
    hidden = torch.stack(layers)[:, positions]
    hidden.float().numpy().astype("<f4").tofile(folder / "hidden.bin")
    logits[positions].float().numpy().astype("<f4").tofile(folder / "logits.bin")
    reference = {
        "tokens": tokens[0].tolist(),
        "positions": positions,
        "sums": [float(f"{value:.9g}") for value in logits.sum(dim=1)],
        "largest": [float(f"{value:.9g}") for value in logits.abs().max(dim=1).values],
        "argmax": logits.argmax(dim=1).tolist(),
    }
    (folder / "reference.json").write_text(json.dumps(reference) + "\n")


def token_at(position):
    return 3 + (position * 2654435761 % 2**32 >> 16) % (VOCAB - 3)


def exact_angles(self, x, position_ids):
    """The forward of the library's rotary embedding, in float64."""
    angles = position_ids[..., None].double() * self.inv_freq
    angles = torch.cat((angles, angles), dim=-1)
    return angles.cos() * self.attention_scaling, angles.sin() * self.attention_scaling


def write_far():
    folder = HERE / "far"
    shutil.rmtree(folder, ignore_errors=True)
    model = make_model(100, FAR)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    model.double()
    rotary = model.model.rotary_emb
    doubles = dict(float=torch.float64, float32=torch.float64)
    with mock.patch.multiple(torch, **doubles):
        rotary.inv_freq, _ = ROPE_INIT_FUNCTIONS["yarn"](model.config, "cpu")
    assert rotary.inv_freq.dtype == torch.float64
    rotary.forward = types.MethodType(exact_angles, rotary)
    tokens = torch.tensor([[token_at(position) for position in range(FAR_KEPT[-1] + 1)]])
    kept, cache = [], None
    with torch.no_grad():
        for first in range(0, tokens.shape[1], 512):
            out = model(tokens[:, first : first + 512], cache=cache, use_cache=True)
            cache = out.cache
            kept += [out.logits[0, p - first] for p in FAR_KEPT if first <= p < first + 512]
    torch.stack(kept).float().numpy().astype("<f4").tofile(folder / "logits.bin")
    (folder / "reference.json").write_text(json.dumps({"positions": FAR_KEPT}) + "\n")


def write_rope():
    """rope.json: what the library derives from the rotary settings of models that are published."""
    models = []
    for theta, factor, original, beta_fast in [
            (1e6, 16.0, 16384, 32.0), (1e9, 16.0, 16384, 32.0), (1e8, 48.0, 8192, 32.0),
            (1e6, 64.0, 4096, 4.0)]:
        rope = {"rope_type": "yarn", "rope_theta": theta, "factor": factor,
                "original_max_position_embeddings": original, "beta_fast": beta_fast,
                "beta_slow": 1.0, "mscale": 1.0, "mscale_all_dim": 1.0,
                "llama_4_scaling_beta": 0.1}
        config = Ministral3Config(head_dim=128, rope_parameters=rope)
        frequencies, magnitude = ROPE_INIT_FUNCTIONS["yarn"](config, "cpu")
        scales = get_llama_4_attn_scale(torch.tensor([FAR_POSITIONS]).double(), 0.1, original)
        models.append({
            "theta": theta, "factor": factor, "original": original, "beta_fast": beta_fast,
            "magnitude": magnitude, "frequencies": [float(f"{v:.9g}") for v in frequencies],
            "query_scales": [float(f"{v:.9g}") for v in scales.flatten()]})
    (HERE / "rope.json").write_text(json.dumps(
        {"positions": FAR_POSITIONS, "models": models}, indent=0) + "\n")


def main():
    assert len(POSITIONS) == 40
    wanted = sys.argv[1:] or list(VARIANTS)
    for number, (name, variant) in enumerate(VARIANTS.items()):
        if name in wanted:
            write(number, name, variant)
    if "far" in wanted or not sys.argv[1:]:
        write_far()
    if "rope" in wanted or not sys.argv[1:]:
        write_rope()


if __name__ == "__main__":
    main()
