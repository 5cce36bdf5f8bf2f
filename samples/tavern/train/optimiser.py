"""Optimisers and the learning rate over time: warm-up, stable, decay to zero.

The schedule counts seconds, not steps: a run is given a length of time on whatever machine it has.
"""

import torch

WARM_UP_STEPS = 100
SLOW = 0.15


def build(model, matrix_rate, vector_rate, weight_decay):
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
            {"params": embeddings, "weight_decay": weight_decay},
            {"params": norms, "weight_decay": 0.0, "lr": 0.1 * vector_rate},
        ],
        lr=vector_rate,
        betas=(0.9, 0.95),
        fused=True,
    )
    muon = torch.optim.Muon(
        [{"params": matrices}, {"params": slow, "lr": SLOW * matrix_rate}],
        lr=matrix_rate,
        weight_decay=weight_decay,
        adjust_lr_fn="match_rms_adamw",
    )
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
