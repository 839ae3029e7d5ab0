"""Where a network is trained, and in what precision."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._pytree import tree_map


def best_device() -> str:
    """ "cuda" where there is a GPU, else "cpu"."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def has_fast_bfloat16(device: str) -> bool:
    """Whether bfloat16 makes convolutions faster here; a CPU without instructions for it only emulates it."""
    return torch.cuda.is_bf16_supported() if device == "cuda" else bool(torch.cpu._is_avx512_bf16_supported())


def run_in_bfloat16(module: nn.Module, device: str) -> None:
    """Make a part of a network compute in bfloat16 from now on, with single-precision weights, inputs and outputs.

    Meant for the convolutions: box arithmetic in eight bits of mantissa would be wrong by pixels. Copy a network
    before, not after this: a deep copy would run with the weights of the original.
    """
    forward = module.forward

    def lowered(*inputs: Any) -> Any:
        with torch.autocast(device, torch.bfloat16):
            outputs = forward(*inputs)
        return tree_map(lambda value: value.float() if isinstance(value, Tensor) else value, outputs)

    module.forward = lowered
