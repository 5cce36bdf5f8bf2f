"""A start that can already copy: a previous-token head and two induction heads, set by hand.

Answering from the prompt means finding what is being said there and going on with what followed.
Two layers of attention do this together: a head of layer 0 writes next to every id which id stood
before it, and heads of layer 1 look for the place whose previous id is the present one and read
the id there. Small models find this pair late, long after they speak well; with it in place from
the start they only have to refine it. `Graft.restore` puts it back after a step of training, which
would otherwise wash it out before it is of use.
"""

import math

import torch

HEAD = 3  # key/value head of layer 0 that finds the previous id
SEEKERS = (2, 3)  # key/value heads of layer 1 that find the previous occasion
CONSTANT = 0  # dimension of the embedding that is the same for all ids
CONSTANT_SIZE = 3.0  # its value, in units of the root mean square of the others
EMBEDDING_STD = 1.0  # large, so that what the layers add stays small beside it for long
FINAL_NORM = 0.06  # keeps the first logits near a standard deviation of one
SHARPNESS = 60.0  # score of the previous position over sqrt(pairs)
MATCH = 3.0  # weight of a match of two codes
WRITE, READ = 2.5, 10.0  # strength of the two outputs, in units of the embedding


def _directions(count, size, avoid=None):
    """Random orthonormal rows, orthogonal to those of `avoid`, without the constant dimension."""
    drawn = torch.randn(count, size, dtype=torch.float64)
    if avoid is not None:
        drawn -= drawn @ avoid.T @ avoid
    rows = torch.linalg.qr(drawn.T)[0].T[:count]
    rows[:, CONSTANT] = 0
    return rows


def _normed(x):
    return x / x.pow(2).mean(-1, keepdim=True).sqrt()


def _readout(states, wanted):
    """The linear map that reads `wanted` from states, by ridge regression."""
    x, y = states.reshape(-1, states.shape[-1]), wanted.reshape(-1, wanted.shape[-1])
    ridge = 1e-2 * len(x) * x.pow(2).mean() * torch.eye(x.shape[1], dtype=x.dtype)
    return torch.linalg.solve(x.T @ x + ridge, x.T @ y).T


class Graft:
    """Sets the heads of a fresh model and remembers what was set."""

    def __init__(self, model):
        self.model, self.config = model, model.config
        self.held = []  # (weight, index, values)
        self.groups = self.config.num_attention_heads // self.config.num_key_value_heads

    @torch.no_grad()
    def apply(self):
        config, embedding = self.config, self.model.model.embed_tokens.weight
        embedding.normal_(std=EMBEDDING_STD)
        self.model.model.norm.weight.fill_(FINAL_NORM)
        self.level()
        codes = _directions(config.head_dim, config.hidden_size)
        normed = _normed(embedding.double())
        codes /= normed[:, 1:].std()
        self._previous(codes, _directions(config.head_dim, config.hidden_size, codes), normed)
        self._induction(codes, normed)
        for layer in self.model.model.layers[:2]:
            self._hold(layer.input_layernorm.weight, slice(None))

    def level(self):
        """Keeps the constant dimension in proportion to each row of the embedding."""
        embedding = self.model.model.embed_tokens.weight
        others = embedding[:, CONSTANT + 1 :]
        embedding[:, CONSTANT] = CONSTANT_SIZE * others.pow(2).mean(1).sqrt()

    @torch.no_grad()
    def restore(self):
        for weight, index, values in self.held:
            weight[index] = values
        self.level()

    def renew(self):
        """Holds the present values: those of a loaded checkpoint."""
        self.held = [(weight, index, weight[index].detach().clone()) for weight, index, _ in self.held]

    def _hold(self, weight, index):
        self.held.append((weight, index, weight[index].detach().clone()))

    def _set(self, attention, head, query, key):
        """Writes and holds the query and key rows of one key/value head and its query heads."""
        size = self.config.head_dim
        rows = slice(head * size, (head + 1) * size)
        attention.k_proj.weight[rows] = key
        self._hold(attention.k_proj.weight, rows)
        for number in range(head * self.groups, (head + 1) * self.groups):
            own = slice(number * size, (number + 1) * size)
            attention.q_proj.weight[own] = query
            attention.o_proj.weight[:, own] = 0
            self._hold(attention.q_proj.weight, own)
        return rows, slice(head * self.groups * size, (head * self.groups + 1) * size)

    def _previous(self, codes, places, normed):
        """Rotated constants whose product is largest at a distance of one."""
        config, pairs = self.config, 10
        size, half = config.head_dim, config.head_dim // 2
        turn = config.rope_theta ** (-torch.arange(pairs, dtype=torch.float64) / half)
        strength = math.sqrt(SHARPNESS * math.sqrt(size) / pairs) / normed[:, CONSTANT].mean()
        query = torch.zeros(size, config.hidden_size, dtype=torch.float64)
        key = torch.zeros_like(query)
        key[:pairs, CONSTANT] = strength
        query[:pairs, CONSTANT] = strength * turn.cos()
        query[half : half + pairs, CONSTANT] = -strength * turn.sin()
        attention = self.model.model.layers[0].self_attn
        rows, columns = self._set(attention, HEAD, query.float(), key.float())
        attention.v_proj.weight[rows] = codes.float()
        attention.o_proj.weight[:, columns] = (places.T * WRITE * EMBEDDING_STD).float()
        self._hold(attention.v_proj.weight, rows)
        self._hold(attention.o_proj.weight, (slice(None), columns))

    def _induction(self, codes, normed):
        """Matches the code of the present id with the code of the id before another one."""
        config, model = self.config, self.model
        size, half = config.head_dim, config.head_dim // 2
        ids = torch.randint(300, config.vocab_size, (24, 192))
        states = model.model.embed_tokens(ids)
        states = model.model.layers[0](states, model.cos[:192], model.sin[:192], None).double()
        states = _normed(states)
        present = _readout(states[:, 2:], normed[ids[:, 2:]] @ codes.T)
        previous = _readout(states[:, 2:], normed[ids[:, 1:-1]] @ codes.T)
        slow = list(range(half // 2, half))  # pairs that hardly turn with the distance
        slow += [pair + half for pair in slow]
        scale = math.sqrt(MATCH * math.sqrt(size))
        values = _directions(len(SEEKERS) * size, config.hidden_size)
        attention = model.model.layers[1].self_attn
        for number, head in enumerate(SEEKERS):
            part = slice(number * len(slow), (number + 1) * len(slow))
            query = torch.zeros(size, config.hidden_size)
            key = torch.zeros_like(query)
            query[slow], key[slow] = present[part].float() * scale, previous[part].float() * scale
            rows, _ = self._set(attention, head, query, key)
            value = values[number * size : (number + 1) * size]
            attention.v_proj.weight[rows] = value.float()
            self._hold(attention.v_proj.weight, rows)
            for own in range(head * self.groups, (head + 1) * self.groups):
                columns = slice(own * size, (own + 1) * size)
                strength = READ * EMBEDDING_STD / self.groups
                attention.o_proj.weight[:, columns] = (value.T * strength).float()
