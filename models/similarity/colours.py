"""Sets colours beside the features of an embedding: fits their directions, chooses their weight, writes a new version.

The directions are the principal ones of training goods' histograms. The weight is chosen on training and validation
products only, once for each third of Luma that is held out: so the report's figures are of a choice that the products
it asks for had no part in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.similarity.baselines.colours import practised
from models.similarity.items import FOLDS, Item
from models.similarity.measure.features import Cut
from models.similarity.measure.questions import Data, Questions, all_questions
from models.similarity.measure.served import ServedVectors, with_shares
from models.zoo import ModelCard, read_model, save_card, sha256_of
from pipeline.colour_vectors import ColourVectors, histogram
from pipeline.embedding import EMBEDDING, side_by_side

WEIGHTS = (0.0, 0.125, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
DIRECTIONS = 128
ENOUGH = 0.93
"""The least weight is taken that reaches this share of the best one's figure. More would find a few more exact products
(rendered ones above all, which have one light), but what comes after them would be of the same colour before it is of
the same kind: on validation products NDCG@20 is best at a half and falls from there."""
MOST_DIMENSIONS = 512
DATA = "the boutique and Luma, training and validation products, for the colours' directions and weight"
THEN = ", then python -m models.similarity colours --boutique DIR --luma DIR"

Vectors = NDArray[np.float32]
Pairs = dict[Data, list[Questions]]


def add_colours(
    boutique: Path, luma: Path, cut: Cut, kept: Path, version: str, folder: Path, limit: int, given: float | None = None
) -> dict[str, float]:
    """Write `embedding.colours.npz` and the card of the new version beside the weights, which stay as they are.

    Args:
        boutique: the rendered shop.
        luma: Luma.
        cut: makes crops.
        kept: folder for features.
        version: of the card.
        folder: of the weights.
        limit: training queries a kind, at most.
        given: the weight, where it was chosen elsewhere: a network that was trained on the products that would choose
            it here knows them too well.

    Raises:
        ValueError: no weight is given for such a network.

    Returns:
        Weight -> mean average precision, the mean over all kinds of questions and folds.
    """
    model = read_model(EMBEDDING, folder)
    if given is None and "learned" in model.card.settings:
        raise ValueError("the network was trained on the products that would choose the weight: give --weight")
    plain = replace(model, card=model.card.model_copy(update={"settings": without_colours(model.card.settings)}))
    asked = practice(boutique, luma, limit)
    features = ServedVectors(plain, cut, kept).features
    shop = [good for folds in asked.values() for fold in folds[:1] for good in fold.goods if good.source == "boutique"]
    learnt = [item for item in (*shop, *asked["boutique-street"][0].queries) if item.split == "train"]
    colours = fit_colours(learnt, cut)
    own = {item.key: item for folds in asked.values() for fold in folds for item in (*fold.queries, *fold.goods)}
    vectors = dict(zip(own, colours_of(colours, list(own.values()), cut), strict=True))
    components = min(int(plain.card.settings["dimension"]), MOST_DIMENSIONS - DIRECTIONS)
    deep = dict(zip(own, features(list(own.values()))[:, :components], strict=True))
    figures = figures_of(asked, deep, vectors)
    weight = given if given is not None else max(chosen(figures, fold) for fold in range(FOLDS))
    write(plain.card, colours, components, weight, version, folder)
    return {f"weight {each}": float(np.mean([row[each] for row in figures.values()])) for each in WEIGHTS} | {
        "chosen": weight
    }


def without_colours(settings: Mapping[str, object]) -> dict[str, object]:
    """The settings of the network alone."""
    added = ("components", "colour_weight", "colours_sha256", "network_dimension")
    plain = {name: value for name, value in settings.items() if name not in added}
    return plain | {"dimension": settings.get("network_dimension", settings["dimension"])}


def practice(boutique: Path, luma: Path, limit: int) -> Pairs:
    """Questions about training and validation products of all kinds and folds."""
    validation = all_questions(boutique, luma, split="validation")
    return {
        data: [
            replace(fold, queries=(*_some(practised(fold).queries, limit), *fold.queries), train=()) for fold in folds
        ]
        for data, folds in validation.items()
    }


def fit_colours(items: Sequence[Item], cut: Cut) -> ColourVectors:
    """The principal directions of the histograms of some goods, uncentred: cosines stay what they are."""
    crops = with_shares(cut)(items)
    rows = [histogram(crop[..., :3], crop[..., 3]) for crop in (crops[number] for number in range(len(items)))]
    return ColourVectors(np.linalg.svd(np.stack(rows), full_matrices=False)[2][:DIRECTIONS].T)


def colours_of(colours: ColourVectors, items: Sequence[Item], cut: Cut) -> Vectors:
    """(N, D) vectors of their colours."""
    crops = with_shares(cut)(items)
    return np.concatenate([_one(colours, crops[number]) for number in range(len(items))])


def _one(colours: ColourVectors, crop: NDArray[np.uint8]) -> Vectors:
    return colours([crop[..., :3]], [crop[..., 3]])


def figures_of(
    asked: Pairs, features: Mapping[str, Vectors], colours: Mapping[str, Vectors]
) -> dict[tuple[Data, int], dict[float, float]]:
    """(kind, fold) -> weight -> mean reciprocal rank of the product: its average precision where it has one picture."""
    return {
        (data, fold.fold): {weight: _figure(fold, features, colours, weight) for weight in WEIGHTS}
        for data, folds in asked.items()
        for fold in folds
    }


def _figure(asked: Questions, features: Mapping[str, Vectors], colours: Mapping[str, Vectors], weight: float) -> float:
    def vectors(items: Sequence[Item]) -> Vectors:
        deep, own = np.stack([features[item.key] for item in items]), np.stack([colours[item.key] for item in items])
        return side_by_side(deep, own, weight)

    scores = vectors(asked.queries) @ vectors(asked.goods).T
    scores = np.where(np.stack([asked.candidates(query) for query in asked.queries]), scores, -np.inf)
    own = np.array([[good.product == query.product for good in asked.goods] for query in asked.queries])
    best = np.where(own, scores, -np.inf).max(axis=1, keepdims=True)
    return float((1 / (1 + (scores > best).sum(axis=1))).mean())


def chosen(figures: Mapping[tuple[Data, int], Mapping[float, float]], fold: int) -> float:
    """The weight that training and validation products choose when one third of Luma is held out."""
    rows = [row for (data, number), row in figures.items() if number == fold or data.startswith("boutique")]
    mean = {weight: float(np.mean([row[weight] for row in rows])) for weight in WEIGHTS}
    return min(weight for weight, value in mean.items() if value >= ENOUGH * max(mean.values()))


def write(card: ModelCard, colours: ColourVectors, components: int, weight: float, version: str, folder: Path) -> None:
    """The colours and the card, the card last: until then the old version is whole."""
    file = folder / f"{EMBEDDING}.colours.npz"
    part = file.with_suffix(".part")
    colours.save(part)
    part.replace(file)
    added = {
        "dimension": components + colours.dimension,
        "network_dimension": card.settings["dimension"],
        "components": components,
        "colour_weight": weight,
        "colours_sha256": sha256_of(file),
    }
    told = {
        "version": version,
        "settings": {**card.settings, **added},
        "data": [*(line for line in card.data if line != DATA), DATA],
        "command": f"{card.command.partition(THEN)[0]}{THEN}",
    }
    save_card(card.model_copy(update=told), folder)


def _some(items: Sequence[Item], limit: int) -> Sequence[Item]:
    return items[:: max(1, -(-len(items) // limit))]
