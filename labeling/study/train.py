"""Trains the study's detector on the photos that are labelled so far; training only."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from labeling.study.features import LEVELS, PhotoFeatures, View
from labeling.study.network import MapDetector
from models.detector.dataset import Target
from models.training import Run, TrunkRecipe

Advance = Callable[[int], object]
"""Told of how many further steps are done, such as a progress bar's `update`."""


@dataclass(frozen=True)
class LearningRecipe:
    """How each detector is trained, whatever the number of labelled photos.

    Attributes:
        steps: optimiser steps.
        batch: photos a step.
        rate: peak learning rate of AdamW.
        decay: weight decay.
        ema: decay a step of the averaged weights, which are what is measured.
        snapshots: shares of the run after which the averaged weights are kept as members of the committee.
    """

    steps: int = 600
    batch: int = 8
    rate: float = 1e-3
    decay: float = 0.02
    ema: float = 0.98
    snapshots: tuple[float, ...] = (0.5, 0.75)


def train(
    photos: Sequence[PhotoFeatures], size: tuple[int, int], recipe: LearningRecipe, seed: int, progress: Advance
) -> list[MapDetector]:
    """A detector and its earlier selves.

    Args:
        photos: labelled ones.
        size: height and width of their views.
        recipe: the settings.
        seed: of the first weights and of the order of the photos; the same seed gives the same detector.
        progress: told of every step.

    Returns:
        The trained detector first, then the snapshots, oldest first.
    """
    torch.manual_seed(seed)
    network = MapDetector([photos[0].views[0].maps[name].shape[0] for name in LEVELS], size)
    settings = TrunkRecipe(
        trunk="lite1", frozen_stages=5, epochs=1, batch=recipe.batch, trunk_rate=0.0, head_rate=recipe.rate,
        decay=recipe.decay, ema=recipe.ema,
    )  # fmt: skip
    run = Run(network, nn.Module(), settings, recipe.steps, "cpu", [network.pyramid, network.rpn.head])
    network.train()
    kept: list[MapDetector] = []
    moments = {round(share * recipe.steps) for share in recipe.snapshots}
    for step, views in enumerate(batches(photos, recipe, seed), start=1):
        _, losses = network(*stacked(views))
        run.advance(torch.stack(list(losses.values())).sum())
        progress(1)
        if step in moments:
            kept.append(copy.deepcopy(run.averaged).eval())
    return [run.averaged.eval(), *kept]


def batches(photos: Sequence[PhotoFeatures], recipe: LearningRecipe, seed: int) -> Iterator[list[View]]:
    """`recipe.steps` batches: each photo once before any again, every time in a view that is drawn."""
    chance = np.random.default_rng(seed)
    waiting: list[int] = []
    for _ in range(recipe.steps):
        while len(waiting) < recipe.batch:
            waiting += chance.permutation(len(photos)).tolist()
        batch, waiting = waiting[: recipe.batch], waiting[recipe.batch :]
        yield [photos[place].views[int(chance.integers(len(photos[place].views)))] for place in batch]


def stacked(views: Sequence[View]) -> tuple[list[Tensor], list[Target]]:
    """Views as the network wants them: (N, C, H, W) float a level, and a target each."""
    levels = [torch.from_numpy(np.stack([view.maps[name] for view in views])).float() for name in LEVELS]
    targets = [{"boxes": torch.from_numpy(view.boxes), "labels": torch.from_numpy(view.labels)} for view in views]
    return levels, targets
