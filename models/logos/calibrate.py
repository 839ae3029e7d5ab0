"""Chooses on validation articles what counts as a logo and as a brand, and measures both on test articles."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.logos.evaluate import Seen, brand_rates, look, rates, read, threshold_for
from models.logos.examples import LEFT_OUT, boutique_examples, of_split, street_examples
from models.zoo import WEIGHTS, ModelCard, read_model, save_card
from pipeline.brands import Brands, brand_probabilities
from pipeline.logos import FINDER, READER, OnnxLogoFinder, OnnxLogoReader

FALSE = 0.02
"""Share of validation articles without a logo that may be given one."""
TEMPERATURES = (0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2)
UNKNOWN = tuple(np.arange(0.2, 0.96, 0.05).tolist())
MEASURED = (
    "the boutique's test products, rendered, true masks in the detector's place; thresholds of validation products"
)


def calibrate(boutique: Path, street: Path | None = None, folder: Path = WEIGHTS) -> dict[str, dict[str, float]]:
    """Complete both cards; their figures.

    Args:
        boutique: folder of the shop.
        street: folder of Clothing Co-Parsing, to count finds on real articles.
        folder: of the weights.
    """
    examples = boutique_examples(boutique)
    finder, reader = read_model(FINDER, folder), read_model(READER, folder)
    find, own = OnnxLogoFinder(finder), OnnxLogoReader(reader)
    seen = look(find, [each for each in examples if each.item.split != "train" or each.item.domain == "white"])
    real = look(find, of_split(street_examples(street, 3000), "test")) if street is not None else []
    threshold = threshold_for([each.score for each in _worn(seen, "validation") if not len(each.truth)], FALSE)
    save_card(_finder_card(finder.card, seen, real, threshold), folder)
    save_card(_reader_card(reader.card, own, seen, threshold), folder)
    return {name: read_model(name, folder).card.figures for name in (FINDER, READER)}


def _worn(seen: Sequence[Seen], split: str) -> list[Seen]:
    """The queries: worn articles of a split."""
    return [each for each in seen if each.example.item.split == split and each.example.item.domain != "white"]


def _finder_card(card: ModelCard, seen: Sequence[Seen], real: Sequence[Seen], threshold: float) -> ModelCard:
    parts = {
        "looks": [each for each in _worn(seen, "test") if each.example.item.domain == "street"],
        "pages": [each for each in _worn(seen, "test") if each.example.item.domain == "worn"],
        "new brands": [each for each in _worn(seen, "test") if each.example.new or not each.example.logos],
        "on white": [e for e in seen if e.example.item.domain == "white" and e.example.item.split == "test"],
        "real articles": real,
    }
    figures = {
        f"{part}: {name}": round(value, 4)
        for part, own in parts.items()
        for name, value in rates(own, threshold).items()
    }
    return card.model_copy(
        update={"figures": figures, "measured_on": MEASURED, "settings": {**card.settings, "threshold": threshold}}
    )


def _reader_card(card: ModelCard, reader: OnnxLogoReader, seen: Sequence[Seen], threshold: float) -> ModelCard:
    goods = [e for e in seen if e.example.item.domain == "white" and e.score >= threshold]
    names, vectors = [str(each.example.brand) for each in goods], read(reader, goods)
    known = [each for each in _worn(seen, "validation") if each.score >= threshold and len(each.truth)]
    temperature, unknown = fitted(
        Brands(names, vectors, 1.0, 0.0), [str(e.example.brand) for e in known], read(reader, known)
    )
    brands = Brands(names, vectors, temperature, unknown)
    test = _worn(seen, "test")
    parts = {
        "known brands": [each for each in test if each.example.brand not in LEFT_OUT],
        "new brands": [each for each in test if each.example.brand in LEFT_OUT],
    }
    figures = {
        f"{part}: {name}": round(value, 4)
        for part, own in parts.items()
        for name, value in brand_rates(own, threshold, lambda found: read(reader, found), brands).items()
    }
    settings = {**card.settings, "temperature": temperature, "unknown": unknown}
    return card.model_copy(update={"figures": figures, "measured_on": MEASURED, "settings": settings})


def fitted(brands: Brands, truth: Sequence[str], vectors: NDArray[np.float32]) -> tuple[float, float]:
    """Temperature and cosine of "unknown" with the least negative log-likelihood.

    Every logo is asked twice: of the shop as it is, and of one that does not sell its brand, where the right answer is
    that the brand is unknown.

    Args:
        brands: of the shop.
        truth: (N,) brand of each logo.
        vectors: (N, D) of the logos.
    """
    cosines = brands.cosines(vectors)
    own = np.array([[name == brand for name in brands.names] for brand in truth])
    sold = own.any(axis=1)
    without = np.where(own, np.float32(-1), cosines)

    def loss(temperature: float, unknown: float) -> float:
        right = (brand_probabilities(cosines[sold], temperature, unknown) * own[sold]).sum(axis=1)
        refused = 1 - brand_probabilities(without, temperature, unknown).sum(axis=1)
        return float(-np.log(np.concatenate([right, refused]).clip(1e-6)).mean())

    return min(product(TEMPERATURES, UNKNOWN), key=lambda pair: loss(*pair))
