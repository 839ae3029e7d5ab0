"""What each article looks like, as a vector that can be compared with the shop's, and its fine type.

(*Buy Me That Look*, 3.3. The vectors are features of a network trained on ImageNet; see the card of the weights.)
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.taxonomy import FINE_TYPES, Broad
from models.zoo import WEIGHTS, Model, load_model
from pipeline.crops import article_crop, product_crop
from pipeline.look import Article, Look
from pipeline.photo import Photo
from pipeline.runtime import open_session

__all__ = ["EmbedArticles", "Embedder", "Embeddings", "OnnxEmbedder", "article_crop", "load_embedder", "product_crop"]

EMBEDDING = "embedding"
"""Name of its weights and card."""

MAX_ARTICLES = 40


class Embeddings(NamedTuple):
    """What an embedder says of N crops.

    Attributes:
        vectors: (N, D) float32 of unit length.
        fine: (N, 20) float32 probabilities over `FINE_TYPES`; each row sums to one.
    """

    vectors: NDArray[np.float32]
    fine: NDArray[np.float32]


class Embedder(Protocol):
    """Turns crops into vectors; another network can be put in its place."""

    @property
    def model(self) -> str:
        """ "name@version" of the weights; vectors of different models can't be compared."""
        ...

    @property
    def dimension(self) -> int:
        """D of the vectors."""
        ...

    def embed(self, crops: Sequence[NDArray[np.uint8]]) -> Embeddings:
        """Embed (H, W, 3) uint8 crops from `article_crop` or `product_crop`, all in one batch."""
        ...


class OnnxEmbedder:
    """The shipped embedder, on ONNX Runtime."""

    def __init__(self, model: Model, threads: int | None = None) -> None:
        self.model = model.card.label
        self.dimension = int(model.card.settings["dimension"])
        self._size = int(model.card.settings["size"])
        self._session = open_session(model, threads)

    def embed(self, crops: Sequence[NDArray[np.uint8]]) -> Embeddings:
        """See `Embedder`."""
        if len(crops) == 0:
            empty = np.zeros((0, self.dimension), np.float32), np.zeros((0, len(FINE_TYPES)), np.float32)
            return Embeddings(*empty)
        batch = np.stack([self._sized(crop) for crop in crops])
        vectors, fine = self._session.run(["vectors", "fine"], {"crops": batch})
        return Embeddings(vectors, fine)

    def _sized(self, crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
        if crop.shape == (self._size, self._size, 3):
            return crop
        return np.asarray(Image.fromarray(crop).resize((self._size, self._size), Image.Resampling.BILINEAR))


def load_embedder(folder: Path = WEIGHTS) -> OnnxEmbedder:
    """The embedder whose weights and card are in a folder; the one that ships by default.

    Raises:
        ModelError: its weights are missing or damaged.
    """
    return OnnxEmbedder(load_model(EMBEDDING, folder))


class EmbedArticles:
    """Stage: the embedding and the fine type of the articles, all in one batch.

    Args:
        embedder: the one that also embedded the shop's goods.
        most: articles of the highest scores that are embedded: those of ten people. Any beyond keep the fine type that
            detection gave them, and get no matches.
    """

    def __init__(self, embedder: Embedder, most: int = MAX_ARTICLES) -> None:
        self.embedder = embedder
        self.most = most

    def __call__(self, photo: Photo, look: Look) -> Look:
        """The look with `embedding` and `fine` in its articles."""
        ranked = sorted(look.articles, key=lambda article: -article.score)[: self.most]
        if not ranked:
            return look
        crops = [article_crop(photo.pixels, article.box, article.mask.decode()) for article in ranked]
        embeddings = self.embedder.embed(crops)
        named = {
            article.id: _named(article, vector, fine)
            for article, vector, fine in zip(ranked, embeddings.vectors, embeddings.fine, strict=True)
        }
        return look.with_(articles=tuple(named.get(article.id, article) for article in look.articles))


def best_fine(fine: NDArray[np.float32], broad: Broad) -> str:
    """The most probable fine type of a broad category.

    Args:
        fine: (20,) probabilities over `FINE_TYPES`.
        broad: the category, from detection.
    """
    candidates = [number for number, known in enumerate(FINE_TYPES) if known.broad is broad]
    return FINE_TYPES[max(candidates, key=lambda number: float(fine[number]))].name


def _named(article: Article, vector: NDArray[np.float32], fine: NDArray[np.float32]) -> Article:
    return article.model_copy(update={"embedding": vector, "fine": best_fine(fine, article.broad)})
