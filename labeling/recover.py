"""Weights to go on from, from the ONNX file that ships; training only.

The repository holds no training checkpoint. The exporter keeps the network's own parameter names, and the network has
its batch norms folded already, so the ONNX file's initialisers are the parameters (most of them in half precision).
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import numpy_helper

from data.taxonomy import BROAD_CATEGORIES
from models.backbone import TrunkName
from models.detector.network import mask_rcnn
from models.detector.semantic import has_branch
from models.detector.train import Recipe
from models.zoo import Model, ModelError

TRUNKS: tuple[TrunkName, ...] = ("lite2", "lite1", "lite0")
PREFIX, HALF = "network.", ".half"


def checkpoint_of(model: Model, target: Path) -> Path:
    """Write a checkpoint with the weights of an exported detector, for `models.detector.train` to start from.

    Raises:
        ModelError: the file does not hold all parameters of a network of ours.
    """
    stored = {
        tensor.name.removeprefix(PREFIX).removesuffix(HALF): torch.from_numpy(
            numpy_helper.to_array(tensor).copy()
        ).float()
        for tensor in onnx.load(str(model.path)).graph.initializer
        if tensor.name.startswith(PREFIX)
    }
    sides = {side: int(model.card.settings[side]) for side in ("short_side", "long_side")}
    for trunk in TRUNKS:
        network = mask_rcnn(len(BROAD_CATEGORIES), trunk, **sides, semantic=has_branch(stored))
        shapes = {name: tuple(value.shape) for name, value in network.state_dict().items()}
        if shapes == {name: tuple(value.shape) for name, value in stored.items()}:
            save_checkpoint({"recipe": asdict(Recipe(trunk=trunk, **sides)), "averaged": stored}, target)
            return target
    raise ModelError(f"{model.path} holds no network that can be trained further: name a checkpoint with --start")


def save_checkpoint(state: dict[str, Any], target: Path) -> None:
    """Write a checkpoint whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    torch.save(state, part)
    part.replace(target)
