"""Where an article shows its brand's logo, and whose it is (*Tiered Deep Similarity Search*, section 3).

The logo is looked for on the article's crop, in which even a small one is as large as its photo allows. Whose it is,
is told by a vector that is compared with the logos on the shop's own goods (`pipeline.brands`): a shop's brands need no
training.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from models.zoo import Model
from pipeline.brands import Brands
from pipeline.crops import CROP_SIZE, article_crop, article_share, square_around
from pipeline.logo_patches import PATCH_SIZE, logo_patch
from pipeline.look import Article, Box, Logo, Look
from pipeline.photo import Photo
from pipeline.runtime import open_session

FINDER = "logo"
READER = "logo_reader"
"""Names of their weights and cards."""
MOST_ARTICLES = 40
ON_ARTICLE = 128
"""Of 255: where less of a pixel is the article, what is behind it shows through, which may look like a logo."""
SURE = 0.5
"""Probability from which a brand is named."""


class Spot(NamedTuple):
    """A logo in a crop.

    Attributes:
        box: x0, y0, x1, y1 in pixels of the crop.
        score: 0..1.
    """

    box: Box
    score: float


class LogoFinder(Protocol):
    """Finds logos on crops; another network can be put in its place."""

    @property
    def threshold(self) -> float:
        """Score from which a spot is taken for a logo."""
        ...

    @property
    def least(self) -> float:
        """Score from which a spot is one if the shop has a brand with such a logo."""
        ...

    def find(
        self, crops: Sequence[NDArray[np.uint8]], shares: Sequence[NDArray[np.uint8]] | None = None, most: int = 1
    ) -> list[list[Spot]]:
        """For each (256, 256, 3) crop from `article_crop` or `product_crop` its best spots, of any score.

        Args:
            crops: the goods.
            shares: from `article_share`, for crops from photos: a logo's middle lies on the article.
            most: spots a crop.
        """
        ...


class LogoReader(Protocol):
    """Turns logos into vectors that can be compared."""

    @property
    def model(self) -> str:
        """ "name@version" of the weights; vectors of different models can't be compared."""
        ...

    def read(self, patches: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """(N, D) of unit length, of (64, 64, 3) patches from `logo_patch`."""
        ...


class OnnxLogoFinder:
    """The shipped finder; safe to call from several threads.

    Args:
        model: "logo" of `models.zoo`; its card has the thresholds.
        threads: see `pipeline.runtime.open_session`.
    """

    def __init__(self, model: Model, threads: int | None = None) -> None:
        self.model = model.card.label
        self.threshold = float(model.card.settings["threshold"])
        self.least = float(model.card.settings["least"])
        self._session = open_session(model, threads)

    def find(
        self, crops: Sequence[NDArray[np.uint8]], shares: Sequence[NDArray[np.uint8]] | None = None, most: int = 1
    ) -> list[list[Spot]]:
        """See `LogoFinder`."""
        if len(crops) == 0:
            return []
        heat, boxes = self._session.run(["heat", "boxes"], {"crops": np.stack(crops)})
        if shares is not None:
            step = CROP_SIZE // heat.shape[1]
            heat *= np.stack(shares)[:, step // 2 :: step, step // 2 :: step] >= ON_ARTICLE
        return [best_spots(*one, most) for one in zip(heat, boxes, strict=True)]


def best_spots(heat: NDArray[np.float32], boxes: NDArray[np.float32], most: int) -> list[Spot]:
    """The highest cells of a map, best first.

    Args:
        heat: (h, w) scores, 0 at cells that are no peak.
        boxes: (4, h, w) x0, y0, x1, y1 of each cell, in pixels of the crop.
        most: how many at most.
    """
    order = np.argsort(-heat, axis=None, kind="stable")[:most]
    rows, columns = np.unravel_index(order, heat.shape)
    found = boxes[:, rows, columns].T.clip(0, CROP_SIZE)
    scores = heat[rows, columns]
    return [
        Spot((float(x0), float(y0), float(x1), float(y1)), float(score))
        for (x0, y0, x1, y1), score in zip(found, scores, strict=True)
        if score > 0 and x1 - x0 >= 1 and y1 - y0 >= 1
    ]


class OnnxLogoReader:
    """The shipped reader; safe to call from several threads."""

    def __init__(self, model: Model, threads: int | None = None) -> None:
        self.model = model.card.label
        self.dimension = int(model.card.settings["dimension"])
        self._session = open_session(model, threads)

    def read(self, patches: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """See `LogoReader`."""
        if len(patches) == 0:
            return np.zeros((0, self.dimension), np.float32)
        (vectors,) = self._session.run(["vectors"], {"patches": np.stack(patches)})
        return np.asarray(vectors, np.float32)


def in_picture(box: Box, square: tuple[float, float, float], size: int = CROP_SIZE) -> Box:
    """A box in a crop as a box in the picture.

    Args:
        box: x0, y0, x1, y1 in pixels of the crop.
        square: left, top and side of what the crop shows, in pixels of the picture.
        size: of the crop.
    """
    left, top, side = square
    x0, y0, x1, y1 = (value * side / size for value in box)
    return left + x0, top + y0, left + x1, top + y1


class FindLogos:
    """Stage: the spot on each article that may be a logo, its brand not read yet.

    Args:
        finder: looks at the crops.
        most: articles that are searched, the most certain ones.
        provider: the shop's brands, as `ReadBrands` has it; a shop without any does not wait for a search. By default
            it is always searched.
    """

    def __init__(
        self, finder: LogoFinder, most: int = MOST_ARTICLES, provider: Callable[[], Brands | None] | None = None
    ) -> None:
        self._finder, self._most, self._provider = finder, most, provider

    def __call__(self, photo: Photo, look: Look) -> Look:
        """The look with `logo` in its articles."""
        if self._provider is not None and self._provider() is None:
            return look
        ranked = sorted(look.articles, key=lambda article: -article.score)[: self._most]
        masks = [each.mask.decode() for each in ranked]
        crops = [article_crop(photo.pixels, each.box, mask) for each, mask in zip(ranked, masks, strict=True)]
        shares = [article_share(each.box, mask) for each, mask in zip(ranked, masks, strict=True)]
        found = {
            article.id: self._logo(article, spots, photo)
            for article, spots in zip(ranked, self._finder.find(crops, shares), strict=True)
        }
        return look.with_(articles=tuple(_with_logo(each, found.get(each.id)) for each in look.articles))

    def _logo(self, article: Article, spots: Sequence[Spot], photo: Photo) -> Logo | None:
        if not spots or spots[0].score < self._finder.least:
            return None
        x0, y0, x1, y1 = in_picture(spots[0].box, square_around(article.box))
        x0, x1 = max(x0, 0.0), min(x1, float(photo.width))
        y0, y1 = max(y0, 0.0), min(y1, float(photo.height))
        # The white around the photo in a crop can't carry a logo, whatever the network says.
        if x1 - x0 < 1 or y1 - y0 < 1:
            return None
        return Logo(box=(x0, y0, x1, y1), score=min(1.0, spots[0].score))


class ReadBrands:
    """Stage: whose the logos are, as far as the shop sells that brand; what is hardly a logo stays only if it is read.

    Args:
        reader: the one that also read the shop's goods.
        provider: asked once a photo for the shop's brands; None where none is known.
        threshold: of the finder.
    """

    def __init__(self, reader: LogoReader, provider: Callable[[], Brands | None], threshold: float) -> None:
        self._reader, self._provider, self._threshold = reader, provider, threshold

    def __call__(self, photo: Photo, look: Look) -> Look:
        """The look with `brand` and `certainty` in its articles' logos."""
        brands = self._provider()
        spots = {article.id: article.logo for article in look.articles if article.logo is not None}
        if brands is not None and spots:
            vectors = self._reader.read([logo_patch(photo.pixels, logo.box, PATCH_SIZE) for logo in spots.values()])
            rows = zip(spots.items(), brands.probabilities(vectors), strict=True)
            spots = {name: _named(logo, brands, row) for (name, logo), row in rows}
        logos = {name: spot for name, spot in spots.items() if spot.brand is not None or spot.score >= self._threshold}
        return look.with_(articles=tuple(_with_logo(each, logos.get(each.id)) for each in look.articles))


def _named(logo: Logo, brands: Brands, probabilities: NDArray[np.float32]) -> Logo:
    best = int(probabilities.argmax())
    certainty = float(min(1.0, probabilities[best]))
    return logo.model_copy(update={"brand": brands.names[best] if certainty >= SURE else None, "certainty": certainty})


def _with_logo(article: Article, logo: Logo | None) -> Article:
    return article.model_copy(update={"logo": logo})
