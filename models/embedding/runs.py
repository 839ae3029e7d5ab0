"""A training run on disk: features a source, the fitted heads with their figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import torch

from models.embedding.dataset import (
    FeatureSet,
    Network,
    cached_features,
    clothing_examples,
    joined,
    street_examples,
    trunk_session,
)
from models.embedding.evaluate import accuracy, agreement, by_type
from models.embedding.export import export_embedding
from models.embedding.network import EmbeddingNetwork, Heads
from models.embedding.shops import boutique_examples, luma_examples
from models.embedding.train import Recipe, train_heads
from models.training import save_whole
from pipeline.crops import CROP_SIZE

COMPARED = 24
RARE = ("nehru jackets", "track pants", "palazzos", "capris")
"""Types that neither street photos nor wardrobes show for certain."""


@dataclass(frozen=True)
class Folders:
    """Where the data sets lie.

    Attributes:
        clothing: the clothing-dataset.
        street: Clothing Co-Parsing.
        boutique: a rendered shop; fine types are learned without it where it is None.
        luma: Luma; likewise.
    """

    clothing: Path
    street: Path
    boutique: Path | None = None
    luma: Path | None = None


def train_run(folders: Folders, out: Path, dimension: int, limit: int | None = None) -> dict[str, float]:
    """Features, heads, figures; the heads are kept in `out/heads.pt`.

    The projection is fitted to the photos of people and their wardrobes alone: a shop's goods only teach fine types.

    Args:
        folders: the data sets.
        out: folder of the run.
        dimension: of the embedding.
        limit: crops of each source, about; all by default.
    """
    out.mkdir(parents=True, exist_ok=True)
    sources = read_features(folders, out, trunk_session(out), limit)
    recipe = Recipe(dimension=dimension)
    photos = joined([sources["clothing"], sources["street"]])
    shops = [sources[name] for name in ("boutique", "luma") if name in sources]
    heads = train_heads(photos, recipe, joined(shops) if shops else None)
    figures = measure(heads, sources)
    state = {"heads": heads.state_dict(), "recipe": asdict(recipe), "figures": figures, "sources": list(sources)}
    save_whole(state, out / "heads.pt")
    return figures


def read_features(folders: Folders, out: Path, network: Network, limit: int | None) -> dict[str, FeatureSet]:
    """Source -> features of its crops, from `out` where they are known already."""
    examples = {
        "clothing": clothing_examples(folders.clothing, limit),
        "street": street_examples(folders.street, limit),
    }
    if folders.boutique is not None:
        examples["boutique"] = boutique_examples(folders.boutique, limit)
    if folders.luma is not None:
        examples["luma"] = luma_examples(folders.luma, limit)
    return {
        source: cached_features(crops, out / f"{source}-{limit or 'all'}-{CROP_SIZE}.npz", network)
        for source, crops in examples.items()
    }


def measure(heads: Heads, sources: Mapping[str, FeatureSet]) -> dict[str, float]:
    """All figures of the card."""
    figures = {
        f"{source}: {kind} top-1": value
        for source, crops in sources.items()
        for kind, value in accuracy(heads, crops).items()
    }
    for source, crops in sources.items():
        figures[f"{source}: training crops"] = float(crops.train.sum())
        figures[f"{source}: validation crops"] = float((~crops.train).sum())
    shops = {name: crops for name, crops in sources.items() if name in ("boutique", "luma")}
    for source, crops in shops.items():
        figures |= {f"{source}: {fine} top-1": value for fine, value in by_type(heads, crops, RARE).items()}
    figures["street to clothing: same fine type among 10 most similar"] = agreement(
        heads, sources["street"], sources["clothing"]
    )
    return figures


def export_run(clothing: Path, out: Path, version: str) -> None:
    """Put trunk and heads of a run together and export them.

    Raises:
        FileNotFoundError: the run has no heads yet: train first.
    """
    file = out / "heads.pt"
    if not file.is_file():
        raise FileNotFoundError(f"{file} is missing: run `python -m models.embedding train` first")
    state: dict[str, Any] = torch.load(file, map_location="cpu", weights_only=True)
    network = EmbeddingNetwork(state["recipe"]["dimension"])
    network.heads.load_state_dict(state["heads"])
    held_out = (e.crop for e in clothing_examples(clothing) if e.split == "validation")
    export_embedding(network.eval(), list(islice(held_out, COMPARED)), version, state["figures"], state["sources"])
