"""Re-ranking by brand with the logos read by the shipped networks, beside the truth's (`measure/brands.py`).

score(good) = cosine + w * p(good's brand | logo), where w is `rerank_weight` of the reader's card and p is 0 for all
goods where no brand is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.logos.evaluate import look, read
from models.logos.examples import Branded
from models.similarity.items import Item
from models.similarity.measure.answers import answers
from models.similarity.measure.method import Method, Settings
from models.similarity.measure.questions import Questions
from models.zoo import WEIGHTS, read_model
from pipeline.brands import Brands
from pipeline.logos import FINDER, READER, SURE, LogoFinder, LogoReader, OnnxLogoFinder, OnnxLogoReader

WEIGHT = "rerank_weight"
"""Of the reader's settings: w."""
WEIGHTS_TRIED = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 2.0)


class LogosRead:
    """What two networks read on pictures, each of them once.

    Attributes:
        weight: w of the re-ranking, if nothing else is asked for.
        label: changes with all that the answers depend on.

    Args:
        finder: finds logos.
        reader: makes their vectors.
        settings: of the reader's card: "temperature", "unknown" and `WEIGHT`.
        label: of the networks.
    """

    def __init__(self, finder: LogoFinder, reader: LogoReader, settings: Mapping[str, float], label: str) -> None:
        self._finder, self._reader = finder, reader
        self._temperature, self._unknown = settings["temperature"], settings["unknown"]
        self.weight = settings.get(WEIGHT, 0.0)
        self.label = f"{label} {finder.threshold:.4f} {finder.least:.4f} {self._temperature} {self._unknown}"
        self._vectors: dict[str, NDArray[np.float32] | None] = {}

    @classmethod
    def shipped(cls, folder: Path = WEIGHTS) -> LogosRead:
        """Those of a folder of weights."""
        finder, reader = read_model(FINDER, folder), read_model(READER, folder)
        label = f"{finder.card.sha256[:8]} {reader.card.sha256[:8]}"
        return cls(OnnxLogoFinder(finder), OnnxLogoReader(reader), reader.card.settings, label)

    def vectors(self, items: Sequence[Item]) -> list[NDArray[np.float32] | None]:
        """The vector of each item's logo; None where none is found."""
        missing = {item.key: item for item in items if item.key not in self._vectors}
        seen = look(self._finder, [Branded(item, (), None) for item in missing.values()])
        # A shop's own pictures teach the brands: they must be sure.
        sure = {"white": self._finder.threshold}
        found = [each for each in seen if each.score >= sure.get(each.example.item.domain, self._finder.least)]
        self._vectors |= dict.fromkeys(missing)
        self._vectors |= {
            each.example.item.key: vector for each, vector in zip(found, read(self._reader, found), strict=True)
        }
        return [self._vectors[item.key] for item in items]

    def probabilities(self, asked: Questions) -> NDArray[np.float32]:
        """(N, M): p(brand of each good | logo of each query); a row of zeros where none is read."""
        brands = [str(good.attributes.get("brand", "")) for good in asked.goods]
        sold = [(brand, vector) for brand, vector in zip(brands, self.vectors(asked.goods), strict=True) if brand]
        known = [(brand, vector) for brand, vector in sold if vector is not None]
        found = np.zeros((len(asked.queries), len(asked.goods)), np.float32)
        rows = [(n, vector) for n, vector in enumerate(self.vectors(asked.queries)) if vector is not None]
        if not known or not rows:
            return found
        shop = Brands([brand for brand, _ in known], np.stack([v for _, v in known]), self._temperature, self._unknown)
        read_of = shop.probabilities(np.stack([vector for _, vector in rows]))
        # As on the page: a brand that is not named changes nothing.
        read_of *= read_of.max(axis=1, keepdims=True) >= SURE
        column = {brand: number for number, brand in enumerate(shop.names)}
        for place, brand in enumerate(brands):
            if brand in column:
                found[[n for n, _ in rows], place] = read_of[:, column[brand]]
        return found


class BrandRead(Method):
    """A method re-ranked by the brands of logos that are read.

    Args:
        base: of cosines.
        logos: reads them.
        weight: w; the reader's own by default.
    """

    def __init__(self, base: Method, logos: LogosRead, weight: float | None = None) -> None:
        self.name = f"{base.name}, re-ranked (logos read)"
        self._base, self._logos = base, logos
        self._weight = logos.weight if weight is None else weight
        self.settings: Settings = {**base.settings, "logos": f"{logos.label} {self._weight}"}

    def scores(self, asked: Questions) -> NDArray[np.float32]:
        """See `Method`."""
        return np.asarray(self._base.scores(asked) + self._weight * self._logos.probabilities(asked), np.float32)

    def knows(self, asked: Questions) -> bool:
        """Luma's goods have no brands."""
        return asked.data.startswith("boutique") and self._base.knows(asked)


def fitted_weight(base: Method, asked: Sequence[Questions], logos: LogosRead) -> tuple[float, dict[float, float]]:
    """The w of `WEIGHTS_TRIED` of the highest mAP over the queries on which a logo is read, and the mAP of each.

    Args:
        base: of cosines.
        asked: of validation products.
        logos: reads them.
    """
    means = {}
    for weight in WEIGHTS_TRIED:
        method, found = BrandRead(base, logos, weight), []
        for each in asked:
            read_on = logos.probabilities(each).max(axis=1) > 0
            given = answers(each, method.scores(each))
            found += [one.average_precision() for one, shown in zip(given, read_on, strict=False) if shown]
        means[weight] = float(np.mean(found))
    return max(means, key=lambda weight: means[weight]), means
