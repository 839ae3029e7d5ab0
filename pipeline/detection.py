"""Every garment, pair of shoes and bag in the photo, by Mask R-CNN (*Buy Me That Look*, 3.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.taxonomy import BROAD_CATEGORIES, Broad, fine_types
from models.zoo import Model
from pipeline.look import Article, Box, Look, Mask
from pipeline.pasting import CategoryMap, paste
from pipeline.photo import Photo
from pipeline.runtime import open_session
from pipeline.shown import once
from pipeline.windows import Window, is_cut, windows

MIN_SCORE = 0.05
# The network halves a photo five times; the padding is mid-grey, which is zero to it.
STRIDE = 32
# Pixels of the network's photo a cell of its map of categories.
CATEGORY_STRIDE = 2
PADDING_GREY = 127


class Detection(NamedTuple):
    """One article as a detector sees it.

    Attributes:
        broad: broad category.
        score: confidence in 0..1.
        box: x0, y0, x1, y1 in pixels of the photo.
        mask: (H, W) bool of the photo's size.
        core: likewise, the part of the mask that the detector is most certain of; None if it can't tell.
    """

    broad: Broad
    score: float
    box: Box
    mask: NDArray[np.bool_]
    core: NDArray[np.bool_] | None = None


class ArticleDetector(Protocol):
    """Finds articles; another detector can be put in its place."""

    def detect(self, photo: Photo) -> list[Detection]:
        """All detections down to a score of 0.05, most certain first."""
        ...


class OnnxMaskRcnn:
    """The shipped detector, on ONNX Runtime.

    Args:
        model: its weights.
        min_score: what is less certain is dropped. The network itself goes further down than a look does, for what
            measures it.
    """

    def __init__(self, model: Model, min_score: float = MIN_SCORE) -> None:
        self.min_score = min_score
        self.session = open_session(model)
        self.short_side = int(model.card.settings["short_side"])
        self.long_side = int(model.card.settings["long_side"])

    def detect(self, photo: Photo) -> list[Detection]:
        """See `ArticleDetector`."""
        small = shrink(photo.pixels, self.short_side, self.long_side)
        seen = self.session.run(None, {"photo": pad(small).transpose(2, 0, 1)[None]})
        boxes, labels, scores, masks = seen[:4]
        scale = np.array([photo.width / small.shape[1], photo.height / small.shape[0]] * 2, np.float32)
        limit = np.array([photo.width, photo.height] * 2, np.float32)
        found = zip(np.clip(boxes * scale, 0, limit).tolist(), labels.tolist(), scores.tolist(), masks, strict=True)
        cell = (CATEGORY_STRIDE * photo.width / small.shape[1], CATEGORY_STRIDE * photo.height / small.shape[0])
        # A detector without a semantic branch answers with four arrays: a shop may have retrained an older one.
        maps = {label: CategoryMap(seen[4][label], cell) for label in set(labels.tolist())} if len(seen) > 4 else {}
        return [
            Detection(
                BROAD_CATEGORIES[label - 1],
                score,
                (x0, y0, x1, y1),
                *paste(mask, (x0, y0, x1, y1), photo, maps.get(label)),
            )
            for (x0, y0, x1, y1), label, score, mask in found
            if score >= self.min_score and x1 - x0 >= 1 and y1 - y0 >= 1
        ]


class FindArticles:
    """Stage: adds the articles, without icons, embeddings and matches.

    The detector knows broad categories only; until the embedding stage names the fine type, an article carries the
    first one of its category.
    """

    def __init__(self, detector: ArticleDetector) -> None:
        self.detector = detector

    def __call__(self, photo: Photo, look: Look) -> Look:
        """The look with its articles, most certain first; detections without a single mask pixel are dropped.

        A wide photo that no whole person fills is searched again in upright windows.
        """
        found = [_article(d) for d in self.detector.detect(photo) if d.mask.any()]
        if look.full_shot is None or not look.full_shot.is_full_shot:
            cut = windows(photo.width, photo.height)
            further = [article for window in cut for article in self._within(photo, window)]
            found = list(once(_ranked([*found, *further]))) if further else found
        ranked = enumerate(_ranked(found), start=1)
        return look.with_(articles=tuple(each.model_copy(update={"id": f"a{number}"}) for number, each in ranked))

    def _within(self, photo: Photo, window: Window) -> Iterator[Article]:
        """The articles of one window, in the photo's own pixels, but for those that its edges cut."""
        left, right = window
        part = Photo(photo.name, np.ascontiguousarray(photo.pixels[:, left:right]))
        beside = ((0, 0), (left, photo.width - right))
        for seen in self.detector.detect(part):
            x0, y0, x1, y1 = seen.box
            box = (x0 + left, y0, x1 + left, y1)
            if seen.mask.any() and not is_cut(box, window, photo.width):
                core = None if seen.core is None else np.pad(seen.core, beside)
                yield _article(seen._replace(box=box, mask=np.pad(seen.mask, beside), core=core))


def _ranked(articles: Iterable[Article]) -> list[Article]:
    return sorted(articles, key=lambda article: -article.score)


def _article(found: Detection) -> Article:
    """An article that still needs its id."""
    return Article(
        id="a0",
        broad=found.broad,
        fine=fine_types(found.broad)[0].name,
        score=min(1.0, max(0.0, found.score)),
        box=found.box,
        mask=Mask.encode(found.mask),
        core=None if found.core is None else Mask.encode(found.core),
    )


def shrink(pixels: NDArray[np.uint8], short_side: int, long_side: int) -> NDArray[np.uint8]:
    """Scale so that the shorter side is `short_side`, unless the longer one would exceed `long_side`.

    Args:
        pixels: (H, W, 3) uint8.
        short_side: pixels.
        long_side: pixels.

    Returns:
        (h, w, 3) uint8, low-pass filtered where it shrinks.
    """
    height, width = pixels.shape[:2]
    scale = min(short_side / min(height, width), long_side / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0))


def pad(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(H, W, 3) uint8 -> float32 in 0..1 with both sides grown to multiples of 32, to the right and downwards."""
    height, width = (-(-side // STRIDE) * STRIDE for side in pixels.shape[:2])
    padded = np.full((height, width, 3), PADDING_GREY / 255, np.float32)
    padded[: pixels.shape[0], : pixels.shape[1]] = pixels.astype(np.float32) / 255
    return padded
