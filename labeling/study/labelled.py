"""Which photos are labelled and which wait: the bookkeeping of simulated taggers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from labeling.scores.chance import drawn


@dataclass(frozen=True)
class Labelled:
    """The pool of a study at one moment.

    Attributes:
        photos: ids of all photos that may ever be labelled.
        done: those that are, in the order in which they were.

    Raises:
        ValueError: an id is there twice, or is labelled without being in the pool.
    """

    photos: tuple[str, ...]
    done: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(set(self.photos)) < len(self.photos) or len(set(self.done)) < len(self.done):
            raise ValueError("a photo is in the pool twice, or labelled twice")
        if strangers := set(self.done) - set(self.photos):
            raise ValueError(f"not in the pool: {', '.join(sorted(strangers)[:5])}")

    @classmethod
    def start(cls, photos: Sequence[str], count: int, seed: int) -> Self:
        """The first labelled photos, drawn by the seed.

        Raises:
            ValueError: there are fewer photos than that.
        """
        if count > len(photos):
            raise ValueError(f"there are {len(photos)} photos, too few to begin with {count}: plan a smaller start")
        order = sorted(photos, key=lambda photo: drawn(photo, f"start {seed}"))
        return cls(tuple(sorted(photos)), tuple(order[:count]))

    @property
    def waiting(self) -> list[str]:
        """Ids without a label, sorted."""
        done = set(self.done)
        return [photo for photo in self.photos if photo not in done]

    def label(self, chosen: Sequence[str]) -> Self:
        """The pool after the taggers labelled these; ValueError if they were labelled before."""
        return replace(self, done=(*self.done, *chosen))
