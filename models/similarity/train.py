"""Trains the similarity network, resumably; the first epochs on random negatives, the rest on mined ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from data.taxonomy import FINE_TYPES
from models.backbone import TrunkName
from models.embedding.dataset import FeatureSet
from models.embedding.network import Heads
from models.embedding.train import Recipe as HeadRecipe
from models.embedding.train import train_heads
from models.similarity.cache import Crops
from models.similarity.dataset import Batch, Batches
from models.similarity.evaluate import run_network
from models.similarity.items import Item
from models.similarity.network import SimilarityNetwork
from models.similarity.objective import Labels, Objective
from models.similarity.options import Guide, HeadKind, LossName
from models.training import SEED, Run, TrunkRecipe, save_whole


@dataclass(frozen=True)
class Recipe(TrunkRecipe):
    """All settings of a training; the defaults are *Buy Me That Look*'s (4.3) where it names one.

    Attributes:
        loss, margin, alpha, attribute_weight, threshold, guide, also_hard: see `Objective`.
        dimension, heads: see `SimilarityNetwork`.
        random_epochs: epochs with random negatives, before mining begins.
        steps: of an epoch.
        shots: K; P is `batch` divided by it.
        size: side of the training crops; serving's are larger, which suits networks trained on random crops
            (Touvron 2019).
    """

    trunk: TrunkName = "lite1"
    frozen_stages: int = 2
    epochs: int = 12
    batch: int = 32
    trunk_rate: float = 5e-5
    head_rate: float = 5e-5
    decay: float = 0.0
    ema: float = 0.99
    loss: LossName = "weighted"
    margin: float | None = None
    alpha: float = 5e-5
    attribute_weight: float = 1.0
    threshold: float = 0.7
    guide: Guide = "weight"
    also_hard: bool = False
    dimension: int = 256
    heads: HeadKind = "broad"
    random_epochs: int = 3
    steps: int = 100
    shots: int = 4
    size: int = 224


def train(items: Sequence[Item], crops: Crops, recipe: Recipe, out: Path, device: str = "cpu") -> SimilarityNetwork:
    """Train on all items given, or go on where `out` has a checkpoint.

    Args:
        items: of the training split only.
        crops: theirs.
        recipe: the settings.
        out: folder of the run.
        device: "cpu" or "cuda".

    Returns:
        The network with the averaged weights, in evaluation mode.

    Raises:
        ValueError: there is too little to learn from, or `out` has a run of another recipe.
    """
    torch.manual_seed(SEED)
    network = SimilarityNetwork(recipe.dimension, recipe.heads, recipe.trunk, recipe.frozen_stages)
    begin(network, items, crops, recipe.dimension, out)
    batches = Batches(items, crops, recipe.batch // recipe.shots, recipe.shots, recipe.size)
    trunk = network.features.trunk
    run = Run(network, trunk, recipe, recipe.epochs * recipe.steps, device, convolutions=[trunk])
    objective = Objective(
        recipe.loss, recipe.margin, recipe.alpha, recipe.attribute_weight, recipe.threshold, recipe.guide,
        recipe.also_hard,
    )  # fmt: skip
    for epoch in run.epochs(out):

        def losses(batch: Batch, mined: bool = epoch >= recipe.random_epochs) -> tuple[Tensor, dict[str, Tensor]]:
            labels = Labels(*(each.to(device) for each in batch.labels))
            return objective(network(batch.crops.to(device)), labels, mined)

        run.learn(epoch, batches.epoch(epoch, recipe.steps), losses)
    return run.averaged.eval()


def begin(network: SimilarityNetwork, items: Sequence[Item], crops: Crops, dimension: int, out: Path) -> None:
    """Fit the heads to the frozen features of the training crops (kept in `out`), so that training starts from there.

    Raises:
        ValueError: there are fewer crops than the dimension has components.
    """
    if len(items) < dimension:
        raise ValueError(f"{len(items)} training crops are too few for {dimension} dimensions: give a smaller one")
    file = out / "start.pt"
    if not file.is_file():
        out.mkdir(parents=True, exist_ok=True)
        features = run_network(network.features, crops, "starting features")
        allowed = np.array([[fine.name in item.fine for fine in FINE_TYPES] for item in items])
        keys, of_train = np.array([item.key for item in items]), np.ones(len(items), bool)
        heads = train_heads(FeatureSet(keys, of_train, allowed, features), HeadRecipe(dimension))
        with torch.inference_mode():
            lengths = heads.projection(F.normalize(torch.from_numpy(features), dim=1)).norm(dim=1)
        save_whole({"heads": heads.state_dict(), "length": float(lengths.mean())}, file)
    state = torch.load(file, map_location="cpu", weights_only=True)
    heads = Heads(dimension)
    heads.load_state_dict(state["heads"])
    network.start_from(heads, state["length"])
