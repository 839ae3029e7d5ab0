"""An embedding and its index as one, and the pipeline that may be given another pair between two photos."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.attributes import Attributes
from pipeline.embedding import EmbedArticles, Embedder
from pipeline.retrieval import FindMatches, ShopIndex
from pipeline.shop_the_look import ShopTheLook, Step


@dataclass(frozen=True)
class Served:
    """An embedding and what is searched with it.

    Attributes:
        embedder: of the queries.
        index: gives the newest index of this embedder's vectors; None while there is none.
        attributes: says in words what an embedding looks like; None where nothing can.
    """

    embedder: Embedder
    index: Callable[[], ShopIndex | None]
    attributes: Attributes | None = None


class ShopTheLive(ShopTheLook):
    """`ShopTheLook` whose embedding and index are those of the moment: one pair for the whole of a photo.

    Args:
        base: the pipeline whose steps "embedding" and "retrieval" are replaced.
        served: gives the pair of the moment; asked once a photo, when its steps are.
        k: similar products an article, at most.
    """

    def __init__(self, base: ShopTheLook, served: Callable[[], Served], k: int) -> None:
        self._base, self._served, self._k = base, served, k
        super().__init__(base.steps)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The base's steps with the pair of the moment."""
        served = self._served()
        embedding = Step(
            "embedding", EmbedArticles(served.embedder, attributes=served.attributes), served.embedder.model
        )
        retrieval = Step("retrieval", FindMatches(served.index, self._k))
        own = {step.name: step for step in (embedding, retrieval)}
        return tuple(own.get(step.name, step) for step in self._base.steps)

    @steps.setter
    def steps(self, steps: tuple[Step, ...]) -> None:
        """The base keeps them."""
