"""The vectors of the embedder that serves: the network's features and the colours, each computed once a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.similarity.items import Item, Pixels
from models.similarity.measure.features import Cropped, Cut, Features
from models.zoo import Model
from pipeline.colour_vectors import ColourVectors, not_white
from pipeline.crops import article_share
from pipeline.embedding import OnnxEmbedder


@dataclass(frozen=True)
class WithShares:
    """Crops of items with a fourth channel: how much of a pixel is the goods (0..255).

    Attributes:
        items: whose.
        crops: theirs.
    """

    items: Sequence[Item]
    crops: Cropped

    def __getitem__(self, number: int) -> Pixels:
        """(S, S, 4) uint8."""
        crop, cut = self.crops[number], self.items[number].cut
        share = not_white(crop) if cut is None else article_share(cut.box, cut.mask(), crop.shape[0])
        return np.dstack([crop, share])


def with_shares(cut: Cut) -> Cut:
    """Cuts as `cut` does, with the shares."""
    return lambda items: WithShares(items, cut(items))


class ServedVectors:
    """Items -> (N, D) vectors, as serving makes them with true masks in the detector's place.

    Args:
        model: of the embedder.
        cut: makes the crops.
        kept: folder for features and colours.
    """

    def __init__(self, model: Model, cut: Cut, kept: Path) -> None:
        self.embedder = OnnxEmbedder(model)
        network = f"{model.card.sha256[:16]}"
        file = kept / f"network-{network}.npz"
        self.features = Features(lambda crops: self.embedder.network(crops)[0], cut, file, network)
        self._colours = served_colours(model, self.embedder.colours, cut, kept)

    def __call__(self, items: Sequence[Item]) -> NDArray[np.float32]:
        """See `OnnxEmbedder`."""
        features = self.features(items)
        return features if self._colours is None else self.embedder.beside(features, self._colours(items))


def served_colours(model: Model, colours: ColourVectors | None, cut: Cut, kept: Path) -> Features | None:
    """Items -> (N, D) colours as serving sees them; None if the model has none.

    Args:
        model: of the embedder.
        colours: its directions.
        cut: makes the crops.
        kept: folder for them.
    """
    if colours is None:
        return None
    name = str(model.card.settings["colours_sha256"])[:16]
    return Features(partial(_colours, colours), with_shares(cut), kept / "colours.npz", name)


def _colours(colours: ColourVectors, crops: Sequence[Pixels]) -> NDArray[np.float32]:
    return colours([crop[..., :3] for crop in crops], [crop[..., 3] for crop in crops])
