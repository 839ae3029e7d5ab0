"""The networks that ship, asked once about each picture: several measures share their answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from data.taxonomy import VIEWS
from models.zoo import load_model
from pipeline.detection import ArticleDetector, FindArticles, OnnxMaskRcnn
from pipeline.keypoints import KeypointEstimator, OnnxKeypoints
from pipeline.look import Keypoints, Look
from pipeline.photo import Photo
from pipeline.views import OnnxViews, ViewClassifier

Answer = TypeVar("Answer")


class Remembered(Generic[Answer]):
    """A question about a photo that is asked once: photos of the same pixels get the same answer, whatever their name.

    Args:
        ask: gives the answer.
    """

    def __init__(self, ask: Callable[[Photo], Answer]) -> None:
        self._ask = ask
        self._answers: dict[tuple[tuple[int, ...], bytes], Answer] = {}

    def __call__(self, photo: Photo) -> Answer:
        """The answer, from memory where there is one."""
        key = photo.pixels.shape, blake2b(np.ascontiguousarray(photo.pixels).tobytes(), digest_size=16).digest()
        if key not in self._answers:
            self._answers[key] = self._ask(photo)
        return self._answers[key]


class AskedOnce:
    """A `ViewClassifier` and `KeypointEstimator` that also finds articles, and does nothing twice.

    Args:
        detector: finds articles.
        keypoints: finds a person's points.
        views: tells the view.
    """

    def __init__(self, detector: ArticleDetector, keypoints: KeypointEstimator, views: ViewClassifier) -> None:
        find = FindArticles(detector)
        self.model = views.model
        # Looks hold masks as run lengths: those of a whole shop fit into memory.
        self._articles = Remembered(
            lambda photo: find(photo, Look(photo=photo.name, width=photo.width, height=photo.height))
        )
        self._keypoints = Remembered(keypoints.estimate)
        self._views = Remembered(lambda photo: views.classify([photo])[0])

    @classmethod
    def load(cls) -> Self:
        """With the weights that ship.

        Raises:
            ModelError: weights are missing or damaged.
        """
        detector, keypoints = OnnxMaskRcnn(load_model("detector")), OnnxKeypoints(load_model("keypoints"))
        return cls(detector, keypoints, OnnxViews(load_model("views")))

    def articles(self, photo: Photo) -> Look:
        """All articles down to the detector's least score."""
        return self._articles(photo)

    def estimate(self, photo: Photo) -> Keypoints:
        """See `KeypointEstimator`."""
        return self._keypoints(photo)

    def classify(self, photos: Sequence[Photo]) -> NDArray[np.float32]:
        """See `ViewClassifier`."""
        rows = [self._views(photo) for photo in photos]
        return np.stack(rows) if rows else np.zeros((0, len(VIEWS)), np.float32)
