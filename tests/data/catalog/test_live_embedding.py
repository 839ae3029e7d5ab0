"""New weights while the shop is searched: the old pair serves until the new one is complete, and never half of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.catalog.catalog import Catalog
from data.catalog.live_embedding import LiveEmbedding
from data.catalog.refresh import changing_catalog
from data.catalog.tables import EmbeddingRow
from data.catalog.workflow import Feed, import_feed
from data.taxonomy import Broad
from models.zoo import Model
from pipeline.embedding import Embeddings, OnnxEmbedder, product_crop
from pipeline.look import Article, Look, Mask
from pipeline.photo import Photo
from pipeline.retrieval import FindMatches, ShopIndexError
from pipeline.served import ShopTheLive
from pipeline.shop_the_look import ShopTheLook, Step
from settings import Settings
from tests.data.catalog.conftest import Problems, Shop
from tests.data.catalog.two_embeddings import changed, shipped

GOODS = 6
COLOURS = ("crimson", "navy", "gold", "seagreen", "black", "orchid")


class Watched(OnnxEmbedder):
    """The real embedder; it says what it is asked, and may be killed at it."""

    seen: int = 0
    killed_after: int | None = None

    def __init__(self, model: Model, threads: int | None = None) -> None:
        super().__init__(model, 1)

    def embed(
        self, crops: Sequence[NDArray[np.uint8]], shares: Sequence[NDArray[np.uint8]] | None = None
    ) -> Embeddings:
        if Watched.killed_after is not None and Watched.seen >= Watched.killed_after:
            raise KeyboardInterrupt
        Watched.seen += len(crops)
        return super().embed(crops, shares)


@pytest.fixture(autouse=True)
def nobody_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Watched, "seen", 0)
    monkeypatch.setattr(Watched, "killed_after", None)
    monkeypatch.setattr("data.catalog.embed.BATCH", 2)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    shipped(tmp_path / "weights")
    return tmp_path / "weights"


@pytest.fixture
def stocked(weights: Path, settings: Settings, shop: Shop, problems: Problems) -> Settings:
    """A shop of six shirts, embedded with the weights that ship."""
    settings = settings.model_copy(update={"embedding": weights})
    for number, colour in enumerate(COLOURS):
        picture = Image.new("RGB", (120, 160), "white")
        ImageDraw.Draw(picture).polygon([(20, 20), (100, 20), (90 - 4 * number, 140), (30, 140)], fill=colour)
        picture.save(shop.folder / f"{number}.png")
    rows = [shop.row(number, images=f"{number}.png") for number in range(GOODS)]
    live = LiveEmbedding(settings, Watched)
    import_feed(settings, Feed(shop.csv(rows)), live.current.embedder, problems)
    assert not problems
    return settings


def look_at(live: LiveEmbedding, number: int, settings: Settings) -> Look:
    """A look with one article, which is a product of the shop, as the pipeline of the moment embeds it."""
    catalog = Catalog.open(settings)
    pixels = catalog.store.pixels(catalog.products([f"p{number}"])[f"p{number}"].pictures[0].removesuffix(".webp"))
    embedder = live.current.embedder
    mask = Mask.encode(np.ones(pixels.shape[:2], bool))
    box = (0.0, 0.0, float(pixels.shape[1]), float(pixels.shape[0]))
    article = Article(id="a1", broad=Broad.TOPWEAR, fine="shirts", score=1.0, box=box, mask=mask)
    article = article.model_copy(update={"embedding": embedder.embed([product_crop(pixels)]).vectors[0]})
    models = {"embedding": embedder.model}
    return Look(photo="p", width=pixels.shape[1], height=pixels.shape[0], articles=(article,), models=models)


def found(live: LiveEmbedding, look: Look) -> tuple[str, float]:
    """The first match of a look and its cosine."""
    (article,) = FindMatches(lambda: live.index(look), 3).find(look).articles
    return article.matches[0].product_id, article.matches[0].similarity


def is_found(live: LiveEmbedding, settings: Settings) -> bool:
    """Whether every product is the nearest to itself, all but the same."""
    answers = [found(live, look_at(live, number, settings)) for number in range(GOODS)]
    return all(id_ == f"p{number}" and cosine > 0.999 for number, (id_, cosine) in enumerate(answers))


def vectors_of(settings: Settings) -> dict[str, int]:
    """Model -> how many vectors of it are stored."""
    with Session(Catalog.open(settings).engine) as session:
        rows = session.execute(select(EmbeddingRow.model, func.count()).group_by(EmbeddingRow.model))
        return {str(model): int(number) for model, number in rows}


def test_the_two_embeddings_are_really_different(stocked: Settings, tmp_path: Path) -> None:
    changed(tmp_path / "weights")
    other = OnnxEmbedder(Model(tmp_path / "weights" / "embedding.onnx", changed(tmp_path / "weights")), 1)
    live = LiveEmbedding(stocked, Watched)
    crop = np.random.default_rng(0).integers(0, 255, (256, 256, 3), np.uint8)
    one, two = live.current.embedder.embed([crop]).vectors[0], other.embed([crop]).vectors[0]
    assert abs(float(one @ two)) < 0.5
    np.testing.assert_allclose(np.linalg.norm(two), 1, atol=1e-4)


def test_old_weights_serve_until_the_new_vectors_are_complete(
    stocked: Settings, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = LiveEmbedding(stocked, Watched)
    old = live.current
    before = look_at(live, 3, stocked)
    assert live.renew() is False
    card = changed(weights)
    seen: list[tuple[bool, bool]] = []
    embed = Watched.embed

    def while_embedding(self: Watched, crops: Sequence[NDArray[np.uint8]]) -> Embeddings:
        if self.model == card.label:
            monkeypatch.setattr(Watched, "embed", embed)
            seen.append((live.current is old, is_found(live, stocked)))
            monkeypatch.setattr(Watched, "embed", while_embedding)
        return embed(self, crops)

    monkeypatch.setattr(Watched, "embed", while_embedding)
    assert live.renew() is True
    monkeypatch.setattr(Watched, "embed", embed)
    assert seen == [(True, True)] * (GOODS // 2), "every batch was embedded beside an old pair that answered"
    assert live.current.embedder.model == card.label
    index = live.index()
    assert index is not None and index.model == card.label
    assert is_found(live, stocked)
    assert vectors_of(stocked) == {card.label: GOODS}
    assert live.renew() is False
    # Whoever was on the way when the pair changed is answered by the pair that it began with.
    assert found(live, before) == ("p3", pytest.approx(1.0, abs=1e-3))
    with pytest.raises(ShopIndexError, match="the shop's index by"):
        FindMatches(live.index, 3).find(before)


def test_killed_half_way_it_goes_on_and_the_old_pair_still_serves(
    stocked: Settings, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = LiveEmbedding(stocked, Watched).current.embedder.model, changed(weights).label
    monkeypatch.setattr(Watched, "killed_after", Watched.seen + 4)
    with pytest.raises(KeyboardInterrupt):
        LiveEmbedding(stocked, Watched).renew()
    monkeypatch.setattr(Watched, "killed_after", None)
    assert vectors_of(stocked) == {old: GOODS, new: 4}
    # A new process: the old weights are gone from their folder, and were kept with the index.
    live = LiveEmbedding(stocked, Watched)
    assert live.current.embedder.model == old
    assert is_found(live, stocked)
    begun = Watched.seen
    assert live.renew() is True
    assert Watched.seen - begun == GOODS - 4
    assert live.current.embedder.model == new
    assert is_found(live, stocked)
    assert [path.name for path in stocked.kept_models.iterdir() if path.name not in (old, new)] == []


def test_a_photo_on_its_way_keeps_its_pair(stocked: Settings, weights: Path) -> None:
    """The pair changes between the embedding of a photo and its search."""
    live = LiveEmbedding(stocked, Watched)
    old = live.current.embedder.model
    bare = look_at(live, 2, stocked)
    changed(weights)

    def detect(_: Photo, look: Look) -> Look:
        return look.with_(articles=tuple(each.model_copy(update={"embedding": None}) for each in bare.articles))

    def change(_: Photo, look: Look) -> Look:
        live.renew()
        return look

    steps = [Step("detection", detect), Step("embedding", detect), Step("icons", change), Step("retrieval", detect)]
    pipeline = ShopTheLive(ShopTheLook(steps), lambda: live.current, 3)
    catalog = Catalog.open(stocked)
    photo = Photo("p", catalog.store.pixels(catalog.products(["p2"])["p2"].pictures[0].removesuffix(".webp")))
    first, second = pipeline.run(photo), pipeline.run(photo)
    assert first.failed == second.failed == ()
    assert first.models["embedding"] == old
    assert second.models["embedding"] == live.current.embedder.model != old
    for look in (first, second):
        assert look.articles[0].matches[0].product_id == "p2"


def test_other_weights_of_the_same_version_are_refused(
    stocked: Settings, weights: Path, caplog: pytest.LogCaptureFixture
) -> None:
    live = LiveEmbedding(stocked, Watched)
    old = live.current
    changed(weights, version=old.embedder.model.partition("@")[2])
    assert [live.renew(), live.renew()] == [False, False]
    assert live.current is old
    assert is_found(live, stocked)
    assert [record.levelname for record in caplog.records] == ["ERROR"], "said once"
    assert "new version" in caplog.text
    assert is_found(LiveEmbedding(stocked, Watched), stocked), "and after a restart"


@pytest.mark.parametrize("broken", ["weights", "card"])
def test_damaged_weights_change_nothing(stocked: Settings, weights: Path, broken: str) -> None:
    live = LiveEmbedding(stocked, Watched)
    (weights / ("embedding.onnx" if broken == "weights" else "embedding.json")).write_text("half")
    assert live.renew() is False
    assert is_found(live, stocked)
    changed(weights)
    assert live.renew() is True
    assert is_found(live, stocked)


def test_it_waits_for_an_import(stocked: Settings, weights: Path) -> None:
    live = LiveEmbedding(stocked, Watched)
    changed(weights)
    with changing_catalog(stocked):
        assert live.renew() is False
        assert is_found(live, stocked)
    assert live.renew() is True


def test_vectors_that_another_program_made_are_taken_over(stocked: Settings, weights: Path) -> None:
    """As after `python -m data.catalog rebuild` with the new weights."""
    live = LiveEmbedding(stocked, Watched)
    changed(weights)
    assert LiveEmbedding(stocked, Watched).renew() is True
    begun = Watched.seen
    assert live.renew() is True
    assert Watched.seen == begun
    assert is_found(live, stocked)
