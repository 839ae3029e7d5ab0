"""One broad category of the shop: a FAISS index and, for each of its vectors, the product and picture it stands for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from pipeline.look import Match

# Comparing with every vector is exact and takes about 16 ms for this many of 512 dimensions on two cores; the graph
# takes a fraction of a millisecond for any number, but its building takes seconds and its answers are approximate.
FLAT_UP_TO = 50_000
HNSW_LINKS = 32
HNSW_BEAM = 64
# Pictures fetched a product wanted, at first: shops show a few views of each.
PICTURES = 4


class ShopIndexError(RuntimeError):
    """An index on disk is incomplete or broken, or belongs to another model; the message says what to do."""


class IndexRow(NamedTuple):
    """What a vector of the index stands for.

    Attributes:
        product_id: the shop's own id.
        image: path of the picture, relative to the catalogue's image folder.
        model: shared by the colours of one cut and pattern; None where there are no other colours.
    """

    product_id: str
    image: str
    model: str | None = None


class Wanted(NamedTuple):
    """Which products may be an answer.

    Attributes:
        other_colours: whether each colour of a model is an answer of its own; else the nearest one stands for all.
        products: ids that are left out.
        models: models that are left out with all their colours.
    """

    other_colours: bool = False
    products: frozenset[str] = frozenset()
    models: frozenset[str] = frozenset()

    def answer(self, row: IndexRow) -> tuple[str, str] | None:
        """What the row would be an answer as: pictures of the same answer count once; None if it is left out."""
        if row.product_id in self.products or row.model in self.models:
            return None
        return ("product", row.product_id) if self.other_colours or row.model is None else ("model", row.model)


ANYTHING = Wanted()


class Shelf:
    """The pictures of one category, built with `build` or read with `load`."""

    def __init__(self, rows: Sequence[IndexRow], index: faiss.Index) -> None:
        self._rows = list(rows)
        self._index = index

    @classmethod
    def build(cls, rows: Sequence[IndexRow], vectors: NDArray[np.float32], flat_up_to: int = FLAT_UP_TO) -> Self:
        """Index (N, D) float32 vectors of unit length, one for each row.

        Raises:
            ValueError: not one vector a row, or vectors that aren't of unit length.
        """
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        if vectors.ndim != 2 or len(vectors) != len(rows):
            raise ValueError(f"{len(rows)} rows need as many vectors, got an array of shape {vectors.shape}")
        if not np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3):
            raise ValueError("vectors must be of unit length: their inner product is read as a cosine")
        dimension = vectors.shape[1]
        index: faiss.Index
        if len(rows) <= flat_up_to:
            index = faiss.IndexFlatIP(dimension)
        else:
            index = faiss.IndexHNSWFlat(dimension, HNSW_LINKS, faiss.METRIC_INNER_PRODUCT)
        index.add(vectors)
        return cls(rows, index)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def dimension(self) -> int:
        """D of the vectors."""
        return int(self._index.d)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Product id -> its vectors."""
        places: dict[str, list[int]] = {}
        for place, row in enumerate(self._rows):
            places.setdefault(row.product_id, []).append(place)
        return places

    def rows_of(self, product_id: str) -> list[IndexRow]:
        """The product's pictures in the shop's order; none if it is not of this category."""
        return [self._rows[place] for place in self._places.get(product_id, ())]

    def vectors_of(self, product_id: str) -> NDArray[np.float32]:
        """(N, D), one for each of `rows_of`."""
        places = self._places.get(product_id, [])
        vectors = [np.asarray(self._index.reconstruct(place), np.float32) for place in places]
        return np.stack(vectors) if vectors else np.zeros((0, self.dimension), np.float32)

    def search(self, vectors: NDArray[np.float32], k: int, wanted: Wanted = ANYTHING) -> list[tuple[Match, ...]]:
        """For each of the (N, D) queries its k most similar products, most similar first.

        Raises:
            ValueError: the queries are of another dimension.
        """
        queries = np.ascontiguousarray(vectors, dtype=np.float32)
        if queries.ndim != 2 or queries.shape[1] != self.dimension:
            raise ValueError(f"the index holds vectors of {self.dimension} values, the query has shape {queries.shape}")
        results: list[tuple[Match, ...]] = [()] * len(queries)
        open_queries = list(range(len(queries)))
        fetch = min(PICTURES * k, len(self))
        # Fetch more for those queries whose nearest pictures are too many of too few answers, or are left out.
        while open_queries:
            cosines, places = self._nearest(queries[open_queries], fetch)
            for query, row_cosines, row_places in zip(open_queries, cosines, places, strict=True):
                results[query] = self._merge(row_cosines, row_places, k, wanted)
            if fetch == len(self):
                break
            open_queries = [query for query in open_queries if len(results[query]) < k]
            fetch = min(4 * fetch, len(self))
        return results

    def _nearest(self, queries: NDArray[np.float32], fetch: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        if isinstance(self._index, faiss.IndexHNSW):
            beam = faiss.SearchParametersHNSW(efSearch=max(HNSW_BEAM, fetch))  # type: ignore[attr-defined]  # not in faiss's stubs
            found = self._index.search(queries, fetch, params=beam)
        else:
            found = self._index.search(queries, fetch)
        cosines, places = found
        return cosines, places

    def _merge(
        self, cosines: NDArray[np.float32], places: NDArray[np.int64], k: int, wanted: Wanted
    ) -> tuple[Match, ...]:
        """One match an answer, its nearest picture; `places` come nearest first, -1 where the graph found no more."""
        best: dict[tuple[str, str], Match] = {}
        for cosine, place in zip(cosines.tolist(), places.tolist(), strict=True):
            if place < 0 or len(best) == k:
                break
            row = self._rows[place]
            answer = wanted.answer(row)
            if answer is not None and answer not in best:
                similarity = min(max(cosine, 0.0), 1.0)
                best[answer] = Match(**row._asdict(), similarity=similarity)
        return tuple(best.values())

    def save(self, folder: Path, name: str) -> None:
        """Write `<name>.faiss` and `<name>.rows.json`."""
        faiss.write_index(self._index, str(folder / f"{name}.faiss"))
        (folder / f"{name}.rows.json").write_text(json.dumps(self._rows, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path, name: str) -> Self:
        """Read what `save` wrote.

        Raises:
            ShopIndexError: a file is missing or broken, or the two don't belong together.
        """
        try:
            index = faiss.read_index(str(folder / f"{name}.faiss"))
            rows = [IndexRow(*row) for row in json.loads((folder / f"{name}.rows.json").read_text("utf-8"))]
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise ShopIndexError(f"the index {name!r} in {folder} can't be read: import the catalogue again") from error
        if index.ntotal != len(rows):
            raise ShopIndexError(
                f"{folder} has {index.ntotal} vectors of {name!r} but {len(rows)} rows: import the catalogue again"
            )
        return cls(rows, index)
