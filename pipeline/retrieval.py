"""Which goods of the shop look like each article: one FAISS index a broad category, cosine similarity.

(*Buy Me That Look*, 3.3: an article is only compared with goods of its own broad category.)
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from data.taxonomy import Broad
from pipeline.look import Article, Look, Match
from pipeline.photo import Photo
from pipeline.shelf import FLAT_UP_TO, IndexRow, Shelf, ShopIndexError, Wanted
from pipeline.tiers import Badges, badged

__all__ = ["FindMatches", "IndexRow", "ShopIndex", "ShopIndexError"]

# Written last, so that a folder without it is one whose writing was cut off.
CONTENTS = "contents.json"


class _Contents(NamedTuple):
    model: str
    dimension: int
    categories: list[str]


class ShopIndex:
    """The shop's pictures, searchable by category.

    Attributes:
        model: see below.
        badges: curves for tiers; None where the embedding has none. Whoever loads the index sets them.

    Args:
        rows: for every category the product id and picture of each vector.
        vectors: for every category an (N, D) float32 array of unit length, one row for each of `rows`.
        model: "name@version" of the embedder that made the vectors; only its queries make sense here.
        flat_up_to: pictures a category up to which every vector is compared; more get an HNSW graph.

    Raises:
        ValueError: rows and vectors differ in categories, number or dimension, or vectors aren't of unit length.
    """

    def __init__(
        self,
        rows: Mapping[Broad, Sequence[IndexRow]],
        vectors: Mapping[Broad, NDArray[np.float32]],
        model: str,
        flat_up_to: int = FLAT_UP_TO,
    ) -> None:
        if set(rows) != set(vectors):
            raise ValueError(f"rows of {sorted(rows)} but vectors of {sorted(vectors)}")
        self.model = model
        self.badges: Badges | None = None
        self._shelves = {
            broad: Shelf.build(rows[broad], vectors[broad], flat_up_to) for broad in Broad if len(rows.get(broad, ()))
        }
        dimensions = {shelf.dimension for shelf in self._shelves.values()}
        if len(dimensions) > 1:
            raise ValueError(f"vectors of different dimensions: {sorted(dimensions)}")

    @property
    def size(self) -> int:
        """Pictures in all categories."""
        return sum(len(shelf) for shelf in self._shelves.values())

    @property
    def sizes(self) -> dict[Broad, int]:
        """Pictures a category; categories without any are left out."""
        return {broad: len(shelf) for broad, shelf in self._shelves.items()}

    @property
    def dimension(self) -> int:
        """D of the vectors; 0 for an empty index."""
        return next((shelf.dimension for shelf in self._shelves.values()), 0)

    def search(
        self,
        broad: Broad,
        vectors: NDArray[np.float32],
        k: int,
        *,
        exclude: Collection[str] = (),
        other_colours: bool = False,
    ) -> list[tuple[Match, ...]]:
        """The k most similar products of one category for each query; pictures of one product count once.

        The colours of one model count once too, the nearest one standing for all, unless `other_colours`.

        Args:
            broad: the category searched.
            vectors: (N, D) float32 of unit length.
            k: products a query; fewer come back where the shop has fewer.
            exclude: ids of products that are no answer; nor are their other colours, unless `other_colours`.
            other_colours: whether every colour is an answer of its own.

        Returns:
            For each query its matches, most similar first; empty tuples where the shop has nothing of this category.

        Raises:
            ValueError: k is less than one, or the vectors are of another dimension than the index.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        shelf = self._shelves.get(broad)
        if shelf is None:
            return [()] * len(vectors)
        models = frozenset() if other_colours else self._models_of(exclude)
        return shelf.search(vectors, k, Wanted(other_colours, frozenset(exclude), models))

    def vectors_of(self, broad: Broad, product_id: str) -> NDArray[np.float32]:
        """(N, D) float32 of the product's own pictures in the shop's order; (0, D) if it is not in the category."""
        shelf = self._shelves.get(broad)
        return np.zeros((0, self.dimension), np.float32) if shelf is None else shelf.vectors_of(product_id)

    def _models_of(self, products: Collection[str]) -> frozenset[str]:
        rows = [row for shelf in self._shelves.values() for product in products for row in shelf.rows_of(product)]
        return frozenset(row.model for row in rows if row.model is not None)

    def save(self, folder: Path) -> None:
        """Write the index into a folder; `load` accepts it only once this has finished."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / CONTENTS).unlink(missing_ok=True)
        for broad, shelf in self._shelves.items():
            shelf.save(folder, broad.value)
        contents = _Contents(self.model, self.dimension, [broad.value for broad in self._shelves])
        (folder / CONTENTS).write_text(json.dumps(contents._asdict(), indent=2) + "\n", "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote.

        Raises:
            ShopIndexError: the folder holds no whole index.
        """
        try:
            contents = _Contents(**json.loads((folder / CONTENTS).read_text("utf-8")))
            categories = [Broad(name) for name in contents.categories]
        except (OSError, ValueError, TypeError) as error:
            raise ShopIndexError(f"{folder} holds no complete index ({error}): import the catalogue again") from error
        index = cls({}, {}, contents.model)
        index._shelves = {broad: Shelf.load(folder, broad.value) for broad in categories}
        if any(shelf.dimension != contents.dimension for shelf in index._shelves.values()):
            raise ShopIndexError(f"{folder} mixes vectors of different dimensions: import the catalogue again")
        return index


class FindMatches:
    """Stage: the most similar products for every article that has an embedding.

    Args:
        provider: asked once a photo for the index; None where the shop has none yet. An index may so be swapped
            between two photos, and never within one.
        k: products an article.
        exclude: ids of products that are no find, such as the one whose product page the photo is from.
        other_colours: whether every colour of a model is a find of its own.
    """

    def __init__(
        self,
        provider: Callable[[], ShopIndex | None],
        k: int = 10,
        *,
        exclude: Collection[str] = (),
        other_colours: bool = False,
    ) -> None:
        self._provider = provider
        self._k = k
        self._exclude = exclude
        self._other_colours = other_colours

    def __call__(self, photo: Photo, look: Look) -> Look:
        """The look with `matches` in its articles, as `find` gives it."""
        return self.find(look)

    def find(self, look: Look) -> Look:
        """The look with `matches` in its articles; as it is where the shop has no goods.

        Raises:
            ShopIndexError: the index was made by another model than the look's embeddings.
        """
        index = self._provider()
        if index is None or index.size == 0:
            return look
        if (model := look.models.get("embedding", index.model)) != index.model:
            raise ShopIndexError(
                f"the photo was embedded by {model}, the shop's index by {index.model}: import the catalogue again"
            )
        found = self._search(index, look.articles)
        return look.with_(
            articles=tuple(_with_matches(article, found.get(article.id, ())) for article in look.articles)
        )

    def _search(self, index: ShopIndex, articles: Sequence[Article]) -> dict[str, tuple[Match, ...]]:
        """Article id -> matches; all articles of a category in one query."""
        by_broad: dict[Broad, list[tuple[str, NDArray[np.float32]]]] = defaultdict(list)
        for article in articles:
            if article.embedding is not None:
                by_broad[article.broad].append((article.id, article.embedding))
        found: dict[str, tuple[Match, ...]] = {}
        for broad, queries in by_broad.items():
            ids, vectors = zip(*queries, strict=True)
            matches = index.search(
                broad, np.stack(vectors), self._k, exclude=self._exclude, other_colours=self._other_colours
            )
            found.update(zip(ids, (badged(each, index.badges) for each in matches), strict=True))
        return found


def _with_matches(article: Article, matches: tuple[Match, ...]) -> Article:
    return article.model_copy(update={"matches": matches})
