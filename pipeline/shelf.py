"""One broad category of the shop: a FAISS index and, for each of its vectors, the product and picture it stands for."""

from __future__ import annotations

import json
from collections.abc import Sequence
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
VIEWS = 4


class ShopIndexError(RuntimeError):
    """An index on disk is incomplete or broken, or belongs to another model; the message says what to do."""


class IndexRow(NamedTuple):
    """What a vector of the index stands for.

    Attributes:
        product_id: the shop's own id.
        image: path of the picture, relative to the catalogue's image folder.
    """

    product_id: str
    image: str


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

    def search(self, vectors: NDArray[np.float32], k: int) -> list[tuple[Match, ...]]:
        """For each of the (N, D) queries its k most similar products, most similar first.

        Raises:
            ValueError: the queries are of another dimension.
        """
        queries = np.ascontiguousarray(vectors, dtype=np.float32)
        if queries.ndim != 2 or queries.shape[1] != self.dimension:
            raise ValueError(f"the index holds vectors of {self.dimension} values, the query has shape {queries.shape}")
        results: list[tuple[Match, ...]] = [()] * len(queries)
        open_queries = list(range(len(queries)))
        fetch = min(VIEWS * k, len(self))
        # Fetch more for those queries whose nearest pictures are too many views of too few products.
        while open_queries:
            cosines, places = self._nearest(queries[open_queries], fetch)
            for query, row_cosines, row_places in zip(open_queries, cosines, places, strict=True):
                results[query] = self._merge(row_cosines, row_places, k)
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

    def _merge(self, cosines: NDArray[np.float32], places: NDArray[np.int64], k: int) -> tuple[Match, ...]:
        """One match a product, its nearest picture; `places` come nearest first, -1 where the graph found no more."""
        best: dict[str, Match] = {}
        for cosine, place in zip(cosines.tolist(), places.tolist(), strict=True):
            if place < 0 or len(best) == k:
                break
            row = self._rows[place]
            if row.product_id not in best:
                similarity = min(max(cosine, 0.0), 1.0)
                best[row.product_id] = Match(product_id=row.product_id, similarity=similarity, image=row.image)
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
