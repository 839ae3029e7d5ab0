"""Trains the article detector; can be stopped at any time and goes on from its last checkpoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader, WeightedRandomSampler
from torchvision.models.detection import MaskRCNN

from data.taxonomy import BROAD_CATEGORIES
from models.backbone import TrunkName
from models.detector.dataset import Articles, Example, Target
from models.detector.network import mask_rcnn
from models.detector.origins import heed_origins
from models.detector.sampling import sampling_weights
from models.detector.semantic import add_branch, has_branch, semantic_loss
from models.training import SEED, Run, TrunkRecipe, load_averaged

SMALLEST_SHARE = 5 / 6
BRANCH_RENDERED_SHARE = 0.2
"""Of the semantic branch's epochs: it must know rendered pictures, but icons are judged on photos."""

Batch = tuple[list[Tensor], list[Target]]


@dataclass(frozen=True)
class Recipe(TrunkRecipe):
    """The detector's.

    Attributes:
        short_side: pixels to which the shorter side of a photo is scaled when serving; training also sees photos of
            `SMALLEST_SHARE` of it and up, because a person may fill the photo or half of it.
        long_side: pixels which the longer side never exceeds.
        rendered_share: of the pictures of an epoch, where there are photos and rendered pictures.
    """

    trunk: TrunkName = "lite2"
    short_side: int = 384
    long_side: int = 576
    frozen_stages: int = 2
    epochs: int = 12
    batch: int = 4
    trunk_rate: float = 2e-4
    head_rate: float = 6e-4
    decay: float = 0.02
    ema: float = 0.998
    rendered_share: float = 0.35


def train(
    examples: Sequence[Example], recipe: Recipe, out: Path, start: Path | None = None, device: str = "cpu"
) -> MaskRCNN:
    """Train for `recipe.epochs`, writing a checkpoint after each, and return the averaged network.

    Args:
        examples: the training photos.
        recipe: the settings; must be those of the checkpoint when resuming.
        out: folder of the run; an existing checkpoint in it is continued.
        start: weights to begin from (a checkpoint of another run) instead of ImageNet's.
        device: "cpu" or "cuda".

    Raises:
        ValueError: there are too few photos for a batch, or the checkpoint is of another recipe.
    """
    return train_network(_network(recipe, start), examples, recipe, out, device)


def branch_recipe(known: Mapping[str, Any], epochs: int, rate: float) -> Recipe:
    """How the semantic branch is taught on top of a detector that was trained by the recipe `known`."""
    kept = {name: known[name] for name in ("trunk", "short_side", "long_side", "frozen_stages", "batch", "decay")}
    return Recipe(**kept, epochs=epochs, head_rate=rate, rendered_share=BRANCH_RENDERED_SHARE)


def train_branch(examples: Sequence[Example], recipe: Recipe, out: Path, start: Path, device: str = "cpu") -> MaskRCNN:
    """Teach a trained detector's semantic branch, which it is given if it has none; all else stays as it is.

    Args and errors are those of `train`.
    """
    network = _network(recipe, start)
    branch = network.roi_heads.semantic or add_branch(network)
    network.transform.min_size = training_sizes(recipe.short_side)
    network.requires_grad_(False)
    branch.requires_grad_(True)
    loader = _loader(examples, recipe)
    run = Run(network, network.backbone.trunk, recipe, recipe.epochs * len(loader), device, [network.backbone, branch])
    for epoch in run.epochs(out):
        run.learn(epoch, loader, lambda batch: branch_loss(network, batch, device))
    return run.averaged


def _network(recipe: Recipe, start: Path | None) -> MaskRCNN:
    """With the start's weights, and a branch if it has one; without a start on ImageNet's."""
    torch.manual_seed(SEED)
    branch = start is not None and has_branch(torch.load(start, map_location="cpu", weights_only=True)["averaged"])
    network = mask_rcnn(
        len(BROAD_CATEGORIES), recipe.trunk, recipe.frozen_stages, recipe.short_side, recipe.long_side, branch
    )
    return network if start is None else load_averaged(network, start)


def train_network(
    network: MaskRCNN, examples: Sequence[Example], recipe: Recipe, out: Path, device: str = "cpu"
) -> MaskRCNN:
    """The same for a network that is there already; its classes are those of the examples."""
    network.transform.min_size = training_sizes(recipe.short_side)
    heed_origins(network)
    loader = _loader(examples, recipe)
    convolutions = [network.backbone, network.rpn.head, network.roi_heads.mask_head]
    run = Run(network, network.backbone.trunk, recipe, recipe.epochs * len(loader), device, convolutions)
    for epoch in run.epochs(out):
        run.learn(epoch, loader, lambda batch: losses(network, batch, device))
    return run.averaged


def losses(network: MaskRCNN, batch: Batch, device: str = "cpu") -> tuple[Tensor, dict[str, Tensor]]:
    """The sum of Mask R-CNN's five losses on a batch, and of the semantic branch's if there is one."""
    terms = network(*_on(device, batch))
    loss = torch.stack(list(terms.values())).sum()
    return loss, {"loss": loss}


def branch_loss(network: MaskRCNN, batch: Batch, device: str = "cpu") -> tuple[Tensor, dict[str, Tensor]]:
    """The semantic branch's loss alone."""
    photos, targets = network.transform(*_on(device, batch))
    with torch.no_grad():
        features = network.backbone(photos.tensors)
    loss = semantic_loss(network.roi_heads.semantic, features, targets)
    return loss, {"loss": loss}


def _on(device: str, batch: Batch) -> Batch:
    photos, targets = batch
    moved = [{name: value.to(device) for name, value in target.items()} for target in targets]
    return [photo.to(device) for photo in photos], moved


def training_sizes(short_side: int, count: int = 3) -> tuple[int, ...]:
    """Short sides that torchvision draws from in training; the last one is what it takes in evaluation."""
    step = short_side * (1 - SMALLEST_SHARE) / (count - 1)
    return tuple(round(short_side - step * place) for place in reversed(range(count)))


def _loader(examples: Sequence[Example], recipe: Recipe) -> DataLoader[tuple[Tensor, Target]]:
    weights, draws = sampling_weights(examples, recipe.rendered_share)
    sampler = WeightedRandomSampler(weights.tolist(), draws)
    # One process prepares the next photos while the network works on these.
    return DataLoader(
        Articles(examples, augment=True),
        recipe.batch,
        sampler=sampler,
        collate_fn=_unpadded,
        drop_last=True,
        num_workers=1,
    )


def _unpadded(items: list[tuple[Tensor, Target]]) -> Batch:
    return [photo for photo, _ in items], [target for _, target in items]
