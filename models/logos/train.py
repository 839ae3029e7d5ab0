"""Trains the finder and the reader; both can be stopped at any time and go on from their last checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.utils.data import DataLoader

from models.logos.articles import load_crops
from models.logos.bank import Bank, draw_bank
from models.logos.dataset import Articles, FinderExample, Mixed, Patches
from models.logos.examples import Branded
from models.logos.network import FinderNetwork, ReaderNetwork, box_loss, focal_loss
from models.logos.patches import real_patches
from models.training import SEED, Recipe, Run, load_averaged

BOX_SHARE = 0.5
"""Of the boxes' error beside the heat's loss."""


@dataclass(frozen=True)
class FinderRecipe(Recipe):
    """Everything that decides what comes out, besides the articles.

    Attributes:
        draws: articles an epoch.
    """

    epochs: int = 9
    batch: int = 48
    head_rate: float = 3e-3
    decay: float = 0.02
    ema: float = 0.98
    draws: int = 4800


@dataclass(frozen=True)
class ReaderRecipe(Recipe):
    """Everything that decides what comes out, besides the logos.

    Attributes:
        draws: patches an epoch.
    """

    epochs: int = 10
    batch: int = 96
    head_rate: float = 4e-3
    decay: float = 0.02
    ema: float = 0.98
    draws: int = 9600


def train_finder(
    examples: Sequence[Branded], recipe: FinderRecipe, out: Path, start: Path | None = None, device: str = "cpu"
) -> FinderNetwork:
    """Train on articles, writing a checkpoint after each epoch, and return the averaged network.

    Args:
        examples: training articles; those with a logo of a left-out brand must not be among them.
        recipe: the settings; must be those of the checkpoint when resuming.
        out: folder of the run; an existing checkpoint in it is continued.
        start: checkpoint of another run, to begin from.
        device: "cpu" or "cuda".

    Raises:
        ValueError: a left-out brand is among them, or the checkpoint is of another recipe.
    """
    _check(examples)
    torch.manual_seed(SEED)
    network = FinderNetwork() if start is None else load_finder(start)
    steps = recipe.epochs * (recipe.draws // recipe.batch)
    run = Run(
        network, None, recipe, steps, device, convolutions=[network.levels[0], network.levels[1], network.levels[2]]
    )
    dataset = Articles(load_crops(examples), draw_bank(), SEED)
    street = [example.item.source == "street" for example in examples]
    sampler = Mixed([bool(example.logos) for example in examples], street, recipe.draws)
    loader = DataLoader(dataset, recipe.batch, sampler=sampler, drop_last=True, num_workers=1, prefetch_factor=4)
    for epoch in run.epochs(out):
        dataset.epoch = epoch
        run.learn(epoch, loader, lambda batch: finder_losses(network, batch, device))
    return run.averaged.eval()


def finder_losses(
    network: FinderNetwork, batch: FinderExample, device: str = "cpu"
) -> tuple[Tensor, dict[str, Tensor]]:
    """The sum to be minimised, and its terms to show."""
    crops, heat, boxes, weights = (each.to(device) for each in batch)
    logits, found = network(crops)
    terms = {"heat": focal_loss(logits, heat, weights[:, :1]), "box": box_loss(found, boxes, weights[:, 1:])}
    return terms["heat"] + BOX_SHARE * terms["box"], terms


def train_reader(
    examples: Sequence[Branded], recipe: ReaderRecipe, out: Path, start: Path | None = None, device: str = "cpu"
) -> ReaderNetwork:
    """Train on logos, true and drawn; arguments and errors as in `train_finder`."""
    _check(examples)
    torch.manual_seed(SEED)
    bank = draw_bank()
    network = ReaderNetwork(len(bank) + 1) if start is None else load_reader(start)
    steps = recipe.epochs * (recipe.draws // recipe.batch)
    run = Run(network, None, recipe, steps, device, convolutions=[network.features])
    dataset = _patches(examples, bank, recipe.draws)
    loader = DataLoader(dataset, recipe.batch, drop_last=True, num_workers=1, prefetch_factor=4)
    for epoch in run.epochs(out):
        dataset.epoch = epoch
        run.learn(epoch, loader, lambda batch: reader_losses(network, batch, device))
    return run.averaged.eval()


def _patches(examples: Sequence[Branded], bank: Bank, draws: int) -> Patches:
    bare = [example for example in examples if not example.logos]
    return Patches(load_crops(bare), bank, real_patches(examples, bank), draws, SEED)


def reader_losses(
    network: ReaderNetwork, batch: tuple[Tensor, Tensor], device: str = "cpu"
) -> tuple[Tensor, dict[str, Tensor]]:
    """CosFace's loss, and with it the share of right classes to show."""
    patches, classes = batch[0].to(device), batch[1].to(device)
    vectors = network(patches)
    loss = network.loss(vectors, classes)
    return loss, {"loss": loss, "right": (network.cosines(vectors).argmax(dim=1) == classes).float().mean()}


def _check(examples: Sequence[Branded]) -> None:
    new = sorted({str(example.brand) for example in examples if example.new})
    if new:
        raise ValueError(f"{', '.join(new)} are left out of training: see models.logos.examples")


def load_finder(checkpoint: Path) -> FinderNetwork:
    """The averaged finder of a checkpoint, in evaluation mode."""
    return load_averaged(FinderNetwork(), checkpoint).eval()


def load_reader(checkpoint: Path) -> ReaderNetwork:
    """The averaged reader of a checkpoint, in evaluation mode."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    classes = state["averaged"]["cosface.W"].shape[1]
    return load_averaged(ReaderNetwork(classes), checkpoint).eval()
