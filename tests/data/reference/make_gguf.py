"""Makes the GGUF files of tests/data/gguf with the gguf package, the reference writer of the format.

plain_*.gguf hold the model of the folder `plain` in the element type that the name says, with the
rows of the query and key matrices in the order of the format; experts_q8_0.gguf and yarn_f16.gguf
the models of the folders `experts` and `yarn`. blocks_q4_k.gguf is a model of its own, wide enough
for blocks of 256, and blocks_q4_k.json with blocks_q4_k.bin what the transformers library computes
with its weights as the gguf package decodes them: see make_reference.py for their form.
tekken_q8_0.gguf has a byte-level vocabulary and tekken.json the same as Mistral has it. All others
have the vocabulary tests/data/tiny_tokenizer.model, cut to the size of the model. Beside
them come the seeds of the fuzz target, models of a few bytes.

forms/*.head are the files of all models of this folder in float32 up to their first tensor, and
forms/tensors.json says which tensors of model.safetensors follow, at what offset of the file, and for how many
heads their rows change places. A test puts them together, so that no weight is stored twice. The format has
no windows of single layers, so `turns` is missing.
"""

import base64
import json
import math
import tempfile
from pathlib import Path

import gguf
import numpy as np
import sentencepiece
import torch
from safetensors.numpy import load_file
from transformers import MistralConfig, MistralForCausalLM
from transformers.convert_slow_tokenizer import bytes_to_unicode

HERE = Path(__file__).parent
TARGET = HERE.parent / "gguf"
SEEDS = HERE.parent.parent / "fuzz/corpus/gguf"
TYPES = {
    "f16": gguf.GGMLQuantizationType.F16,
    "q8_0": gguf.GGMLQuantizationType.Q8_0,
    "q4_0": gguf.GGMLQuantizationType.Q4_0,
}
NAMES = {
    "input_layernorm": "attn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
    "post_attention_layernorm": "ffn_norm", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down", "block_sparse_moe.gate": "ffn_gate_inp",
    "gate_exps": "ffn_gate_exps", "up_exps": "ffn_up_exps", "down_exps": "ffn_down_exps",
}
TEKKEN_PATTERN = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|"
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|"
    r"\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
LENGTH = 120
POSITIONS = list(range(0, LENGTH, 6))


def gguf_name(name):
    if name.startswith("model.layers."):
        _, _, layer, rest = name.split(".", 3)
        return f"blk.{layer}.{NAMES[rest.removesuffix('.weight')]}.weight"
    return {"model.embed_tokens.weight": "token_embd.weight", "model.norm.weight":
            "output_norm.weight", "lm_head.weight": "output.weight"}[name]


def interleaved(weight, heads):
    """Rows of half rotation to rows whose neighbours turn together."""
    rows, cols = weight.shape
    return weight.reshape(heads, 2, rows // heads // 2, cols).swapaxes(1, 2).reshape(rows, cols)


def half_rotated(weight, heads):
    rows, cols = weight.shape
    return weight.reshape(heads, rows // heads // 2, 2, cols).swapaxes(1, 2).reshape(rows, cols)


def add_vocabulary(writer, count):
    model = sentencepiece.SentencePieceProcessor(
        model_file=str(HERE.parent / "tiny_tokenizer.model"))
    count = min(count, model.get_piece_size())
    kinds = [(model.is_unknown, 2), (model.is_control, 3), (model.is_unused, 5), (model.is_byte, 6)]
    types = [next((kind for test, kind in kinds if test(i)), 1) for i in range(count)]
    writer.add_tokenizer_model("llama")
    writer.add_token_list([model.id_to_piece(i) for i in range(count)])
    writer.add_token_scores([model.get_score(i) for i in range(count)])
    writer.add_token_types(types)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)


def add_options(writer, config):
    rope = config.get("rope_parameters") or {}
    if rope.get("rope_type") == "yarn":
        writer.add_rope_scaling_type(gguf.RopeScalingType.YARN)
        writer.add_rope_scaling_factor(rope["factor"])
        writer.add_rope_scaling_orig_ctx_len(rope["original_max_position_embeddings"])
        writer.add_rope_scaling_yarn_beta_fast(rope["beta_fast"])
        writer.add_rope_scaling_yarn_beta_slow(rope["beta_slow"])
        if "mscale_all_dim" in rope:
            writer.add_rope_scaling_yarn_log_mul(rope["mscale_all_dim"])
        writer.add_attn_temperature_scale(rope["llama_4_scaling_beta"])
    if config.get("sliding_window"):
        writer.add_sliding_window(config["sliding_window"])
    if "num_local_experts" in config:
        writer.add_expert_count(config["num_local_experts"])
        writer.add_expert_used_count(config["num_experts_per_tok"])


def stacked(weights, config):
    """The matrices of all experts of a layer as one tensor, experts first."""
    out = {name: weight for name, weight in weights.items() if ".experts." not in name}
    for layer in range(config["num_hidden_layers"] if "num_local_experts" in config else 0):
        start = f"model.layers.{layer}."
        for kind, name in {"w1": "gate_exps", "w3": "up_exps", "w2": "down_exps"}.items():
            parts = [weights[f"{start}block_sparse_moe.experts.{expert}.{kind}.weight"]
                     for expert in range(config["num_local_experts"])]
            out[f"{start}{name}.weight"] = np.stack(parts)
    return out


def write(path, config, weights, encode, architecture="llama"):
    writer = gguf.GGUFWriter(path, architecture)
    add_options(writer, config)
    writer.add_name(path.stem)
    writer.add_license("apache-2.0")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_key_length(config["head_dim"])
    writer.add_value_length(config["head_dim"])
    writer.add_rope_dimension_count(config["head_dim"])
    writer.add_rope_freq_base(config["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_vocab_size(config["vocab_size"])
    add_vocabulary(writer, config["vocab_size"])
    for name, weight in stacked(weights, config).items():
        if weight.ndim == 1 or name.endswith("block_sparse_moe.gate.weight"):
            writer.add_tensor(gguf_name(name), weight)
            continue
        if heads := heads_of(name, config):
            weight = interleaved(weight, heads)
        data, kind = encode(np.ascontiguousarray(weight))
        writer.add_tensor(gguf_name(name), data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def six_bits(scales, leasts):
    """[blocks][8] each to the 12 bytes of Q4_K."""
    out = np.zeros((scales.shape[0], 12), np.uint8)
    for g in range(4):
        out[:, g] = scales[:, g] | ((scales[:, g + 4] >> 4) << 6)
        out[:, g + 4] = leasts[:, g] | ((leasts[:, g + 4] >> 4) << 6)
        out[:, g + 8] = (scales[:, g + 4] & 15) | ((leasts[:, g + 4] & 15) << 4)
    return out


def q4_k(weight):
    """A plain quantiser: the range of every 32 weights in 15 steps. The package has none."""
    groups = weight.reshape(-1, 8, 32)
    least = np.maximum(-groups.min(axis=2), 0)
    step = (groups.max(axis=2) + least) / 15
    d = (step.max(axis=1) / 63).astype(np.float16)
    dmin = (least.max(axis=1) / 63).astype(np.float16)
    wide, wide_min = d.astype(np.float32)[:, None], dmin.astype(np.float32)[:, None]
    scales = np.clip(np.round(step / wide), 1, 63).astype(np.uint8)
    leasts = np.clip(np.round(least / wide_min), 0, 63).astype(np.uint8)
    q = np.round((groups + (wide_min * leasts)[:, :, None]) / (wide * scales)[:, :, None])
    q = np.clip(q, 0, 15).astype(np.uint8).reshape(-1, 4, 2, 32)
    packed = (q[:, :, 0] | (q[:, :, 1] << 4)).reshape(-1, 128)
    head = np.stack([d, dmin], axis=1).view(np.uint8)
    blocks = np.concatenate([head, six_bits(scales, leasts), packed], axis=1)
    return blocks.reshape(weight.shape[0], -1)


def read_config(name):
    config = json.loads((HERE / name / "config.json").read_text())
    config["rope_theta"] = config.get("rope_theta") or config["rope_parameters"]["rope_theta"]
    return config


def heads_of(name, config):
    """How many heads have their rows in another order, 0 for a matrix that stays as it is."""
    if "q_proj" in name:
        return config["num_attention_heads"]
    return config["num_key_value_heads"] if "k_proj" in name else 0


def sources(name, config):
    """The tensors of the source that one name of stacked() holds, in order."""
    for kind, stack in {"w1": "gate_exps", "w3": "up_exps", "w2": "down_exps"}.items():
        if name.endswith(f"{stack}.weight"):
            start = name.removesuffix(f"{stack}.weight")
            return [f"{start}block_sparse_moe.experts.{expert}.{kind}.weight"
                    for expert in range(config["num_local_experts"])]
    return [name]


def head(name, folder):
    """The header of one model in float32; gives what follows it."""
    config, weights = read_config(name), load_file(HERE / name / "model.safetensors")
    whole = Path(folder) / f"{name}_f32.gguf"
    scaled = (config.get("rope_parameters") or {}).get("rope_type") == "yarn"
    write(whole, config, weights, lambda weight: (weight, gguf.GGMLQuantizationType.F32),
          "mistral3" if scaled else "llama")
    reader = gguf.GGUFReader(whole)
    (TARGET / "forms" / f"{name}.head").write_bytes(whole.read_bytes()[:reader.data_offset])
    offsets = {tensor.name: int(tensor.data_offset) for tensor in reader.tensors}
    return {"size": whole.stat().st_size, "tensors": [
        {"sources": sources(source, config), "heads": heads_of(source, config),
         "offset": offsets[gguf_name(source)]} for source in stacked(weights, config)]}


def forms():
    (TARGET / "forms").mkdir(exist_ok=True)
    names = ["plain", "window", "tied", "wide", "yarn", "yarn_grown", "experts", "far"]
    with tempfile.TemporaryDirectory() as folder:
        lines = [f'"{name}": {json.dumps(head(name, folder))}' for name in names]
    (TARGET / "forms" / "tensors.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


def reference(name, suffix, architecture="llama"):
    config = read_config(name)
    write(TARGET / f"{name}_{suffix}.gguf", config, load_file(HERE / name / "model.safetensors"),
          lambda weight: (gguf.quants.quantize(weight, TYPES[suffix]), TYPES[suffix]), architecture)


def blocks():
    torch.manual_seed(2000)
    config = MistralConfig(
        vocab_size=512, hidden_size=256, intermediate_size=256, num_hidden_layers=1,
        num_attention_heads=8, num_key_value_heads=2, head_dim=32, max_position_embeddings=512,
        rms_norm_eps=1e-5, hidden_act="silu", bos_token_id=1, eos_token_id=2,
        rope_parameters={"rope_type": "default", "rope_theta": 1e4}, sliding_window=None,
        tie_word_embeddings=True, attn_implementation="eager")
    model = MistralForCausalLM(config).eval()
    kind = gguf.GGMLQuantizationType.Q4_K
    stored, weights = {}, {}
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.ndim == 1:
                weights[name] = (1 + 0.2 * torch.randn_like(weight)).numpy()
                continue
            sharp = 1.6 if "q_proj" in name or "k_proj" in name else 1.0
            weights[name] = (torch.randn_like(weight) * sharp / math.sqrt(weight.shape[1])).numpy()
    settings = config.to_dict() | {"rope_theta": 1e4}

    def encode(weight):
        data = q4_k(weight)
        stored[weight.shape, weight.tobytes()] = data
        return data, kind

    write(TARGET / "blocks_q4_k.gguf", settings, weights, encode)
    decoded = {}
    for name, weight in weights.items():
        if weight.ndim > 1:
            heads = {"q_proj": 8, "k_proj": 2}.get(name.split(".")[-2], 0)
            turned = np.ascontiguousarray(interleaved(weight, heads) if heads else weight)
            value = gguf.quants.dequantize(stored[turned.shape, turned.tobytes()], kind)
            value = value.reshape(weight.shape)
            weight = half_rotated(value, heads) if heads else value
        decoded[name] = torch.from_numpy(np.array(weight))
    model.load_state_dict(decoded | {"lm_head.weight": decoded["model.embed_tokens.weight"]})
    tokens = torch.randint(3, config.vocab_size, (1, LENGTH))
    with torch.no_grad():
        logits = model.double()(tokens).logits[0]
    logits[POSITIONS].float().numpy().astype("<f4").tofile(TARGET / "blocks_q4_k.bin")
    (TARGET / "blocks_q4_k.json").write_text(json.dumps({
        "tokens": tokens[0].tolist(), "positions": POSITIONS,
        "sums": [float(f"{value:.9g}") for value in logits.sum(dim=1)],
        "largest": [float(f"{value:.9g}") for value in logits.abs().max(dim=1).values],
        "argmax": logits.argmax(dim=1).tolist()}) + "\n")


def seed(name, dim, kind, architecture="llama", template=None):
    writer = gguf.GGUFWriter(SEEDS / name, architecture)
    writer.add_context_length(64)
    writer.add_embedding_length(dim)
    writer.add_block_count(1)
    writer.add_feed_forward_length(dim)
    writer.add_head_count(2)
    writer.add_head_count_kv(1)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(["t0", "t1", "t2", "t3"])
    writer.add_token_scores([0.0] * 4)
    writer.add_token_types([1] * 4)
    if template:
        writer.add_chat_template(template)
    elements, block_bytes = gguf.GGML_QUANT_SIZES[kind]
    rows = {"token_embd": 4, "blk.0.attn_q": dim, "blk.0.attn_k": dim // 2,
            "blk.0.attn_v": dim // 2, "blk.0.attn_output": dim, "blk.0.ffn_gate": dim,
            "blk.0.ffn_up": dim, "blk.0.ffn_down": dim}
    for tensor, count in rows.items():
        data = np.ones((count, dim // elements * block_bytes), np.uint8)
        writer.add_tensor(f"{tensor}.weight", data, raw_dtype=kind)
    for tensor in ["output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"]:
        writer.add_tensor(f"{tensor}.weight", np.ones(dim, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def tekken_vocabulary():
    """The control tokens of v13 and text tokens by rank: the bytes, then pairs and some more."""
    names = ["<unk>", "<s>", "</s>", "[INST]", "[/INST]", "[AVAILABLE_TOOLS]",
             "[/AVAILABLE_TOOLS]", "[TOOL_RESULTS]", "[/TOOL_RESULTS]", "[TOOL_CALLS]", "[IMG]",
             "<pad>", "[IMG_BREAK]", "[IMG_END]", "[PREFIX]", "[MIDDLE]", "[SUFFIX]",
             "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "[TOOL_CONTENT]"]
    names += [f"<SPECIAL_{i}>" for i in range(20, 64)]
    names[32:37] = ["[ARGS]", "[CALL_ID]", "[AUDIO]", "[THINK]", "[/THINK]"]
    pairs = [a + b for a in "aeiou" for b in "lmnrst"] + [" " + a for a in "abcdefghij"]
    words = [" the", "ing", " \u00e9t\u00e9", "\u00e9", "\n\n", "    ", "\u2603", "\x7f\u00a0"]
    return names, [bytes([i]) for i in range(256)] + [w.encode() for w in pairs + words]


def tekken():
    """A mixture with scaled positions and a tekken vocabulary, and that as Mistral has it."""
    names, texts = tekken_vocabulary()
    dim, experts, count = 32, 4, len(names) + len(texts)
    (TARGET / "tekken.json").write_text(json.dumps({
        "config": {"pattern": TEKKEN_PATTERN, "num_vocab_tokens": len(texts), "version": "v13",
                   "default_vocab_size": count, "default_num_special_tokens": len(names)},
        "vocab": [{"rank": i, "token_bytes": base64.b64encode(text).decode(), "token_str": None}
                  for i, text in enumerate(texts)],
        "special_tokens": [{"rank": i, "token_str": name, "is_control": True}
                           for i, name in enumerate(names)]}, indent=0) + "\n")
    writer = gguf.GGUFWriter(TARGET / "tekken_q8_0.gguf", "mistral3")
    writer.add_name("tekken_q8_0")
    add_options(writer, {
        "num_local_experts": experts, "num_experts_per_tok": 2,
        "rope_parameters": {"rope_type": "yarn", "factor": 16.0, "beta_fast": 32.0,
                            "beta_slow": 1.0, "original_max_position_embeddings": 128,
                            "mscale_all_dim": 1.0, "llama_4_scaling_beta": 0.1}})
    writer.add_context_length(2048)
    writer.add_embedding_length(dim)
    writer.add_block_count(1)
    writer.add_feed_forward_length(dim)
    writer.add_head_count(2)
    writer.add_head_count_kv(1)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(1e6)
    writer.add_vocab_size(count + 4)
    letters = bytes_to_unicode()
    spelled = ["".join(letters[byte] for byte in text) for text in texts]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("tekken")
    # The last four only fill the matrices.
    writer.add_token_list(names + spelled + [f"[PAD{count + i}]" for i in range(4)])
    writer.add_token_types([3] * len(names) + [1] * len(texts) + [5] * 4)
    writer.add_token_merges([f"{text[:-1]} {text[-1]}" for text in spelled[256:]])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    generator = np.random.default_rng(3)
    kind = TYPES["q8_0"]
    shapes = {"token_embd": (count + 4, dim), "blk.0.attn_q": (dim, dim),
              "blk.0.attn_k": (dim // 2, dim), "blk.0.attn_v": (dim // 2, dim),
              "blk.0.attn_output": (dim, dim), "blk.0.ffn_gate_exps": (experts, dim, dim),
              "blk.0.ffn_up_exps": (experts, dim, dim), "blk.0.ffn_down_exps": (experts, dim, dim)}
    for name, shape in shapes.items():
        weight = generator.standard_normal(shape, np.float32) / math.sqrt(dim)
        writer.add_tensor(f"{name}.weight", gguf.quants.quantize(weight, kind), raw_dtype=kind)
    router = generator.standard_normal((experts, dim), np.float32)
    writer.add_tensor("blk.0.ffn_gate_inp.weight", router)
    for name in ["output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"]:
        writer.add_tensor(f"{name}.weight", np.ones(dim, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    seed("q4_0.gguf", 32, gguf.GGMLQuantizationType.Q4_0)
    seed("f16.gguf", 8, gguf.GGMLQuantizationType.F16, template="mistral-v3")
    seed("mistral3.gguf", 32, gguf.GGMLQuantizationType.MXFP4, "mistral3")
    for suffix in TYPES:
        reference("plain", suffix)
    reference("experts", "q8_0")
    reference("yarn", "f16", "mistral3")
    tekken()
    blocks()
    forms()
