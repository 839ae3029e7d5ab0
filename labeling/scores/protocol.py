"""What a score is: a number a photo, from stored detections; the higher, the more a label would teach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from labeling.found import Found


@dataclass(frozen=True)
class Evidence:
    """All that a score may look at. Never the photo itself.

    Attributes:
        sha256: of the photo.
        live: what the app's own detector saw, down to its least score.
        others: what the rest of the committee saw, by member.
    """

    sha256: str
    live: Found
    others: Mapping[str, Found] = field(default_factory=dict)


class PhotoScore(Protocol):
    """A strategy."""

    @property
    def name(self) -> str:
        """For records and reports; with all settings in it."""
        ...

    def __call__(self, evidence: Evidence) -> float:
        """0..1; the photos with the highest go to the taggers."""
        ...


class BoxUncertainty(Protocol):
    """How unsure a detector is of each of its boxes."""

    @property
    def name(self) -> str:
        """For records and reports."""
        ...

    def __call__(self, found: Found) -> NDArray[np.float64]:
        """(N,) in 0..1, one a detection."""
        ...


class Aggregate(Protocol):
    """From one number a box to one a photo."""

    @property
    def name(self) -> str:
        """For records and reports."""
        ...

    def __call__(self, values: NDArray[np.float64]) -> float:
        """0 for a photo without boxes; such photos reach taggers by the random audit."""
        ...
