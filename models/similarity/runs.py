"""A training run on disk: the trained heads, their recipe, and the figures of held-out products."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from models.embedding.network import FEATURES
from models.similarity.cache import CropCache
from models.similarity.evaluate import embed_pooled, held_out, unit
from models.similarity.items import Item, Split
from models.similarity.measure.features import Features
from models.similarity.network import SimilarityHead, SimilarityNetwork
from models.similarity.pooling import pooled_features
from models.similarity.recipe import Recipe
from models.similarity.train import made_head, train
from models.similarity.views import ViewCache
from models.training import save_whole

SMALL_SOURCES = ("boutique", "luma")
"""Sources that show a product more than once; of the others `limit` pictures are enough."""
HEAD = "head.pt"
FIGURES = "figures.json"
"""A run writes it last; its `unseen_models` are the `source/model` names that it did not see in training."""


def crops_below(cache: Path) -> CropCache:
    """The crops of a folder that trainings and reports share."""
    return CropCache(cache / "crops")


def train_run(
    items: Sequence[Item],
    out: Path,
    recipe: Recipe,
    cache: Path,
    splits: Sequence[Split] = ("train",),
    fold: int = 0,
) -> dict[str, float]:
    """Train on the items of some splits, and measure on the test split; all is kept in `out`.

    Args:
        items: of all splits.
        out: folder of the run.
        recipe: the settings.
        cache: folder of crops and features; runs share one.
        splits: what is learned from; never "test".
        fold: which part of Luma is held out in the items.

    Returns:
        R@k of the frozen features ("frozen …") and of the trained network ("learned …").

    Raises:
        ValueError: the test split is asked to be learned from.
    """
    if "test" in splits:
        raise ValueError("test products are what a run is measured on: they can't be learned from")
    learned_from = [item for item in items if item.split in splits]
    cut = crops_below(cache)
    head = train(learned_from, ViewCache(cache / "features", cut, recipe.trunk)(learned_from), recipe)
    of_views = [item for item in items if item.source in SMALL_SOURCES]
    figures = measured(head, of_views, pooled_of(cache, recipe, cut)(of_views))
    out.mkdir(parents=True, exist_ok=True)
    save_whole({"recipe": asdict(recipe), "head": head.state_dict()}, out / HEAD)
    unseen = sorted({f"{item.source}/{item.model}" for item in items if item.split not in splits})
    sources = sorted({item.source for item in learned_from})
    content = {"recipe": asdict(recipe), "splits": list(splits), "fold": fold, "sources": sources,
               "figures": figures, "unseen_models": unseen}  # fmt: skip
    part = out / f"{FIGURES}.part"
    part.write_text(json.dumps(content, indent=2), "utf-8")
    part.replace(out / FIGURES)
    return figures


def pooled_of(cache: Path, recipe: Recipe, cut: CropCache) -> Features:
    """Items -> (N, F) pooled features of their crops as they are served."""
    kept = cache / "features"
    return Features(pooled_features(kept, recipe.trunk), cut, kept / f"pooled-{recipe.trunk}.npz", recipe.trunk)


def measured(head: SimilarityHead, items: Sequence[Item], pooled: NDArray[np.float32]) -> dict[str, float]:
    """R@k on test products, of the frozen features and of a trained network."""
    frozen = held_out(items, unit(pooled[:, -FEATURES:]))
    learned = held_out(items, unit(embed_pooled(head, pooled)))
    return {f"{which} {name}": value for name in frozen for which, value in
            (("frozen", frozen[name]), ("learned", learned[name]))}  # fmt: skip


def thinned(items: Sequence[Item], limit: int | None) -> list[Item]:
    """All items of the boutique and of Luma, and `limit` of each other source, evenly spread."""
    kept = [item for item in items if item.source in SMALL_SOURCES]
    for source in ("clothing", "street"):
        own = [item for item in items if item.source == source]
        step = max(1, -(-len(own) // limit)) if limit else 1
        kept += own[::step]
    return kept


def load_head(out: Path) -> tuple[SimilarityHead, Recipe]:
    """The trained heads of a run, and its recipe.

    Raises:
        FileNotFoundError: the run is not finished.
    """
    file = out / HEAD
    if not file.is_file():
        raise FileNotFoundError(f"{file} is missing: run `python -m models.similarity train` first")
    state = torch.load(file, map_location="cpu", weights_only=True)
    recipe = Recipe(**state["recipe"])
    head = made_head(recipe, len(state["head"]["mean"]))
    head.load_state_dict(state["head"])
    return head.eval(), recipe


def load_network(out: Path) -> tuple[SimilarityNetwork, Recipe]:
    """Trunk and heads of a run.

    Raises:
        FileNotFoundError: the run is not finished.
    """
    head, recipe = load_head(out)
    return SimilarityNetwork(head, recipe.trunk).eval(), recipe
