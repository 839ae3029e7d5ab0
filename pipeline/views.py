"""From where a shot shows the wearer: front, back, left, right or detail (*Buy Me That Look*, 3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from data.taxonomy import VIEWS
from models.zoo import Model, ModelError
from pipeline.heatmaps import letterbox, network_input
from pipeline.photo import Photo
from pipeline.runtime import open_session

# Photos a call of the network: enough to keep the cores busy, and little memory for a page of thirty.
BATCH = 8


class ViewClassifier(Protocol):
    """Whatever tells the views of a product page's shots."""

    @property
    def model(self) -> str:
        """ "name@version" of the weights."""
        ...

    def classify(self, photos: Sequence[Photo]) -> NDArray[np.float32]:
        """(N, 5) probabilities over `data.taxonomy.VIEWS`, one row a photo; (0, 5) for no photos."""
        ...


class OnnxViews:
    """The house's own network (`models.views`) in ONNX Runtime; safe to call from several threads.

    Args:
        model: "views" of `models.zoo`; its card's settings hold the input's size and the order of the classes.
        threads: see `pipeline.runtime.open_session`.

    Raises:
        ModelError: the card lacks a setting or names other views, or the weights can't be opened.
    """

    def __init__(self, model: Model, threads: int | None = None) -> None:
        settings = model.card.settings
        try:
            self._height, self._width = int(settings["height"]), int(settings["width"])
            classes = tuple(settings["classes"])
        except KeyError as error:
            raise ModelError(f"the card of {model.card.label} lacks the setting {error}: export it again") from None
        if classes != VIEWS:
            raise ModelError(f"{model.card.label} knows the views {classes}, not {VIEWS}: train and export it again")
        self._session = open_session(model, threads)
        self._label = model.card.label

    @property
    def model(self) -> str:
        """ "name@version" of the weights."""
        return self._label

    def classify(self, photos: Sequence[Photo]) -> NDArray[np.float32]:
        """(N, 5) probabilities over `data.taxonomy.VIEWS`, one row a photo."""
        found: list[NDArray[np.float32]] = [np.zeros((0, len(VIEWS)), np.float32)]
        for first in range(0, len(photos), BATCH):
            inputs = self._input(photos[first : first + BATCH])
            found.append(softmax(self._session.run(["logits"], {"photos": inputs})[0]))
        return np.concatenate(found)

    def _input(self, photos: Sequence[Photo]) -> NDArray[np.float32]:
        canvases = (letterbox(photo.pixels, self._height, self._width)[0] for photo in photos)
        return np.concatenate([network_input(canvas) for canvas in canvases])


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, C) logits -> probabilities, each row adding up to 1."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
