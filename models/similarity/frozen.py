"""Networks that are not trained, on ONNX Runtime: about twice as fast as torch on a CPU."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import nn

from models.onnx_files import trace_onnx
from models.similarity.measure.features import Embed
from pipeline.crops import CROP_SIZE

AXES = {"crops": {0: "n", 1: "height", 2: "width"}, "said": {0: "n"}}
"""What may differ from one call to the next; maps change their size with the crops."""


def run_frozen(make: Callable[[], nn.Module], file: Path, threads: int = 1) -> Embed:
    """Crops -> what a network says of them.

    Args:
        make: gives a network of (N, S, S, 3) uint8 crops -> (N, …); asked where the file is not there.
        file: where the traced network is kept.
        threads: of ONNX Runtime.
    """
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        crops = torch.zeros(1, CROP_SIZE, CROP_SIZE, 3, dtype=torch.uint8)
        part = file.with_suffix(".part")
        trace_onnx(make(), {"crops": crops}, part, ["said"], AXES)
        part.replace(file)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])

    def embed(crops: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        return np.asarray(session.run(["said"], {"crops": np.stack(crops)})[0], np.float32)

    return embed
