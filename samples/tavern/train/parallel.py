"""Data-parallel training on one machine: one process a core, gradients averaged once a step.

One meeting a step disturbs far less than the thousands of meetings of threads inside operators when
other programs use the machine too.
"""

import os
import threading
import time

import torch
import torch.distributed as dist
import torch.multiprocessing as mp


def launch(workers, work, args):
    """Runs work(rank, workers, args) in every process; a single worker stays in this one."""
    if workers == 1:
        torch.set_num_threads(os.cpu_count() or 1)
        work(0, 1, args)
        return
    meeting = (args.run / "meeting").absolute()
    meeting.unlink(missing_ok=True)
    mp.spawn(_enter, args=(workers, work, args, str(meeting), os.getpid()), nprocs=workers)
    meeting.unlink(missing_ok=True)


def _end_with(parent):
    """Ends this process when its parent is gone, however it was ended."""

    def watch():
        while os.getppid() == parent:
            time.sleep(2)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _enter(rank, workers, work, args, meeting, parent):
    _end_with(parent)
    torch.set_num_threads(max(1, (os.cpu_count() or 1) // workers))
    dist.init_process_group("gloo", f"file://{meeting}", rank=rank, world_size=workers)
    work(rank, workers, args)
    dist.destroy_process_group()


def average(weights, workers, numbers):
    """Averages the gradients of all workers in place; returns the averaged extra numbers too."""
    if workers == 1:
        return numbers
    extra = torch.tensor(numbers, dtype=torch.float32)
    flat = torch.cat([weight.grad.reshape(-1) for weight in weights] + [extra])
    dist.all_reduce(flat)
    flat /= workers
    offset = 0
    for weight in weights:
        weight.grad.copy_(flat[offset : offset + weight.numel()].view_as(weight))
        offset += weight.numel()
    return flat[offset:].tolist()


def total(tensors, workers):
    """The sums of all workers' tensors; the given ones may be overwritten."""
    if workers == 1:
        return tensors
    flat = torch.cat([tensor.reshape(-1) for tensor in tensors])
    dist.all_reduce(flat)
    parts = flat.split([tensor.numel() for tensor in tensors])
    return [part.view_as(tensor) for part, tensor in zip(parts, tensors)]


def from_first(numbers, workers):
    """Gives all workers the numbers of the first one."""
    if workers == 1:
        return numbers
    shared = torch.tensor(numbers, dtype=torch.float64)
    dist.broadcast(shared, 0)
    return shared.tolist()


def wait(workers):
    if workers > 1:
        dist.barrier()
