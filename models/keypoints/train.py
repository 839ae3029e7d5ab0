"""Trains the keypoint network; can be stopped at any time and goes on from its last checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.utils.data import DataLoader

from models.backbone import TrunkName
from models.keypoints.augment import View
from models.keypoints.dataset import Example, Poses
from models.keypoints.network import (
    HEATMAP_SHARE,
    INPUT_HEIGHT,
    INPUT_WIDTH,
    KeypointNetwork,
    heatmap_loss,
    visibility_loss,
)
from models.training import SEED, Run, TrunkRecipe, load_averaged

# Height and width for the first epochs: three quarters of the network's height, and the shape of most street photos.
SMALL = (192, 128)


@dataclass(frozen=True)
class Recipe(TrunkRecipe):
    """The keypoint network's.

    Attributes:
        small_epochs: how many of the epochs, at the beginning, see SMALL photos, at half the cost.
    """

    trunk: TrunkName = "lite0"
    frozen_stages: int = 2
    epochs: int = 24
    small_epochs: int = 16
    batch: int = 16
    trunk_rate: float = 4e-4
    head_rate: float = 1e-3
    decay: float = 0.02
    ema: float = 0.99


def train(
    views: Sequence[View], recipe: Recipe, out: Path, start: Path | None = None, device: str = "cpu"
) -> KeypointNetwork:
    """Train for `recipe.epochs`, writing a checkpoint after each, and return the averaged network.

    Args:
        views: the training photos.
        recipe: the settings; must be those of the checkpoint when resuming.
        out: folder of the run; an existing checkpoint in it is continued.
        start: weights to begin from (a checkpoint of another run) instead of ImageNet's.
        device: "cpu" or "cuda".

    Raises:
        ValueError: there are too few photos for a batch, or the checkpoint is of another recipe.
    """
    torch.manual_seed(SEED)
    network = load_network(start) if start is not None else KeypointNetwork(recipe.trunk, recipe.frozen_stages)
    run = run_of(network, recipe, recipe.epochs * (len(views) // recipe.batch), device)
    dataset = Poses(views, SEED)
    # One process cuts and recolours while this one computes; it is made anew each epoch, with the epoch's number.
    loader = DataLoader(dataset, recipe.batch, shuffle=True, drop_last=True, num_workers=1, prefetch_factor=4)
    for epoch in run.epochs(out):
        dataset.epoch = epoch
        dataset.height, dataset.width = SMALL if epoch < recipe.small_epochs else (INPUT_HEIGHT, INPUT_WIDTH)
        run.learn(epoch, loader, lambda batch: losses(network, batch, device))
    return run.averaged.eval()


def run_of(network: KeypointNetwork, recipe: Recipe, steps: int, device: str = "cpu") -> Run[KeypointNetwork]:
    """A run of this network."""
    return Run(network, network.trunk, recipe, steps, device, convolutions=[network.trunk, network.decoder])


def losses(network: KeypointNetwork, batch: Example, device: str = "cpu") -> tuple[Tensor, dict[str, Tensor]]:
    """What training minimises on a batch, and its two terms."""
    there = {name: tensor.to(device) for name, tensor in batch.items()}
    heatmaps, logits = network(there["input"].contiguous(memory_format=torch.channels_last))
    heat = heatmap_loss(heatmaps, there["heatmaps"], there["heatmap_weights"])
    seen = visibility_loss(logits, there["visible"], there["visible_weights"])
    return HEATMAP_SHARE * heat + seen, {"heatmaps": heat, "visibility": seen}


def load_network(checkpoint: Path) -> KeypointNetwork:
    """The averaged network of a checkpoint, in evaluation mode."""
    recipe = torch.load(checkpoint, map_location="cpu", weights_only=True)["recipe"]
    return load_averaged(KeypointNetwork(recipe["trunk"], recipe["frozen_stages"]), checkpoint).eval()
