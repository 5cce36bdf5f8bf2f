"""Writes a GGUF file of random weights in the shape of a 1.1-billion-parameter model, to compare speeds.

    python tests/peers/make_gguf.py --type Q4_0 --vocabulary tokenizer.model --out model.gguf

Needs the packages gguf, numpy and sentencepiece. What such a model says is noise.
"""

import argparse
from pathlib import Path

import gguf
import numpy as np
import sentencepiece

DIM, HIDDEN, LAYERS, HEADS, KV_HEADS = 2048, 5632, 22, 32, 4
TYPES = {name: gguf.GGMLQuantizationType[name] for name in ("Q4_0", "Q8_0", "BF16", "F16")}
CONTEXT = 4096


def blocks(random, kind, rows, cols):
    """Random bytes of a type, scaled so that activations stay of one size."""
    scale = 1.0 / np.sqrt(cols)
    if kind in ("Q4_0", "Q8_0"):
        steps, width = (4.6, 16) if kind == "Q4_0" else (74.0, 32)  # deviation of the integers
        block = np.dtype([("d", "<f2"), ("q", "u1", (width,))])
        data = np.empty(rows * cols // 32, dtype=block)
        data["d"] = scale / steps
        data["q"] = random.integers(0, 256, size=data["q"].shape, dtype=np.uint8)
        return data.view(np.uint8).reshape(rows, -1)
    values = random.standard_normal((rows, cols), dtype=np.float32) * np.float32(scale)
    if kind == "F16":
        return values.astype(np.float16)
    return (values.view(np.uint32) >> 16).astype(np.uint16).view(np.uint8).reshape(rows, -1)


def add_vocabulary(writer, path):
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(path))
    tokens, scores, kinds = [], [], []
    for number in range(pieces.vocab_size()):
        tokens.append(pieces.id_to_piece(number).encode())
        scores.append(pieces.get_score(number))
        kind = gguf.TokenType.NORMAL
        if pieces.is_unknown(number):
            kind = gguf.TokenType.UNKNOWN
        elif pieces.is_control(number):
            kind = gguf.TokenType.CONTROL
        elif pieces.is_byte(number):
            kind = gguf.TokenType.BYTE
        kinds.append(kind)
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    return len(tokens)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--type", choices=TYPES, default="Q4_0", help="of all matrices")
    parser.add_argument("--vocabulary", type=Path, required=True, help="a SentencePiece model")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    random = np.random.default_rng(args.seed)
    writer = gguf.GGUFWriter(args.out, "llama")
    writer.add_name(f"random 1.1B {args.type}")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(DIM)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(HIDDEN)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_rope_dimension_count(DIM // HEADS)
    writer.add_rope_freq_base(10000.0)
    writer.add_layer_norm_rms_eps(1e-5)
    vocabulary = add_vocabulary(writer, args.vocabulary)
    writer.add_vocab_size(vocabulary)

    def matrix(name, rows, cols):
        writer.add_tensor(name, blocks(random, args.type, rows, cols), raw_dtype=TYPES[args.type])

    def norm(name):
        writer.add_tensor(name, np.ones(DIM, dtype=np.float32))

    head = DIM // HEADS
    matrix("token_embd.weight", vocabulary, DIM)
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        norm(block + "attn_norm.weight")
        matrix(block + "attn_q.weight", DIM, DIM)
        matrix(block + "attn_k.weight", KV_HEADS * head, DIM)
        matrix(block + "attn_v.weight", KV_HEADS * head, DIM)
        matrix(block + "attn_output.weight", DIM, DIM)
        norm(block + "ffn_norm.weight")
        matrix(block + "ffn_gate.weight", HIDDEN, DIM)
        matrix(block + "ffn_up.weight", HIDDEN, DIM)
        matrix(block + "ffn_down.weight", DIM, HIDDEN)
    norm("output_norm.weight")
    matrix("output.weight", vocabulary, DIM)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main()
