"""A shop to test the page with: a real catalogue of drawn goods, and the real runner with stages that find what the
photo's name says. (What the real stages find is tested with them, and on the whole in tests/browser/test_app.py.)
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw

from data.catalog.catalog import Catalog
from data.catalog.feed import FeedRow
from data.catalog.importer import Importer
from data.catalog.pictures import ImageFolder
from data.taxonomy import Broad, fine_types
from pipeline.look import Article, Box, FullShot, Look, Mask, Match
from pipeline.photo import Photo
from pipeline.shop_the_look import ShopTheLook, Step
from settings import Settings
from tests.looks import rectangle

HOSTILE = (
    "${document.title = 'ran'}",
    "{{document.title = 'ran'}} {{#each value}}",
    "<img src=x onerror=\"document.title = 'ran'\">",
    "</div><script>document.title = 'ran'</script>",
    "Costs ${price} \"today\" & 'tomorrow'",
    "\u202egnihtemos\nIn two lines",
)
"""Titles that were code somewhere, once."""

PARTS: dict[Broad, Box] = {
    Broad.OUTERWEAR: (0.28, 0.2, 0.72, 0.5),
    Broad.TOPWEAR: (0.42, 0.2, 0.58, 0.3),
    Broad.BOTTOMWEAR: (0.35, 0.5, 0.65, 0.88),
    Broad.FOOTWEAR: (0.35, 0.88, 0.65, 0.97),
    Broad.BAGS: (0.74, 0.5, 0.9, 0.66),
}
"""Where the drawn person wears what, as shares of the photo."""

SOLD: dict[Broad, int] = {Broad.OUTERWEAR: 12, Broad.TOPWEAR: 6, Broad.BOTTOMWEAR: 12, Broad.FOOTWEAR: 1, Broad.BAGS: 0}
"""How many goods of each category the shop has."""


def draw_person(path: Path, size: tuple[int, int] = (480, 720)) -> Path:
    """A photo of a paper doll, its clothes where `PARTS` says."""
    image = Image.new("RGB", size, "#c9d3d6")
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.ellipse((width * 0.43, height * 0.06, width * 0.57, height * 0.2), fill="#a9745a")
    for (x0, y0, x1, y1), colour in zip(PARTS.values(), ("#345", "#eee", "#557", "#222", "#964"), strict=True):
        draw.rectangle((x0 * width, y0 * height, x1 * width, y1 * height), fill=colour)
    image.save(path)
    return path


def fill_catalog(state: Path) -> Catalog:
    """A catalogue of the goods that `SOLD` counts; the first ones of every category have hostile titles."""
    settings = Settings(state=state, database_url=f"sqlite:///{state / 'catalog.db'}")
    folder = state / "shop"
    folder.mkdir(parents=True)
    catalog = Catalog.open(settings)
    problems: list[str] = []
    importer = Importer(
        catalog.engine, catalog.store, ImageFolder(folder), False, lambda _, problem: problems.append(problem)
    )
    for _ in importer.run(_rows(folder)):
        pass
    assert not problems
    return catalog


def _rows(folder: Path) -> Iterator[FeedRow]:
    row = 1
    for broad, number in SOLD.items():
        for i in range(number):
            row += 1
            Image.new("RGB", (90, 120), (20 * i % 256, 40 * row % 256, 90)).save(folder / f"{row}.png")
            yield FeedRow(
                row,
                {
                    "id": f"{broad.value}-{i}",
                    "title": HOSTILE[i] if i < len(HOSTILE) else f"{broad.value.title()} no. {i}",
                    "brand": "" if i % 3 else "Kelp & <b>Sons</b>",
                    "price": f"{i + 9}.50",
                    "currency": "EUR" if i % 2 else "XQZ",
                    "category": broad.value,
                    "images": f"{row}.png",
                },
            )


class Stages:
    """Finds what the photo's name says: "nobody", "half", "crash", "slow", or everything in `PARTS`."""

    def __init__(self, catalog: Catalog) -> None:
        self._goods = {
            broad: [f"{broad.value}-{i}" for i in range(number)] + ["sold out"] for broad, number in SOLD.items()
        }
        self._catalog = catalog

    def runner(self) -> ShopTheLook:
        """The pipeline's own runner over these stages."""
        return ShopTheLook(
            [
                Step("full_shot", self.judge),
                Step("detection", self.detect, "staged@1.0.0", essential=True),
                Step("retrieval", self.match),
            ]
        )

    def judge(self, photo: Photo, look: Look) -> Look:
        """Half a person, nobody, or a whole one."""
        if "nobody" in photo.name:
            return look.with_(full_shot=FullShot(is_full_shot=False, reason="We see no person in this photo."))
        if "half" in photo.name:
            shot = FullShot(is_full_shot=False, reason="The feet are not in the photo.", missing=("left_ankle",))
            return look.with_(full_shot=shot)
        return look.with_(full_shot=FullShot(is_full_shot=True, reason="The whole person is in the photo."))

    def detect(self, photo: Photo, look: Look) -> Look:
        """The articles, the last one below the shown threshold."""
        if "crash" in photo.name:
            raise RuntimeError("secret inside of the server")
        if "slow" in photo.name:
            time.sleep(4)
        if "nobody" in photo.name:
            return look
        scores = (0.97, 0.61, 0.95, 0.9, 0.7)
        parts = enumerate(zip(PARTS.items(), scores, strict=True), 1)
        return look.with_(articles=tuple(_article(f"a{i}", part, score, photo) for i, (part, score) in parts))

    def match(self, photo: Photo, look: Look) -> Look:
        """Goods of the category, one of which is gone from the catalogue."""
        known = self._catalog.products(product for ids in self._goods.values() for product in ids)
        articles = []
        for article in look.articles:
            matches = tuple(
                Match(
                    product_id=product,
                    similarity=max(0.0, 0.95 - 0.06 * rank),
                    image=known[product].pictures[0] if product in known else f"{'0' * 64}.webp",
                )
                for rank, product in enumerate(self._goods[article.broad])
            )
            articles.append(article.model_copy(update={"matches": matches}))
        return look.with_(articles=tuple(articles))


def _article(id_: str, part: tuple[Broad, Box], score: float, photo: Photo) -> Article:
    broad, (x0, y0, x1, y1) = part
    box = (x0 * photo.width, y0 * photo.height, x1 * photo.width, y1 * photo.height)
    mask = rectangle(photo.height, photo.width, tuple(int(at) for at in box))
    return Article(
        id=id_,
        broad=broad,
        fine=fine_types(broad)[0].name,
        score=score,
        box=box,
        mask=Mask.encode(mask),
        icon=((box[0] + box[2]) / 2, (box[1] + box[3]) / 2),
    )
