"""The brands of the shop by the logos on its own pictures, kept up to date beside the index.

Every picture of a product whose brand the shop names is searched for a logo once a version of the networks. What was
found lies in one file, which the running app reads anew when it changes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.catalog.brand_file import BrandFile, BrandsError
from data.catalog.catalog import Catalog
from data.catalog.embed import Progress
from data.catalog.pictures import PictureError, PictureStore
from data.catalog.tables import PictureRow, ProductRow
from models.zoo import Model, load_model
from pipeline.brands import Brands
from pipeline.crops import content_box, product_crop, square_around
from pipeline.logo_patches import logo_patch
from pipeline.logos import FINDER, READER, LogoFinder, LogoReader, OnnxLogoFinder, OnnxLogoReader, Spot, in_picture

log = logging.getLogger(__name__)

BATCH = 32
NO_LOGO = np.zeros(0, np.float32)


@dataclass(frozen=True)
class ReadLogos:
    """The two networks, under the name of both: what was read by other ones is read anew.

    Attributes:
        finder: finds a logo on a picture.
        reader: makes its vector.
        label: of both.
    """

    finder: LogoFinder
    reader: LogoReader
    label: str

    @classmethod
    def load(cls) -> ReadLogos:
        """The networks that ship.

        Raises:
            ModelError: weights are missing or damaged.
        """
        finder, reader = load_model(FINDER), load_model(READER)
        return cls(OnnxLogoFinder(finder), OnnxLogoReader(reader), label_of(finder, reader))

    def __call__(self, pictures: list[NDArray[np.uint8]]) -> list[NDArray[np.float32]]:
        """(D,) vector of the logo of each picture; (0,) where it shows none."""
        spots = self.finder.find([product_crop(pixels) for pixels in pictures])
        found = [spot[0] if spot and spot[0].score >= self.finder.threshold else None for spot in spots]
        patches = [_patch(pixels, spot) for pixels, spot in zip(pictures, found, strict=True) if spot is not None]
        vectors = iter(self.reader.read(patches))
        return [NO_LOGO if spot is None else next(vectors) for spot in found]


def label_of(finder: Model, reader: Model) -> str:
    """The name of two networks together."""
    return f"{finder.card.label}+{reader.card.label}"


def _patch(pixels: NDArray[np.uint8], spot: Spot) -> NDArray[np.uint8]:
    return logo_patch(pixels, in_picture(spot.box, square_around(content_box(pixels))))


def refresh_brands(catalog: Catalog, path: Path, logos: ReadLogos, progress: Progress) -> BrandFile:
    """Read the pictures that are new, forget those that are gone, and replace the file if anything is different.

    Args:
        catalog: of the shop.
        path: the file.
        logos: the networks.
        progress: told how far it is.
    """
    before = _before(path, logos.label)
    found = BrandFile(logos.label)
    with Session(catalog.engine) as session:
        rows = select(PictureRow.sha256, ProductRow.brand).join(ProductRow, PictureRow.product_id == ProductRow.id)
        found.brands = {sha256: brand for sha256, brand in session.execute(rows) if brand.strip()}
    found.vectors = {sha256: before.vectors[sha256] for sha256 in found.brands if sha256 in before.vectors}
    missing = [sha256 for sha256 in sorted(found.brands) if sha256 not in found.vectors]
    for first in range(0, len(missing), BATCH):
        pictures = dict(_pictures(catalog.store, missing[first : first + BATCH]))
        found.vectors |= dict(zip(pictures, logos(list(pictures.values())), strict=True))
        progress("reading logos", min(first + BATCH, len(missing)), len(missing))
    if missing or found.brands != before.brands:
        found.save(path)
    return found


def _before(path: Path, label: str) -> BrandFile:
    """What was read by the same networks."""
    try:
        before = BrandFile.load(path)
    except BrandsError:
        return BrandFile(label)
    return before if before.model == label else BrandFile(label)


def _pictures(store: PictureStore, batch: list[str]) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    for sha256 in batch:
        try:
            yield sha256, store.pixels(sha256)
        except PictureError:  # the embedding has said so already
            continue


class LiveBrands:
    """The brands that the running app compares logos with; safe to ask from several threads.

    Args:
        path: the file.

    Raises:
        ModelError: the networks are missing or damaged.
    """

    def __init__(self, path: Path) -> None:
        finder, reader = load_model(FINDER), load_model(READER)
        settings = reader.card.settings
        self._path, self._label = path, label_of(finder, reader)
        self._temperature, self._unknown = float(settings["temperature"]), float(settings["unknown"])
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._brands: Brands | None = None

    def current(self) -> Brands | None:
        """Those of the newest file; None where there is none of these networks, or no logo in it."""
        try:
            stat = self._path.stat()
        except OSError:
            return None
        stamp = stat.st_mtime_ns, stat.st_size
        with self._lock:
            if stamp != self._stamp:
                self._stamp, self._brands = stamp, self._read()
            return self._brands

    def _read(self) -> Brands | None:
        try:
            file = BrandFile.load(self._path)
        except BrandsError as error:
            log.warning("brands are not read: %s", error)
            return None
        return file.known(self._temperature, self._unknown) if file.model == self._label else None
