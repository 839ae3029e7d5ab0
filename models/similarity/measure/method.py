"""What a method of similarity is to the harness: scores of queries against goods, however it comes by them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.similarity.items import Item
from models.similarity.measure.questions import Questions

Settings = Mapping[str, str | int | float]
"""What distinguishes runs of one method, such as its backbone, embedding size and margin."""


class Method(ABC):
    """A way to tell how alike two pictures are.

    Attributes:
        name: unique, as a table's row has it.
        settings: see `Settings`.
    """

    name: str
    settings: Settings

    @abstractmethod
    def scores(self, asked: Questions) -> NDArray[np.float32]:
        """(N, M) for all queries and goods; the higher, the more alike. It may learn from `asked.train` only."""

    def knows(self, asked: Questions) -> bool:
        """Whether it can be asked these: a network can if it was trained without the fold's test products."""
        return True

    def repeats(self) -> Sequence[Method]:
        """What is asked in its name: itself, or several trainings that differ by chance alone."""
        return (self,)


@dataclass(frozen=True)
class ByVectors(Method):
    """A method that describes each picture on its own, and compares the descriptions.

    Attributes:
        name: see `Method`.
        describe: items -> (N, D) float32.
        compare: (N, D) and (M, D) -> (N, M); see `models.similarity.measure.distances`.
        settings: see `Method`.
    """

    name: str
    describe: Callable[[Sequence[Item]], NDArray[np.float32]]
    compare: Callable[[NDArray[np.float32], NDArray[np.float32]], NDArray[np.float32]]
    settings: Settings = field(default_factory=dict)

    def scores(self, asked: Questions) -> NDArray[np.float32]:
        """See `Method`."""
        return self.compare(self.describe(asked.queries), self.describe(asked.goods))


@dataclass(frozen=True)
class Repeated(Method):
    """Trainings of one recipe with different seeds: their mean is less a matter of luck than any of them.

    Attributes:
        name: see `Method`.
        settings: likewise.
        members: one a seed; at least one.
    """

    name: str
    settings: Settings
    members: tuple[Method, ...]

    def scores(self, asked: Questions) -> NDArray[np.float32]:
        """Those of the first."""
        return self.members[0].scores(asked)

    def knows(self, asked: Questions) -> bool:
        """Whether any of them does."""
        return any(member.knows(asked) for member in self.members)

    def repeats(self) -> Sequence[Method]:
        """See `Method`."""
        return self.members
