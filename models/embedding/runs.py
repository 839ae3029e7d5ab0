"""A training run on disk: features a source, the fitted heads with their figures."""

from __future__ import annotations

from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch

from models.embedding.dataset import FeatureSet, cached_features, clothing_examples, street_examples, trunk_session
from models.embedding.evaluate import accuracy, agreement
from models.embedding.export import export_embedding
from models.embedding.network import EmbeddingNetwork, Heads
from models.embedding.train import Recipe, train_heads
from models.training import save_whole
from pipeline.crops import CROP_SIZE

COMPARED = 24


def train_run(clothing: Path, street: Path, out: Path, dimension: int, limit: int | None = None) -> dict[str, float]:
    """Features, heads, figures; the heads are kept in `out/heads.pt`.

    Args:
        clothing: folder of the clothing-dataset.
        street: folder of Clothing Co-Parsing.
        out: folder of the run.
        dimension: of the embedding.
        limit: crops of each source, about; all by default.
    """
    out.mkdir(parents=True, exist_ok=True)
    network, some = trunk_session(out), limit or "all"
    examples = {"clothing": clothing_examples(clothing, limit), "street": street_examples(street, limit)}
    sources = {
        source: cached_features(crops, out / f"{source}-{some}-{CROP_SIZE}.npz", network)
        for source, crops in examples.items()
    }
    recipe = Recipe(dimension=dimension)
    heads = train_heads(joined(list(sources.values())), recipe)
    figures = measure(heads, sources)
    save_whole({"heads": heads.state_dict(), "recipe": asdict(recipe), "figures": figures}, out / "heads.pt")
    return figures


def joined(parts: list[FeatureSet]) -> FeatureSet:
    """Several feature sets as one."""
    names = ("keys", "train", "allowed", "features")
    return FeatureSet(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def measure(heads: Heads, sources: dict[str, FeatureSet]) -> dict[str, float]:
    """All figures of the card."""
    figures = {
        f"{source}: {kind} top-1": value
        for source, crops in sources.items()
        for kind, value in accuracy(heads, crops).items()
    }
    for source, crops in sources.items():
        figures[f"{source}: training crops"] = float(crops.train.sum())
        figures[f"{source}: validation crops"] = float((~crops.train).sum())
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
    export_embedding(network.eval(), list(islice(held_out, COMPARED)), version, state["figures"])
