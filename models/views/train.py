"""Trains the view network; can be stopped at any time and goes on from its last checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional
from torch.utils.data import DataLoader

from models.backbone import TrunkName
from models.training import SEED, Run, TrunkRecipe, load_averaged
from models.views.dataset import Balanced, Example, Shots, load_shots
from models.views.examples import ViewExample
from models.views.network import ViewNetwork

# Keeps the network from being surer than its labels are: a half-turned person is nearly a side.
SMOOTHING = 0.05


@dataclass(frozen=True)
class Recipe(TrunkRecipe):
    """Everything that decides what comes out, besides the shots."""

    trunk: TrunkName = "lite0"
    frozen_stages: int = 3
    epochs: int = 12
    batch: int = 16
    trunk_rate: float = 4e-4
    head_rate: float = 2e-3
    decay: float = 0.02
    ema: float = 0.97


def train(examples: Sequence[ViewExample], recipe: Recipe, out: Path, device: str = "cpu") -> ViewNetwork:
    """Train for `recipe.epochs`, writing a checkpoint after each, and return the averaged network.

    Args:
        examples: the training shots.
        recipe: the settings; must be those of the checkpoint when resuming.
        out: folder of the run; an existing checkpoint in it is continued.
        device: "cpu" or "cuda".

    Raises:
        ValueError: there are too few shots for a batch, or the checkpoint is of another recipe.
    """
    torch.manual_seed(SEED)
    network = ViewNetwork(recipe.trunk, recipe.frozen_stages)
    run = Run(
        network,
        network.trunk,
        recipe,
        recipe.epochs * (len(examples) // recipe.batch),
        device,
        convolutions=[network.trunk],
    )
    dataset, sampler = Shots(load_shots(examples), SEED), Balanced(examples, SEED)
    # One process cuts and recolours while this one computes; it is made anew each epoch, with the epoch's number.
    loader = DataLoader(dataset, recipe.batch, sampler=sampler, drop_last=True, num_workers=1, prefetch_factor=4)
    for epoch in run.epochs(out):
        dataset.epoch = sampler.epoch = epoch
        run.learn(epoch, loader, lambda batch: losses(network, batch, device))
    return run.averaged.eval()


def losses(network: ViewNetwork, batch: Example, device: str = "cpu") -> tuple[Tensor, dict[str, Tensor]]:
    """Smoothed cross entropy of a batch, and with it the share of right answers to show."""
    photos, views = batch[0].to(device, memory_format=torch.channels_last), batch[1].to(device)
    logits = network(photos)
    loss = functional.cross_entropy(logits, views, label_smoothing=SMOOTHING)
    return loss, {"loss": loss, "right": (logits.argmax(dim=1) == views).float().mean()}


def load_network(checkpoint: Path) -> ViewNetwork:
    """The averaged network of a checkpoint, in evaluation mode."""
    recipe = torch.load(checkpoint, map_location="cpu", weights_only=True)["recipe"]
    return load_averaged(ViewNetwork(recipe["trunk"], recipe["frozen_stages"]), checkpoint).eval()
