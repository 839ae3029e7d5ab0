"""The embedding stage around any embedder, and the embedder that ships."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from data.taxonomy import FINE_TYPES, Broad, fine_types
from models.zoo import WEIGHTS, load_model
from pipeline.embedding import EmbedArticles, Embeddings, OnnxEmbedder, best_fine, load_embedder
from pipeline.look import Article, Look, Mask
from pipeline.photo import Photo

shipped = pytest.mark.skipif(not (WEIGHTS / "embedding.json").is_file(), reason="models/weights has no embedding")


class MeanColour:
    """An embedder by mean colour, which counts how often it is asked."""

    model = "mean-colour@1"
    dimension = 3

    def __init__(self) -> None:
        self.batches: list[int] = []

    def embed(self, crops: Sequence[NDArray[np.uint8]], shares: object = None) -> Embeddings:
        self.batches.append(len(crops))
        means = np.array([crop.mean((0, 1)) for crop in crops], np.float32)
        fine = np.tile(np.linspace(1, 2, len(FINE_TYPES), dtype=np.float32), (len(crops), 1))
        return Embeddings(means / np.linalg.norm(means, axis=1, keepdims=True), fine / fine.sum(1, keepdims=True))


PIXELS = np.zeros((60, 40, 3), np.uint8)
PIXELS[:30] = (250, 0, 0)
PIXELS[30:] = (0, 0, 250)


def article(number: int, broad: Broad, score: float, rows: tuple[int, int]) -> Article:
    mask = np.zeros((60, 40), bool)
    mask[rows[0] : rows[1], 10:30] = True
    return Article(
        id=f"a{number}",
        broad=broad,
        fine=fine_types(broad)[0].name,
        score=score,
        box=(10, rows[0], 30, rows[1]),
        mask=Mask.encode(mask),
    )


def look(*articles: Article) -> Look:
    return Look(photo="p.jpg", width=40, height=60, articles=articles)


def test_stage_embeds_every_article_in_one_batch() -> None:
    embedder = MeanColour()
    before = look(article(1, Broad.TOPWEAR, 0.9, (5, 25)), article(2, Broad.BOTTOMWEAR, 0.8, (35, 55)))
    after = EmbedArticles(embedder)(Photo("p.jpg", PIXELS), before)
    assert embedder.batches == [2]
    red, blue = (a.embedding for a in after.articles)
    assert red is not None
    assert blue is not None
    assert red[0] > red[2]
    assert blue[2] > blue[0]
    assert [a.fine for a in after.articles] == ["t-shirts", "capris"]
    assert [(a.id, a.box, a.mask, a.score) for a in after.articles] == [
        (a.id, a.box, a.mask, a.score) for a in before.articles
    ]


def test_only_the_most_certain_articles_are_embedded() -> None:
    embedder = MeanColour()
    articles = [article(i, Broad.TOPWEAR, 0.1 + 0.05 * i, (5, 25)) for i in range(6)]
    after = EmbedArticles(embedder, most=4)(Photo("p.jpg", PIXELS), look(*articles))
    assert embedder.batches == [4]
    assert [a.embedding is not None for a in after.articles] == [False, False, True, True, True, True]
    assert [a.id for a in after.articles] == [a.id for a in articles]


def test_photo_without_articles_costs_nothing() -> None:
    embedder, before = MeanColour(), look()
    assert EmbedArticles(embedder)(Photo("p.jpg", PIXELS), before) is before
    assert embedder.batches == []


@pytest.mark.parametrize("broad", list(Broad))
def test_fine_type_stays_in_its_category(broad: Broad) -> None:
    random = np.random.default_rng(0)
    for _ in range(20):
        fine = random.random(len(FINE_TYPES)).astype(np.float32)
        names = [known.name for known in FINE_TYPES]
        expected = max((known.name for known in fine_types(broad)), key=lambda name: fine[names.index(name)])
        assert best_fine(fine, broad) == expected


def test_what_the_lower_edge_cuts_off_is_not_called_short() -> None:
    fine = np.zeros(len(FINE_TYPES), np.float32)
    for name, probability in {"shorts": 0.5, "capris": 0.3, "jeans": 0.15, "trousers": 0.05}.items():
        fine[[known.name for known in FINE_TYPES].index(name)] = probability
    assert best_fine(fine, Broad.BOTTOMWEAR) == "shorts"
    assert best_fine(fine, Broad.BOTTOMWEAR, hem_seen=False) == "jeans"
    height = PIXELS.shape[0]

    class Fixed(MeanColour):
        def embed(self, crops: Sequence[NDArray[np.uint8]], shares: object = None) -> Embeddings:
            return super().embed(crops, shares)._replace(fine=np.tile(fine, (len(crops), 1)))

    for lower, name in ((height, "jeans"), (height - 1e-3, "jeans"), (height * 0.98, "shorts"), (height / 2, "shorts")):
        cut = article(0, Broad.BOTTOMWEAR, 0.9, (5, 25)).model_copy(update={"box": (5.0, 5.0, 25.0, float(lower))})
        (after,) = EmbedArticles(Fixed())(Photo("p.jpg", PIXELS), look(cut)).articles
        assert after.fine == name, lower


@shipped
def test_shipped_embedder_keeps_its_word() -> None:
    embedder = load_embedder()
    random = np.random.default_rng(1)
    crops = [random.integers(0, 256, (side, side, 3)).astype(np.uint8) for side in (256, 64, 256)]
    found = embedder.embed(crops)
    assert found.vectors.shape == (3, embedder.dimension)
    assert found.fine.shape == (3, len(FINE_TYPES))
    assert found.vectors.dtype == found.fine.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(found.vectors, axis=1), 1, atol=1e-4)
    np.testing.assert_allclose(found.fine.sum(axis=1), 1, atol=1e-4)


@shipped
def test_vectors_do_not_depend_on_the_batch() -> None:
    embedder = load_embedder()
    random = np.random.default_rng(2)
    crops = [random.integers(0, 256, (256, 256, 3)).astype(np.uint8) for _ in range(3)]
    together = embedder.embed(crops)
    alone = [embedder.embed([crop]) for crop in crops]
    np.testing.assert_allclose(together.vectors, np.concatenate([one.vectors for one in alone]), atol=1e-4)
    np.testing.assert_allclose(together.fine, np.concatenate([one.fine for one in alone]), atol=1e-4)


@shipped
def test_no_crops_no_vectors() -> None:
    embedder = load_embedder()
    assert embedder.embed([]).vectors.shape == (0, embedder.dimension)
    assert embedder.embed([]).fine.shape == (0, len(FINE_TYPES))


@shipped
def test_types_that_no_photo_taught_are_never_named() -> None:
    model = load_model("embedding")
    random = np.random.default_rng(3)
    crops = [random.integers(0, 256, (256, 256, 3)).astype(np.uint8), np.full((256, 256, 3), 255, np.uint8)]
    fine = OnnxEmbedder(model).embed(crops).fine
    never = [number for number, known in enumerate(FINE_TYPES) if known.name in model.card.settings["never"]]
    assert fine[:, never].size == 0 or float(fine[:, never].max()) < 1e-6
