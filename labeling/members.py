"""A committee of one network: the same weights look at the photo in other ways, and vote.

Any `ArticleDetector` may sit in the committee: earlier versions of the weights as well as these.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PIL import Image

from pipeline.detection import ArticleDetector, Detection
from pipeline.photo import Photo


class Member(NamedTuple):
    """A voter.

    Attributes:
        name: unique in the committee.
        model: "name@version" of its weights.
        detector: how it looks.
    """

    name: str
    model: str
    detector: ArticleDetector


class Flipped:
    """Looks at the photo's mirror image, and says where things are in the photo itself."""

    def __init__(self, detector: ArticleDetector) -> None:
        self._detector = detector

    def detect(self, photo: Photo) -> list[Detection]:
        """See `ArticleDetector`."""
        mirrored = Photo(photo.name, np.ascontiguousarray(photo.pixels[:, ::-1]))
        return [_mirrored(found, photo.width) for found in self._detector.detect(mirrored)]


class Scaled:
    """Looks at the photo on a larger grey ground, so that everything is smaller.

    Args:
        detector: how it looks.
        factor: size of things against their own, above 0 and at most 1.
    """

    def __init__(self, detector: ArticleDetector, factor: float) -> None:
        if not 0 < factor <= 1:
            raise ValueError(f"the factor must be above 0 and at most 1, not {factor}")
        self._detector, self._factor = detector, factor

    def detect(self, photo: Photo) -> list[Detection]:
        """See `ArticleDetector`."""
        size = (max(1, round(photo.width * self._factor)), max(1, round(photo.height * self._factor)))
        left, top = (photo.width - size[0]) // 2, (photo.height - size[1]) // 2
        ground = np.full_like(photo.pixels, 127)
        small = np.asarray(Image.fromarray(photo.pixels).resize(size, Image.Resampling.LANCZOS))
        ground[top : top + size[1], left : left + size[0]] = small
        seen = self._detector.detect(Photo(photo.name, ground))
        return [_enlarged(found, left, top, photo.width / size[0], photo.height / size[1], photo) for found in seen]


def flip_and_scale(detector: ArticleDetector, model: str) -> list[Member]:
    """The committee that needs no second set of weights (beside the photo as it is, the live view)."""
    return [
        Member("flipped", model, Flipped(detector)),
        Member("three quarters", model, Scaled(detector, 0.75)),
    ]


def _mirrored(found: Detection, width: int) -> Detection:
    x0, y0, x1, y1 = found.box
    return Detection(found.broad, found.score, (width - x1, y0, width - x0, y1), found.mask[:, ::-1])


def _enlarged(found: Detection, left: int, top: int, across: float, down: float, photo: Photo) -> Detection:
    limit = np.array([photo.width, photo.height] * 2, np.float64)
    box = (np.array(found.box) - [left, top, left, top]) * [across, down, across, down]
    x0, y0, x1, y1 = np.clip(box, 0, limit).tolist()
    width, height = round(photo.width / across), round(photo.height / down)
    part = Image.fromarray(found.mask[top : top + height, left : left + width])
    mask = np.asarray(part.resize((photo.width, photo.height), Image.Resampling.NEAREST), dtype=np.bool_)
    return Detection(found.broad, found.score, (x0, y0, x1, y1), mask)
