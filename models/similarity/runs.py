"""A training run on disk: crops, checkpoints, figures of held-out products before and after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch

from models.device import best_device
from models.similarity.cache import CropCache, Crops
from models.similarity.evaluate import TorchEmbedder, held_out, in_batches
from models.similarity.export import export_similarity
from models.similarity.items import Item
from models.similarity.network import SimilarityNetwork
from models.similarity.train import Recipe, train
from models.training import CHECKPOINT, load_averaged
from pipeline.embedding import load_embedder

SMALL_SOURCES = ("boutique", "luma")
"""Sources that show a product more than once; of the others `limit` pictures are enough."""
FIGURES = "figures.json"
COMPARED = 16


def train_run(items: Sequence[Item], out: Path, recipe: Recipe, cache: Path | None = None) -> dict[str, float]:
    """Train on the items of the training split, and measure on the test split; the figures stay in `out/figures.json`.

    Args:
        items: of all splits.
        out: folder of the run.
        recipe: the settings.
        cache: folder of the crops; `out` by default. Runs may share one.

    Returns:
        R@k of the shipped embedder ("frozen …") and of the trained one ("learned …").
    """
    cut = CropCache(cache or out)
    learned_from = [item for item in items if item.split == "train"]
    network = train(learned_from, cut(learned_from), recipe, out, best_device()).to("cpu")
    figures = measured(network, items, cut)
    unseen = sorted({f"{item.source}/{item.model}" for item in items if item.split != "train"})
    sources = sorted({item.source for item in learned_from})
    content = {"recipe": asdict(recipe), "sources": sources, "figures": figures, "unseen_models": unseen}
    (out / FIGURES).write_text(json.dumps(content, indent=2), "utf-8")
    return figures


def export_run(items: Sequence[Item], out: Path, version: str, cache: Path | None, folder: Path) -> None:
    """Export the network of a run with the figures that the run measured.

    Args:
        items: some of real crops, on which the export is compared with torch.
        out: folder of a finished run.
        version: for the card.
        cache: folder of the crops; `out` by default.
        folder: where weights and card go.

    Raises:
        FileNotFoundError: the run is not finished.
    """
    network, recipe = load_run(out)
    file = out / FIGURES
    if not file.is_file():
        raise FileNotFoundError(f"{file} is missing: let `python -m models.similarity train` finish")
    kept = json.loads(file.read_text("utf-8"))
    some = list(items)[:: max(1, len(items) // COMPARED)]
    crops = CropCache(cache or out)(some)
    compared = [crops[row] for row in range(len(crops))]
    export_similarity(network, recipe, compared, version, kept["figures"], kept["sources"], folder)


def measured(network: SimilarityNetwork, items: Sequence[Item], cut: CropCache) -> dict[str, float]:
    """R@k on test products, of the embedder that ships and of a trained one."""
    of_views = [item for item in items if item.source in SMALL_SOURCES and (item.split == "test" or _on_shelf(item))]
    crops: Crops = cut(of_views)
    shipped = load_embedder()
    frozen = held_out(of_views, in_batches(lambda batch: shipped.embed(batch).vectors, crops, "frozen"))
    learned = held_out(of_views, in_batches(TorchEmbedder(network), crops, "learned"))
    return {f"{which} {name}": value for name in frozen for which, value in
            (("frozen", frozen[name]), ("learned", learned[name]))}  # fmt: skip


def _on_shelf(item: Item) -> bool:
    return item.view == "front" or item.domain == "white"


def thinned(items: Sequence[Item], limit: int | None) -> list[Item]:
    """All items of the boutique and of Luma, and `limit` of each other source, evenly spread."""
    kept = [item for item in items if item.source in SMALL_SOURCES]
    for source in ("clothing", "street"):
        own = [item for item in items if item.source == source]
        step = max(1, -(-len(own) // limit)) if limit else 1
        kept += own[::step]
    return kept


def load_run(out: Path) -> tuple[SimilarityNetwork, Recipe]:
    """The averaged network of a run, and its recipe.

    Raises:
        FileNotFoundError: the run has no checkpoint yet.
    """
    file = out / CHECKPOINT
    if not file.is_file():
        raise FileNotFoundError(f"{file} is missing: run `python -m models.similarity train` first")
    recipe = Recipe(**torch.load(file, map_location="cpu", weights_only=True)["recipe"])
    network = SimilarityNetwork(recipe.dimension, recipe.heads, recipe.trunk)
    return load_averaged(network, file).eval(), recipe
