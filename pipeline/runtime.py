"""ONNX Runtime sessions: how the networks run here, decided in one place.

Every network of the house runs through a session from this factory. A session costs memory (weights and arena) and
threads, so there is one a model and thread count, however many stages and requests ask for it.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import onnxruntime

from models.zoo import Model, ModelError


def open_session(model: Model, threads: int | None = None) -> onnxruntime.InferenceSession:
    """The session of a model; the same one for the same weights and number of threads.

    Sessions may be run from several threads at once.

    Args:
        model: from `models.zoo.load_model`, which has checked the weights against the card.
        threads: threads within an operator; by default as many as this process has cores.

    Raises:
        ValueError: `threads` is less than one.
        ModelError: ONNX Runtime can't read the weights.
    """
    threads = usable_cores() if threads is None else threads
    if threads < 1:
        raise ValueError(f"a session needs at least one thread, not {threads}")
    return _session(model.path, model.card.sha256, threads)


def usable_cores() -> int:
    """Cores this process may run on: `taskset` and a container's cpu set may give it fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# The sum is part of the key so that weights exported again under the same name are opened again.
@lru_cache(maxsize=16)
def _session(path: Path, sha256: str, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    # Several networks take turns on the same cores: a pool that spins while it waits slows the next one down.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Detections differ in number from photo to photo, so a planned memory pattern would be made anew each time.
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's own exceptions share no base class
        raise ModelError(f"ONNX Runtime can't open {path}: {error}") from error
