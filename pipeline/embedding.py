"""What each article looks like, as a vector that can be compared with the shop's, and its fine type.

(*Buy Me That Look*, 3.3. What the network was trained on, and how much colours count, is on the card of the weights.)
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.taxonomy import FINE_TYPES, Broad
from models.zoo import WEIGHTS, Model, ModelError, load_model, sha256_of
from pipeline.attributes import Attributes
from pipeline.colour_vectors import ColourVectors
from pipeline.crops import article_crop, article_share, product_crop
from pipeline.look import Article, Look
from pipeline.photo import Photo
from pipeline.runtime import open_session

__all__ = ["EmbedArticles", "Embedder", "Embeddings", "OnnxEmbedder", "article_crop", "load_embedder", "product_crop"]

EMBEDDING = "embedding"
"""Name of its weights and card."""

MAX_ARTICLES = 40

# Types that nothing but the hem tells from longer ones: cut off by the photo's edge, trousers look like them.
SHORT = ("shorts", "capris")
# A box that ends within this share of the photo's height above its lower edge touches it: boxes are that coarse.
HEM_MARGIN = 0.01


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

    def embed(
        self, crops: Sequence[NDArray[np.uint8]], shares: Sequence[NDArray[np.uint8]] | None = None
    ) -> Embeddings:
        """Embed (H, W, 3) uint8 crops from `article_crop` or `product_crop`, all in one batch.

        Args:
            crops: the goods.
            shares: from `article_share`, for crops from photos; without them all that is not white is the goods.
        """
        ...


class OnnxEmbedder:
    """The shipped embedder: a network on ONNX Runtime, and beside its features the colours.

    Its vectors are the first components of the network's, a unit vector, and the colours' unit vector times the square
    root of their weight w, set side by side and normalised: the cosine of two is (cos of features + w * cos of
    colours) / (1 + w).
    """

    def __init__(self, model: Model, threads: int | None = None) -> None:
        settings = model.card.settings
        self.model = model.card.label
        self.dimension = int(settings["dimension"])
        self._size = int(settings["size"])
        self._session = open_session(model, threads)
        self._components = int(settings.get("components", self.dimension))
        self._weight = float(settings.get("colour_weight", 0.0))
        self.colours = read_colours(model)

    def embed(
        self, crops: Sequence[NDArray[np.uint8]], shares: Sequence[NDArray[np.uint8]] | None = None
    ) -> Embeddings:
        """See `Embedder`."""
        if len(crops) == 0:
            empty = np.zeros((0, self.dimension), np.float32), np.zeros((0, len(FINE_TYPES)), np.float32)
            return Embeddings(*empty)
        vectors, fine = self.network(crops)
        if self.colours is not None:
            vectors = self.beside(vectors, self.colours(crops, shares))
        return Embeddings(vectors, fine)

    def network(self, crops: Sequence[NDArray[np.uint8]]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """What the network alone says: (N, its D) vectors and (N, 20) fine types; N at least 1."""
        batch = np.stack([self._sized(crop) for crop in crops])
        vectors, fine = self._session.run(["vectors", "fine"], {"crops": batch})
        return vectors, fine

    def beside(self, features: NDArray[np.float32], colours: NDArray[np.float32]) -> NDArray[np.float32]:
        """(N, D) of the network's vectors and the colours'."""
        return side_by_side(features[:, : self._components], colours, self._weight)

    def _sized(self, crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
        if crop.shape == (self._size, self._size, 3):
            return crop
        return np.asarray(Image.fromarray(crop).resize((self._size, self._size), Image.Resampling.BILINEAR))


def side_by_side(features: NDArray[np.float32], colours: NDArray[np.float32], weight: float) -> NDArray[np.float32]:
    """(N, A) features and (N, B) unit vectors of colours as (N, A + B) unit vectors; see `OnnxEmbedder`."""
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    joined = np.concatenate([features / np.maximum(lengths, 1e-12), np.sqrt(weight) * colours], axis=1)
    return np.asarray(joined / np.linalg.norm(joined, axis=1, keepdims=True), np.float32)


def read_colours(model: Model) -> ColourVectors | None:
    """The colours that the card tells of; None if the vectors are the network's alone.

    Raises:
        ModelError: their file is missing or is not the card's.
    """
    expected = model.card.settings.get("colours_sha256")
    if expected is None:
        return None
    file = model.path.with_suffix(".colours.npz")
    if not file.is_file() or sha256_of(file) != expected:
        raise ModelError(f"{file} is missing or is not the card's: restore it, or make it again")
    return ColourVectors.load(file)


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
        attributes: says in words what an embedding looks like; None leaves that out.
    """

    def __init__(self, embedder: Embedder, most: int = MAX_ARTICLES, attributes: Attributes | None = None) -> None:
        self.embedder = embedder
        self.most = most
        self.attributes = attributes

    def __call__(self, photo: Photo, look: Look) -> Look:
        """The look with `embedding`, `fine` and `attributes` in its articles."""
        ranked = sorted(look.articles, key=lambda article: -article.score)[: self.most]
        if not ranked:
            return look
        masks = [article.mask.decode() for article in ranked]
        crops = [article_crop(photo.pixels, each.box, mask) for each, mask in zip(ranked, masks, strict=True)]
        shares = [article_share(each.box, mask) for each, mask in zip(ranked, masks, strict=True)]
        embeddings = self.embedder.embed(crops, shares)
        named = {
            article.id: self._named(article, vector, fine, look.height)
            for article, vector, fine in zip(ranked, embeddings.vectors, embeddings.fine, strict=True)
        }
        return look.with_(articles=tuple(named.get(article.id, article) for article in look.articles))

    def _named(self, article: Article, vector: NDArray[np.float32], fine: NDArray[np.float32], height: int) -> Article:
        name = best_fine(fine, article.broad, hem_seen=hem_in_sight(article, height))
        words = {} if self.attributes is None else self.attributes(vector, article.broad)
        return article.model_copy(update={"embedding": vector, "fine": name, "attributes": words})


def best_fine(fine: NDArray[np.float32], broad: Broad, *, hem_seen: bool = True) -> str:
    """The most probable fine type of a broad category.

    Args:
        fine: (20,) probabilities over `FINE_TYPES`.
        broad: the category, from detection.
        hem_seen: whether the lower end is in the picture; without it nothing is called short.
    """
    short = () if hem_seen else SHORT
    candidates = [n for n, known in enumerate(FINE_TYPES) if known.broad is broad and known.name not in short]
    return FINE_TYPES[max(candidates, key=lambda number: float(fine[number]))].name


def hem_in_sight(article: Article, height: int) -> bool:
    """Whether the article ends above the lower edge of the photo, of that many pixels; else it may go on below."""
    return article.box[3] < height * (1 - HEM_MARGIN)
