"""Optimisers and the learning rate over time: warm-up, stable, decay to zero.

The schedule counts seconds, not steps: a run is given a length of time on whatever machine it has.
"""

import torch

import parallel

WARM_UP_STEPS = 100
SLOW = 0.15


class Muon(torch.optim.Optimizer):
    """Momentum made orthogonal (Jordan 2024), with the scale of AdamW's steps (Liu et al. 2025).

    The workers divide the matrices among them: making one orthogonal costs as much as a good part
    of its gradient.
    """

    MOMENTUM = 0.95
    STEPS = ((3.4445, -4.7750, 2.0315),) * 5  # coefficients of the quintic Newton-Schulz iteration

    def __init__(self, groups, rank, workers, lr, weight_decay):
        super().__init__(groups, {"lr": lr, "weight_decay": weight_decay})
        self.rank, self.workers = rank, workers

    def _orthogonal(self, matrix):
        """The nearest matrix whose singular values are about one, in bfloat16."""
        x = matrix.bfloat16()
        tall = x.shape[0] > x.shape[1]
        x = x.T.contiguous() if tall else x
        x = x / x.norm().clamp_min(1e-7)
        for a, b, c in self.STEPS:
            square = x @ x.T
            x = torch.addmm(x, torch.addmm(square, square, square, beta=b, alpha=c), x, beta=a)
        return x.T if tall else x

    @torch.no_grad()
    def step(self):
        weights = [(w, group) for group in self.param_groups for w in group["params"]]
        weights.sort(key=lambda entry: -entry[0].numel())
        updates = []
        for number, (weight, _) in enumerate(weights):
            state = self.state[weight]
            if not state:
                state["momentum_buffer"] = torch.zeros_like(weight)
            momentum = state["momentum_buffer"].lerp_(weight.grad, 1 - self.MOMENTUM)
            if number % self.workers == self.rank:
                ahead = weight.grad.lerp(momentum, self.MOMENTUM)
                updates.append(self._orthogonal(ahead))
            else:
                updates.append(torch.zeros_like(weight, dtype=torch.bfloat16))
        for (weight, group), update in zip(weights, parallel.total(updates, self.workers)):
            weight.mul_(1 - group["lr"] * group["weight_decay"])
            weight.add_(update, alpha=-0.2 * group["lr"] * max(weight.shape) ** 0.5)


def build(model, rank, workers, matrix_rate, vector_rate, weight_decay):
    """Muon for the matrices inside the layers, AdamW for embeddings and norms.

    The matrices around the grafted heads (graft.py) learn slowly.
    """
    matrices, slow, embeddings, norms = [], [], [], []
    for name, weight in model.named_parameters():
        if weight.dim() < 2:
            norms.append(weight)
        elif "embed" in name:
            embeddings.append(weight)
        elif "layers.0." in name or "layers.1.self_attn." in name:
            slow.append(weight)
        else:
            matrices.append(weight)
    fused = torch.optim.AdamW(
        [
            # The grafted heads read embeddings of the size that they were set for.
            {"params": embeddings, "weight_decay": 0.0},
            {"params": norms, "weight_decay": 0.0, "lr": 0.1 * vector_rate},
        ],
        lr=vector_rate,
        betas=(0.9, 0.95),
        fused=True,
    )
    groups = [{"params": matrices}, {"params": slow, "lr": SLOW * matrix_rate}]
    muon = Muon(groups, rank, workers, matrix_rate, weight_decay)
    optimisers = [muon, fused]
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["peak"] = group["lr"]
    return optimisers


def set_rate(optimisers, factor):
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * factor


class Schedule:
    """Learning rate factor of a run of `total` seconds whose last `decay` seconds go to zero."""

    def __init__(self, total, decay):
        self.decay = min(decay, total)
        self.end = total
        self.finishing = False

    def finish(self, elapsed):
        """Begins the decay at once, unless it has begun."""
        if not self.finishing:
            self.end = min(self.end, elapsed + self.decay)
            self.finishing = True

    def factor(self, step, elapsed):
        warm = min(1.0, (step + 1) / WARM_UP_STEPS)
        left = (self.end - elapsed) / self.decay
        return warm * max(0.0, min(1.0, left))

    def over(self, elapsed):
        return elapsed >= self.end
