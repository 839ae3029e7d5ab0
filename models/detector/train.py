"""Trains the article detector; can be stopped at any time and goes on from its last checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

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
from models.training import SEED, Run, TrunkRecipe, load_averaged

SMALLEST_SHARE = 5 / 6

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
    torch.manual_seed(SEED)
    network = mask_rcnn(len(BROAD_CATEGORIES), recipe.trunk, recipe.frozen_stages, recipe.short_side, recipe.long_side)
    if start is not None:
        load_averaged(network, start)
    return train_network(network, examples, recipe, out, device)


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
    """The sum of Mask R-CNN's five losses on a batch."""
    photos, targets = batch
    terms = network(
        [photo.to(device) for photo in photos],
        [{name: value.to(device) for name, value in target.items()} for target in targets],
    )
    loss = torch.stack(list(terms.values())).sum()
    return loss, {"loss": loss}


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
