"""A compact Mistral in PyTorch for training, with weights named as Hugging Face names them.

Shapes: B samples, T positions, H query heads, K key/value heads, D values a head.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn


@dataclass
class Config:
    vocab_size: int = 4096
    hidden_size: int = 256
    intermediate_size: int = 704
    num_hidden_layers: int = 6
    num_attention_heads: int = 4
    num_key_value_heads: int = 2
    head_dim: int = 64
    max_position_embeddings: int = 2048
    rms_norm_eps: float = 1e-5
    rope_theta: float = 1e6


class Norm(nn.Module):
    def __init__(self, size, eps):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.eps = eps

    def forward(self, x):
        return F.rms_norm(x, self.weight.shape, self.weight.to(x.dtype), self.eps)


def rotation(length, head_dim, theta):
    """Cosine and sine of each position and pair of a head: two tensors (T, D / 2)."""
    inverse = theta ** (-torch.arange(0, head_dim, 2, dtype=torch.float64) / head_dim)
    angles = torch.arange(length, dtype=torch.float64)[:, None] * inverse
    return angles.cos().float(), angles.sin().float()


def rotate(x, cos, sin):
    """Rotates the first half of each head against the second: x is (B, heads, T, D)."""
    first, second = x.chunk(2, dim=-1)
    return torch.cat((first * cos - second * sin, second * cos + first * sin), dim=-1)


def visibility(branches):
    """(B, 1, T, T) added to scores: 0 for earlier ids of the prefix (branch 0) and of the own branch."""
    branches = branches.to(torch.int32)
    order = torch.arange(branches.shape[1], device=branches.device)
    earlier = order[:, None] >= order[None, :]
    shared = (branches[:, None, :] == 0) | (branches[:, None, :] == branches[:, :, None])
    bias = torch.zeros(shared.shape, dtype=torch.bfloat16, device=branches.device)
    return bias.masked_fill_(~(earlier & shared), -1e4)[:, None]


def attend(q, k, v, bias):
    """Scaled dot-product attention: q is (B, H, T, D), k and v (B, K, T, D), bias (B, 1, T, T).

    On a processor two halves of the queries, each with the keys up to its end: plain products of
    matrices, compiled, take a third of the time of the fused operator there.
    """
    groups = q.shape[1] // k.shape[1]
    k, v = k.repeat_interleave(groups, dim=1), v.repeat_interleave(groups, dim=1)
    if bias is None or q.device.type != "cpu":
        bias = None if bias is None else bias.to(q.dtype)
        return F.scaled_dot_product_attention(q, k, v, attn_mask=bias, is_causal=bias is None)
    length, mixed = q.shape[2], []
    q = q * q.shape[-1] ** -0.5
    for start, end in ((0, length // 2), (length // 2, length)):
        scores = q[:, :, start:end] @ k[:, :, :end].transpose(-1, -2)
        weights = (scores + bias[:, :, start:end, :end]).softmax(-1)
        mixed.append(weights @ v[:, :, :end])
    return torch.cat(mixed, dim=2)


class Attention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.head_dim = config.head_dim
        queries = config.num_attention_heads * config.head_dim
        keys = config.num_key_value_heads * config.head_dim
        self.q_proj = nn.Linear(config.hidden_size, queries, bias=False)
        self.k_proj = nn.Linear(config.hidden_size, keys, bias=False)
        self.v_proj = nn.Linear(config.hidden_size, keys, bias=False)
        self.o_proj = nn.Linear(queries, config.hidden_size, bias=False)

    def forward(self, x, cos, sin, bias):
        batch, length, _ = x.shape
        heads = (batch, length, -1, self.head_dim)
        q = rotate(self.q_proj(x).view(heads).transpose(1, 2), cos, sin)
        k = rotate(self.k_proj(x).view(heads).transpose(1, 2), cos, sin)
        v = self.v_proj(x).view(heads).transpose(1, 2)
        mixed = attend(q, k, v, bias)
        return self.o_proj(mixed.transpose(1, 2).reshape(batch, length, -1))


class FeedForward(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.gate_proj = nn.Linear(config.hidden_size, config.intermediate_size, bias=False)
        self.up_proj = nn.Linear(config.hidden_size, config.intermediate_size, bias=False)
        self.down_proj = nn.Linear(config.intermediate_size, config.hidden_size, bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.input_layernorm = Norm(config.hidden_size, config.rms_norm_eps)
        self.self_attn = Attention(config)
        self.post_attention_layernorm = Norm(config.hidden_size, config.rms_norm_eps)
        self.mlp = FeedForward(config)

    def forward(self, x, cos, sin, bias, chosen=None):
        """With `chosen`, flat indices of positions, the result has those rows alone: (N, hidden)."""
        x = x + self.self_attn(self.input_layernorm(x), cos, sin, bias)
        if chosen is not None:
            x = x.reshape(-1, x.shape[-1]).index_select(0, chosen)
        return x + self.mlp(self.post_attention_layernorm(x))


class Body(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.num_hidden_layers))
        self.norm = Norm(config.hidden_size, config.rms_norm_eps)


class Mistral(nn.Module):
    """The output matrix is the embedding matrix (tied)."""

    def __init__(self, config):
        super().__init__()
        self.config = config
        self.model = Body(config)
        cos, sin = rotation(config.max_position_embeddings, config.head_dim, config.rope_theta)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self.initialise()

    def initialise(self):
        """Normal matrices; those that write to the residual stream start small."""
        scale = (2 * self.config.num_hidden_layers) ** -0.5
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                small = name.endswith(("o_proj.weight", "down_proj.weight"))
                nn.init.normal_(weight, std=0.02 * (scale if small else 1.0))

    def hidden(self, ids, places=None, branches=None, chosen=None):
        """(B, T) ids to (B, T, hidden) states before the output matrix, (N, hidden) if `chosen`.

        With `places` and `branches` (dataset.py) a row holds several continuations of one prefix;
        without them it is one causal sequence.
        """
        x = self.model.embed_tokens(ids)
        if places is None:
            cos, sin, bias = self.cos[: ids.shape[1]], self.sin[: ids.shape[1]], None
        else:
            cos, sin = self.cos[places][:, None], self.sin[places][:, None]
            bias = visibility(branches)
        return self.stack(x, cos, sin, bias, chosen)

    def stack(self, x, cos, sin, bias, chosen):
        """The layers and the last norm: the part worth compiling."""
        *layers, last = self.model.layers
        for layer in layers:
            x = layer(x, cos, sin, bias)
        return self.model.norm(last(x, cos, sin, bias, chosen))

    def logits(self, states):
        return F.linear(states, self.model.embed_tokens.weight)

    def forward(self, ids):
        return self.logits(self.hidden(ids))


def save(model, folder, dtype=torch.float32):
    """Writes config.json and model.safetensors as a Hugging Face directory holds them."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    fixed = {
        "architectures": ["MistralForCausalLM"],
        "model_type": "mistral",
        "hidden_act": "silu",
        "attention_bias": False,
        "attention_dropout": 0.0,
        "sliding_window": None,
        "tie_word_embeddings": True,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "torch_dtype": str(dtype).removeprefix("torch."),
    }
    text = json.dumps({**fixed, **asdict(model.config)}, indent=2) + "\n"
    (folder / "config.json").write_text(text, encoding="utf-8")
    weights = {name: weight.to(dtype).contiguous() for name, weight in model.state_dict().items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def load(folder):
    """Reads a directory that save() wrote."""
    folder = Path(folder)
    stored = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config = Config(**{key: stored[key] for key in Config.__dataclass_fields__})
    model = Mistral(config)
    weights = load_file(folder / "model.safetensors")
    model.load_state_dict({name: weight.float() for name, weight in weights.items()})
    return model
