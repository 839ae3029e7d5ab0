"""One detector's view of a photo: detections with masks, embeddings and fine types, ready for the pool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.taxonomy import Broad
from labeling.found import Found
from labeling.tables import ViewRow
from pipeline.crops import article_crop
from pipeline.embedding import Embedder, best_fine, hem_in_sight
from pipeline.look import Box, Look
from pipeline.photo import Photo

LIVE = "live"
STORED = np.dtype("<f2")


@dataclass(frozen=True)
class View:
    """What one detector saw.

    Attributes:
        member: which one of the committee; `LIVE` is the app's own.
        model: "name@version" of its weights.
        found: its detections.
        masks: COCO's compressed runs, one a detection; None if they were not kept.
        vectors: (N, D) embeddings; None if there are none.
        fines: fine types, one a detection; None if there are none.
    """

    member: str
    model: str
    found: Found
    masks: tuple[str, ...] | None = None
    vectors: NDArray[np.float16] | None = None
    fines: tuple[str, ...] | None = None

    def to_row(self) -> ViewRow:
        """As the pool keeps it."""
        return ViewRow(
            member=self.member,
            model=self.model,
            boxes=self.found.to_rows(),
            masks=None if self.masks is None else list(self.masks),
            vectors=None if self.vectors is None else self.vectors.astype(STORED).tobytes(),
            fines=None if self.fines is None else list(self.fines),
        )


def live_view(look: Look, photo: Photo, model: str, embedder: Embedder | None = None) -> View:
    """The app's own view, from the look before anything was hidden.

    Args:
        look: with all detections.
        photo: the look's photo.
        model: "name@version" of the detector.
        embedder: embeds every detection and names its fine type; None leaves both out.
    """
    articles = sorted(look.articles, key=lambda article: -article.score)
    found = Found.of([(article.broad, article.score, article.box) for article in articles])
    masks = tuple(article.mask.counts for article in articles)
    if embedder is None or not articles:
        return View(LIVE, model, found, masks)
    crops = [article_crop(photo.pixels, article.box, article.mask.decode()) for article in articles]
    embeddings = embedder.embed(crops)
    fines = tuple(
        best_fine(fine, article.broad, hem_seen=hem_in_sight(article, photo.height))
        for fine, article in zip(embeddings.fine, articles, strict=True)
    )
    return View(LIVE, model, found, masks, embeddings.vectors.astype(np.float16), fines)


def other_view(member: str, model: str, detections: Sequence[tuple[Broad, float, Box]]) -> View:
    """Another committee member's view: boxes only."""
    return View(member, model, Found.of(detections))


def mean_vector(vectors: bytes, count: int) -> NDArray[np.float32]:
    """A photo's place among photos: the mean of its detections' embeddings, at unit length.

    Args:
        vectors: as in `ViewRow.vectors`.
        count: number of detections, more than 0.
    """
    table = np.frombuffer(vectors, STORED).reshape(count, -1).astype(np.float32)
    mean: NDArray[np.float32] = table.mean(axis=0)
    return mean / max(float(np.linalg.norm(mean)), 1e-6)
