"""Makes small random Mistral models and what the transformers library computes with them.

Each folder beside this file is one model: config.json and model.safetensors (float32) as Hugging
Face writes them, and the results of MistralForCausalLM in float64 with eager attention over 300
tokens: logits.bin holds the logits of 40 positions (float32, little-endian, [40][vocabulary]),
reference.json the tokens, those positions, and of every position the sum of the logits, their
largest magnitude and the index of the largest one. hidden.bin holds, at the same positions, the
residual stream behind each layer after the final norm (float32, [layers][40][hidden]).

The weights are scaled so that attention is far from uniform: a wrong rotation or mask must show.
"""

import json
import math
import shutil
from pathlib import Path

import torch
from transformers import MistralConfig, MistralForCausalLM

HERE = Path(__file__).parent
LENGTH = 300
VOCAB = 128
# Dense at the start, around the window of 24, and at the end; sparse between.
POSITIONS = sorted({*range(8), *range(21, 31), *range(32, 292, 15), *range(296, 300)})

COMMON = dict(
    vocab_size=VOCAB, hidden_size=64, intermediate_size=96, num_hidden_layers=3,
    num_attention_heads=4, max_position_embeddings=512, rms_norm_eps=1e-5, hidden_act="silu",
    bos_token_id=1, eos_token_id=2)
VARIANTS = {
    "plain": dict(num_key_value_heads=2, head_dim=16, theta=1e4, window=None, tied=False),
    "window": dict(num_key_value_heads=2, head_dim=16, theta=1e4, window=24, tied=False),
    "tied": dict(num_key_value_heads=1, head_dim=16, theta=1e6, window=None, tied=True),
    "wide": dict(num_key_value_heads=1, head_dim=24, theta=1e6, window=24, tied=True),
}


def make_model(number, variant):
    torch.manual_seed(1000 + number)
    config = MistralConfig(
        **COMMON, num_key_value_heads=variant["num_key_value_heads"], head_dim=variant["head_dim"],
        rope_parameters={"rope_type": "default", "rope_theta": variant["theta"]},
        sliding_window=variant["window"], tie_word_embeddings=variant["tied"],
        attn_implementation="eager")
    model = MistralForCausalLM(config).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.ndim == 1:
                weight.copy_(1 + 0.2 * torch.randn_like(weight))
            else:
                sharp = 1.6 if "q_proj" in name or "k_proj" in name else 1.0
                weight.copy_(torch.randn_like(weight) * sharp / math.sqrt(weight.shape[1]))
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
    if number % 2 == 1:
        old_spelling(folder / "config.json", variant["theta"])
    tokens = torch.randint(3, VOCAB, (1, LENGTH))
    with torch.no_grad():
        out = model.double()(tokens, output_hidden_states=True)
        logits = out.logits[0]
        # The library norms the last entry itself.
        layers = [model.model.norm(state[0]) for state in out.hidden_states[1:-1]]
        layers.append(out.hidden_states[-1][0])
    hidden = torch.stack(layers)[:, POSITIONS]
    hidden.float().numpy().astype("<f4").tofile(folder / "hidden.bin")
    logits[POSITIONS].float().numpy().astype("<f4").tofile(folder / "logits.bin")
    reference = {
        "tokens": tokens[0].tolist(),
        "positions": POSITIONS,
        "sums": [float(f"{value:.9g}") for value in logits.sum(dim=1)],
        "largest": [float(f"{value:.9g}") for value in logits.abs().max(dim=1).values],
        "argmax": logits.argmax(dim=1).tolist(),
    }
    (folder / "reference.json").write_text(json.dumps(reference) + "\n")


def main():
    assert len(POSITIONS) == 40
    for number, (name, variant) in enumerate(VARIANTS.items()):
        write(number, name, variant)


if __name__ == "__main__":
    main()
