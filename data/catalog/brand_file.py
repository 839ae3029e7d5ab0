"""What the logo reader makes of a shop's pictures: computed once for each picture, and kept in one file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from pipeline.brands import Brands


class BrandsError(ValueError):
    """The file holds no brands, or those of another reader."""


class BrandFile:
    """What was read on a shop's pictures, in one file that is replaced as a whole.

    Attributes:
        model: label of the reader.
        vectors: sha256 of a picture -> (D,) vector of its logo; (0,) where it shows none.
        brands: sha256 of a picture -> brand of its product.
    """

    def __init__(self, model: str) -> None:
        self.model = model
        self.vectors: dict[str, NDArray[np.float32]] = {}
        self.brands: dict[str, str] = {}

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a file.

        Raises:
            BrandsError: it is missing or damaged.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                found = cls(str(file["model"]))
                starts = np.cumsum(file["lengths"])[:-1]
                vectors = np.split(file["vectors"].astype(np.float32), starts)
                found.vectors = dict(zip(file["pictures"].tolist(), vectors, strict=True))
                found.brands = {
                    picture: brand
                    for picture, brand in zip(file["pictures"].tolist(), file["brands"].tolist(), strict=True)
                    if brand
                }
        except Exception as error:  # NumPy raises whatever a damaged archive trips
            raise BrandsError(f"{path} holds no brands ({error}): run python -m data.catalog rebuild") from error
        return found

    def save(self, path: Path) -> None:
        """Replace a file in one step."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        pictures = list(self.vectors)
        joined = np.concatenate([np.zeros(0, np.float32), *self.vectors.values()])
        with part.open("wb") as file:
            np.savez(
                file,
                model=np.array(self.model),
                pictures=np.array(pictures, np.str_),
                brands=np.array([self.brands.get(picture, "") for picture in pictures], np.str_),
                lengths=np.array([len(vector) for vector in self.vectors.values()], np.int64),
                vectors=joined,
            )
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    def known(self, temperature: float, unknown: float) -> Brands | None:
        """The brands of the pictures that show a logo; None where there are none."""
        read = [picture for picture, vector in self.vectors.items() if len(vector) and picture in self.brands]
        if not read:
            return None
        vectors = np.stack([self.vectors[picture] for picture in read])
        return Brands([self.brands[picture] for picture in read], vectors, temperature, unknown)
