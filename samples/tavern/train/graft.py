"""A start that can already copy: heads that find earlier ids and heads of induction, set by hand.

Answering from the prompt means finding what is being said there and going on with what followed.
Two layers of attention do this together. Heads of layer 0 write next to every id which ids stood
one and two places before it; heads of layer 1 look for the place whose two ids before are the present
one and the one before that, and read the id there. Small models find this pair late, long after
they speak well; with it in place from the start they only have to refine it. `Graft.restore` puts
it back after a step of training, which would otherwise wash it out before it is of use.
"""

import math

import torch

CONSTANT = 0  # dimension of the embedding that is the same for all ids
CONSTANT_SIZE = 3.0  # its value, in units of the root mean square of the others
EMBEDDING_STD = 1.0  # large, so that what the layers add stays small beside it for long
FINAL_NORM = 0.06  # keeps the first logits near a standard deviation of one
SHARPNESS = 75.0  # score of the wanted distance over sqrt(pairs)
DISTANCES = (1, 2)  # ids that the query heads of the last key/value head of layer 0 find
MATCHES = (3.0, 3.0)  # weight of a match at each distance
WRITE, READ = 2.5, 20.0  # strength of the two outputs, in units of the embedding
SLOWEST = 0.01  # radians a place: pairs that turn more slowly carry codes over a whole prompt


def _directions(count, size, avoid=None):
    """Random orthonormal rows, orthogonal to those of `avoid`, without the constant dimension."""
    drawn = torch.randn(count, size, dtype=torch.float64)
    drawn[:, CONSTANT] = 0
    if avoid is not None:
        drawn -= drawn @ avoid.T @ avoid
    return torch.linalg.qr(drawn.T)[0].T[:count]


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
        assert self.groups == len(DISTANCES)
        self.finder = self.config.num_key_value_heads - 1  # key/value head of layer 0
        self.seekers = (self.finder - 1, self.finder)  # key/value heads of layer 1
        half = self.config.head_dim // 2
        self.turns = self.config.rope_theta ** (-torch.arange(half, dtype=torch.float64) / half)

    @torch.no_grad()
    def apply(self):
        config, embedding = self.config, self.model.model.embed_tokens.weight
        embedding.normal_(std=EMBEDDING_STD)
        self.model.model.norm.weight.fill_(FINAL_NORM)
        self.level()
        size = config.head_dim
        rows = _directions((1 + len(DISTANCES)) * size, config.hidden_size)
        codes, places = rows[:size], rows[size:].split(size)
        normed = _normed(embedding.double())
        codes = codes / normed[:, 1:].std()
        self._finders(codes, places, normed)
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

    def release(self):
        """Lets the training refine the heads of layer 1."""
        free = self.model.model.layers[1].self_attn.state_dict(keep_vars=True).values()
        self.held = [entry for entry in self.held if all(entry[0] is not weight for weight in free)]

    def renew(self):
        """Holds the present values: those of a loaded checkpoint."""
        self.held = [(weight, index, weight[index].detach().clone()) for weight, index, _ in self.held]

    def _hold(self, weight, index):
        self.held.append((weight, index, weight[index].detach().clone()))

    def _part(self, head):
        return slice(head * self.config.head_dim, (head + 1) * self.config.head_dim)

    def _set(self, weight, index, values):
        weight[index] = values.float()
        self._hold(weight, index)

    def _finders(self, codes, places, normed):
        """Rotated constants whose product is largest at a certain distance."""
        config, attention = self.config, self.model.model.layers[0].self_attn
        half, pairs = config.head_dim // 2, int((self.turns > 0.003).sum())
        turns = self.turns[:pairs]
        strength = math.sqrt(SHARPNESS * math.sqrt(config.head_dim) / pairs)
        strength /= normed[:, CONSTANT].mean()
        key = torch.zeros(config.head_dim, config.hidden_size, dtype=torch.float64)
        key[:pairs, CONSTANT] = strength
        self._set(attention.k_proj.weight, self._part(self.finder), key)
        self._set(attention.v_proj.weight, self._part(self.finder), codes)
        for number in range(self.groups):
            own = self._part(self.finder * self.groups + number)
            distance = DISTANCES[number]
            query = torch.zeros_like(key)
            query[:pairs, CONSTANT] = strength * (distance * turns).cos()
            query[half : half + pairs, CONSTANT] = -strength * (distance * turns).sin()
            self._set(attention.q_proj.weight, own, query)
            out = places[number].T * WRITE * EMBEDDING_STD
            self._set(attention.o_proj.weight, (slice(None), own), out)

    def _induction(self, codes, normed):
        """Matches the codes of the present ids with those of the ids before another place."""
        config, model = self.config, self.model
        size, half = config.head_dim, config.head_dim // 2
        ids = torch.randint(300, config.vocab_size, (32, 192))
        states = model.model.embed_tokens(ids)
        states = model.model.layers[0](states, model.cos[:192], model.sin[:192], None).double()
        states = _normed(states)
        reach = max(DISTANCES)
        # codes of the id 0, 1, 2, … places before, as the states after layer 0 hold them
        readouts = [
            _readout(states[:, reach:], normed[ids[:, reach - back : 192 - back]] @ codes.T)
            for back in range(reach + 1)
        ]
        slow = [pair for pair in range(half) if self.turns[pair] < SLOWEST]
        slots = [i + offset for i in slow for offset in (0, half)]
        values = _directions(len(self.seekers) * size, config.hidden_size)
        attention = model.model.layers[1].self_attn
        for number, head in enumerate(self.seekers):
            query = torch.zeros(size, config.hidden_size, dtype=torch.float64)
            key = torch.zeros_like(query)
            for which, distance in enumerate(DISTANCES):
                mine = slots[which :: len(DISTANCES)]
                scale = math.sqrt(MATCHES[which] * math.sqrt(size))
                code = [(number * size // 2 + which + i) % size for i in range(len(mine))]
                query[mine] = readouts[distance - 1][code] * scale
                key[mine] = readouts[distance][code] * scale
            self._set(attention.q_proj.weight, self._part(head * self.groups), query)
            self._set(attention.k_proj.weight, self._part(head), key)
            value = values[number * size : (number + 1) * size]
            self._set(attention.v_proj.weight, self._part(head), value)
            for own in range(head * self.groups, (head + 1) * self.groups):
                self._set(attention.q_proj.weight, self._part(own), query)
                out = value.T * READ * EMBEDDING_STD / self.groups
                attention.o_proj.weight[:, self._part(own)] = out.float()
