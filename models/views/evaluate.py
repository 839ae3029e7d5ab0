"""How often the view is right, on shots of products that no training saw, and what is taken for what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from data.taxonomy import VIEWS, View
from models.views.examples import ViewExample
from models.views.network import INPUT_HEIGHT, INPUT_WIDTH, ViewNetwork
from models.views.train import load_network
from pipeline.heatmaps import letterbox, network_input
from pipeline.photo import Photo, open_photo
from pipeline.views import ViewClassifier, softmax

BATCH = 8
SIDES = [VIEWS.index(View.LEFT), VIEWS.index(View.RIGHT)]

Confusion = NDArray[np.int64]
"""(5, 5) counts: rows are the true views, columns the ones found, both in the order of `VIEWS`."""


class TorchViews:
    """A `ViewClassifier` that runs in torch.

    Args:
        network: in evaluation mode.
    """

    model = "views@torch"

    def __init__(self, network: ViewNetwork) -> None:
        self.network = network

    @classmethod
    def from_checkpoint(cls, path: Path) -> TorchViews:
        """The averaged weights of a run."""
        return cls(load_network(path))

    def classify(self, photos: Iterable[Photo]) -> NDArray[np.float32]:
        """(N, 5) probabilities."""
        rows: list[NDArray[np.float32]] = [np.zeros((0, len(VIEWS)), np.float32)]
        for photo in photos:
            canvas, _ = letterbox(photo.pixels, INPUT_HEIGHT, INPUT_WIDTH)
            with torch.inference_mode():
                rows.append(softmax(self.network(torch.from_numpy(network_input(canvas))).numpy()))
        return np.concatenate(rows)


def held_out(examples: Iterable[ViewExample]) -> list[ViewExample]:
    """The boutique's test products; of sources with two splits the validation products."""
    return [one for one in examples if one.split == ("test" if one.source == "boutique" else "validation")]


def evaluate(classifier: ViewClassifier, examples: list[ViewExample]) -> dict[tuple[str, str], Confusion]:
    """Confusion matrices by source and broad category ("people" where a shot is of no product)."""
    found: dict[tuple[str, str], Confusion] = defaultdict(lambda: np.zeros((len(VIEWS), len(VIEWS)), np.int64))
    for first in tqdm(range(0, len(examples), BATCH), desc="shots", unit="batch", mininterval=5):
        some = examples[first : first + BATCH]
        probabilities = classifier.classify([open_photo(one.image) for one in some])
        for one, column in zip(some, probabilities.argmax(axis=1), strict=True):
            category = "people" if one.broad is None else one.broad.value
            found[one.source, category][VIEWS.index(one.view), column] += 1
    return dict(found)


def total(found: Mapping[tuple[str, str], Confusion], source: str) -> Confusion:
    """All categories of a source together."""
    return sum((counts for (its, _), counts in found.items() if its == source), np.zeros((5, 5), np.int64))


def accuracy(counts: Confusion, views: Iterable[View] = VIEWS) -> float:
    """Share of the shots of these true views whose view was found; 0 where there are none."""
    rows = [VIEWS.index(view) for view in views]
    return float(counts[rows, rows].sum() / max(1, counts[rows].sum()))


def figures(found: Mapping[tuple[str, str], Confusion]) -> dict[str, float]:
    """What a card tells: by source the accuracy of all shots, of front, back and detail, of the sides, and counts."""
    told = {}
    for source in dict.fromkeys(source for source, _ in found):
        counts = total(found, source)
        told[f"{source}: shots"] = float(counts.sum())
        told[f"{source}: right"] = accuracy(counts)
        told[f"{source}: front, back, detail"] = accuracy(counts, (View.FRONT, View.BACK, View.DETAIL))
        told[f"{source}: left, right"] = accuracy(counts, (View.LEFT, View.RIGHT))
        told[f"{source}: shots from left or right"] = float(counts[SIDES].sum())
    return {name: round(value, 4) for name, value in told.items()}
