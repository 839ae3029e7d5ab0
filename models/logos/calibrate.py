"""Chooses on validation articles what counts as a logo and as a brand, and measures both on test articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.logos.evaluate import Seen, brand_rates, look, rates, read, threshold_for
from models.logos.examples import LEFT_OUT, boutique_examples, street_examples
from models.zoo import WEIGHTS, ModelCard, read_model, save_card
from pipeline.brands import Brands, brand_probabilities
from pipeline.logos import FINDER, READER, LogoReader, OnnxLogoFinder, OnnxLogoReader

FALSE = 0.02
"""Share of validation articles without a logo that may be given one of no brand of the shop."""
LEAST = (0.02, 0.05, 0.1, 0.2, 0.3)
"""Shares of them that may be looked at more closely, to choose from."""
FALSE_BRANDS = 0.01
"""Share of them that may be given a brand."""
Vectors = Callable[[Sequence[Seen]], NDArray[np.float32]]
"""(N, D) of the best spots of articles."""
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
    find = OnnxLogoFinder(finder)
    seen = look(find, [each for each in examples if each.item.split != "train" or each.item.domain == "white"])
    real = look(find, street_examples(street, "validation")) if street is not None else []
    chosen = choose(seen, _once(OnnxLogoReader(reader)))
    for card in (_finder_card(finder.card, seen, real, chosen), _reader_card(reader.card, seen, real, chosen)):
        save_card(card, folder)
    return {name: read_model(name, folder).card.figures for name in (FINDER, READER)}


def _once(reader: LogoReader) -> Vectors:
    """Reads each article once."""
    kept: dict[str, NDArray[np.float32]] = {}

    def vectors(seen: Sequence[Seen]) -> NDArray[np.float32]:
        new = [each for each in seen if each.example.item.key not in kept]
        kept.update(zip([each.example.item.key for each in new], read(reader, new), strict=True))
        return np.stack([kept[each.example.item.key] for each in seen]) if seen else np.zeros((0, 0), np.float32)

    return vectors


@dataclass(frozen=True)
class Chosen:
    """What is chosen on validation articles.

    Attributes:
        threshold: score from which a spot is a logo.
        least: score from which it is one if its brand is read.
        brands: of the shop, with temperature and "unknown".
        temperature, unknown: likewise.
        vectors: reads.
    """

    threshold: float
    least: float
    brands: Brands
    temperature: float
    unknown: float
    vectors: Vectors


def choose(seen: Sequence[Seen], vectors: Vectors) -> Chosen:
    """The lowest `least` that names most logos rightly and hardly any where there is none.

    Args:
        seen: all goods on white, and worn articles of validation.
        vectors: reads.
    """
    worn = _worn(seen, "validation")
    bare = [each.score for each in worn if not len(each.truth)]
    threshold = threshold_for(bare, FALSE)
    goods = [each for each in seen if each.example.item.domain == "white" and each.score >= threshold]
    names, known = [str(each.example.brand) for each in goods], vectors(goods)
    tried: list[tuple[bool, float, Chosen]] = []
    for share in LEAST:
        least = threshold_for(bare, share)
        found = [each for each in worn if each.score >= least]
        true, false = [each for each in found if each.hit], [each for each in found if not each.hit]
        plain, brands_of = Brands(names, known, 1.0, 0.0), [str(each.example.brand) for each in true]
        temperature, unknown = fitted(plain, brands_of, vectors(true), vectors(false))
        brands = Brands(names, known, temperature, unknown)
        figures = brand_rates(worn, least, vectors, brands)
        rare = figures["named without a logo"] <= FALSE_BRANDS
        chosen = Chosen(threshold, least, brands, temperature, unknown, vectors)
        tried.append((rare, figures["named rightly, of all with a logo"], chosen))
    return max(tried, key=lambda each: each[:2])[2]


def _worn(seen: Sequence[Seen], split: str) -> list[Seen]:
    """The queries: worn articles of a split."""
    return [each for each in seen if each.example.item.split == split and each.example.item.domain != "white"]


def _finder_card(card: ModelCard, seen: Sequence[Seen], real: Sequence[Seen], chosen: Chosen) -> ModelCard:
    test = _worn(seen, "test")
    parts = {
        "looks": [each for each in test if each.example.item.domain == "street"],
        "pages": [each for each in test if each.example.item.domain == "worn"],
        "new brands": [each for each in test if each.example.new or not each.example.logos],
        "on white": [e for e in seen if e.example.item.domain == "white" and e.example.item.split == "test"],
        "real articles": real,
    }
    figures = {part: rates(own, chosen.threshold) for part, own in parts.items()}
    settings = {**card.settings, "threshold": chosen.threshold, "least": chosen.least}
    return _measured(card, figures, settings)


def _reader_card(card: ModelCard, seen: Sequence[Seen], real: Sequence[Seen], chosen: Chosen) -> ModelCard:
    test = _worn(seen, "test")
    parts = {
        "looks": [each for each in test if each.example.item.domain == "street"],
        "pages": [each for each in test if each.example.item.domain == "worn"],
        "new brands": [each for each in test if each.example.brand in LEFT_OUT],
        "real articles": real,
    }
    figures = {part: brand_rates(own, chosen.least, chosen.vectors, chosen.brands) for part, own in parts.items()}
    settings = {**card.settings, "temperature": chosen.temperature, "unknown": chosen.unknown}
    return _measured(card, figures, settings)


def _measured(card: ModelCard, figures: Mapping[str, Mapping[str, float]], settings: Mapping[str, Any]) -> ModelCard:
    flat = {f"{part}: {name}": round(value, 4) for part, own in figures.items() for name, value in own.items()}
    return card.model_copy(update={"figures": flat, "measured_on": MEASURED, "settings": dict(settings)})


def fitted(
    brands: Brands, truth: Sequence[str], vectors: NDArray[np.float32], others: NDArray[np.float32]
) -> tuple[float, float]:
    """Temperature and cosine of "unknown" with the least negative log-likelihood.

    Every logo is asked twice: of the shop as it is, and of one that does not sell its brand, where the right answer is
    that the brand is unknown, as it is of what is no logo.

    Args:
        brands: of the shop.
        truth: (N,) brand of each logo.
        vectors: (N, D) of the logos.
        others: (M, D) of what was taken for a logo and is none.
    """
    cosines = brands.cosines(vectors)
    own = np.array([[name == brand for name in brands.names] for brand in truth])
    sold = own.any(axis=1)
    without = np.where(own, np.float32(-1), cosines)
    if len(others):
        without = np.concatenate([without, brands.cosines(others)])

    def loss(temperature: float, unknown: float) -> float:
        right = (brand_probabilities(cosines[sold], temperature, unknown) * own[sold]).sum(axis=1)
        refused = 1 - brand_probabilities(without, temperature, unknown).sum(axis=1)
        return float(-np.log(np.concatenate([right, refused]).clip(1e-6)).mean())

    return min(product(TEMPERATURES, UNKNOWN), key=lambda pair: loss(*pair))
