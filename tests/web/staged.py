"""A shop to test the page with: a real catalogue of drawn goods, and the real runner with stages that find what the
photo's name says. (What the real stages find is tested with them, and on the whole in tests/browser/test_app.py.)
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from sqlalchemy import delete
from sqlalchemy.orm import Session

from data.catalog.catalog import Catalog
from data.catalog.feed import FeedRow
from data.catalog.importer import Importer
from data.catalog.pictures import ImageFolder
from data.catalog.tables import PictureRow
from data.taxonomy import VIEWS, Broad, fine_types
from pipeline.look import Article, Box, FullShot, Logo, Look, Mask
from pipeline.photo import Photo
from pipeline.product_page import ProductPage, Shot, Unreadable
from pipeline.retrieval import FindMatches, IndexRow, ShopIndex
from pipeline.shop_the_look import OnStage, ShopTheLook, Step
from settings import Settings
from tests.looks import rectangle
from web.product_pages import ProductPages

HOSTILE = (
    "${document.title = 'ran'}",
    "{{document.title = 'ran'}} {{#each value}}",
    "<img src=x onerror=\"document.title = 'ran'\">",
    "</div><script>document.title = 'ran'</script>",
    "Costs ${price} \"today\" & 'tomorrow'",
    "\u202egnihtemos\nIn two lines",
)
"""Titles that were code somewhere, once."""

BRAND = "Kelp & <b>Sons</b>"
"""Of every third good; of the coat in photos that are called branded."""

WORN = np.eye(24, dtype=np.float32)[0]
"""The embedding of everything that the drawn person wears."""

ALL = 100
"""More finds than the shop has goods."""

PARTS: dict[Broad, Box] = {
    Broad.OUTERWEAR: (0.28, 0.2, 0.72, 0.5),
    Broad.TOPWEAR: (0.42, 0.2, 0.58, 0.3),
    Broad.BOTTOMWEAR: (0.35, 0.5, 0.65, 0.88),
    Broad.FOOTWEAR: (0.35, 0.88, 0.65, 0.97),
    Broad.BAGS: (0.74, 0.5, 0.9, 0.66),
}
"""Where the drawn person wears what, as shares of the photo."""

SOLD: dict[Broad, int] = {Broad.OUTERWEAR: 12, Broad.TOPWEAR: 6, Broad.BOTTOMWEAR: 12, Broad.FOOTWEAR: 1, Broad.BAGS: 0}
"""How many goods of each category the shop has, colours of one model counted once."""

COLOURS_OF = "bottomwear-3"
"""A product that there is in two other colours too."""

SHOTS = {"bottomwear-8": 5, "skirts-one": 1, "skirts-thirty": 30, "skirts-broken": 3, "skirts-none": 2}
"""Products with pictures of a person wearing them; of the last two all are lost, and not even listed any more."""

LOST = 27
"""Which of the thirty pictures is lost."""


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
    for _ in importer.run([*_rows(folder), *_pages(folder)]):
        pass
    assert not problems
    _lose_pictures(catalog)
    return catalog


def _rows(folder: Path) -> Iterator[FeedRow]:
    row = 1
    for broad, number in SOLD.items():
        for i in range(number):
            row += 1
            Image.new("RGB", (90, 120), (20 * i % 256, 40 * row % 256, 90)).save(folder / f"{row}.png")
            fields = {
                "id": f"{broad.value}-{i}",
                "title": HOSTILE[i] if i < len(HOSTILE) else f"{broad.value.title()} no. {i}",
                "brand": "" if i % 3 else BRAND,
                "price": f"{i + 9}.50",
                "currency": "EUR" if i % 2 else "XQZ",
                "category": broad.value,
                "images": f"{row}.png",
                "colour": ("navy", "", "red")[i % 3],
                "sleeve": "short" if i < 2 else "long",
            }
            if fields["id"] not in SHOTS:
                yield FeedRow(row, fields | {"model": "chino" if fields["id"] == COLOURS_OF else ""})


def _pages(folder: Path) -> Iterator[FeedRow]:
    """Products with several pictures, and two other colours of one."""
    goods = {"brand": "Atelier", "price": "20", "currency": "EUR"}
    for number, (id_, shots) in enumerate(SHOTS.items()):
        names = [f"{id_} {shot}.png" for shot in range(shots)]
        for shot, name in enumerate(names):
            draw_person(folder / name, (200 + number, 300 + shot))
        category, kind = id_.split("-")
        fields = goods | {"id": id_, "title": f"Page {kind}", "category": category, "images": "|".join(names)}
        yield FeedRow(100 + number, fields)
    for number, colour in enumerate(("ochre", "teal")):
        Image.new("RGB", (90, 120), colour.replace("ochre", "orange")).save(folder / f"{colour}.png")
        fields = goods | {"id": f"{COLOURS_OF}-{colour}", "title": f"Chino in {colour}", "images": f"{colour}.png"}
        yield FeedRow(200 + number, fields | {"category": "bottomwear", "model": "chino"})


def _lose_pictures(catalog: Catalog) -> None:
    """What may happen to a picture store: files that are damaged or gone, rows that are."""
    products = catalog.products(SHOTS)
    lost = [*products["skirts-broken"].pictures, products["skirts-thirty"].pictures[LOST]]
    for number, name in enumerate(lost):
        path = catalog.picture_path(name)
        assert path is not None
        path.write_bytes(b"RIFF") if number else path.unlink()
    with Session(catalog.engine) as session, session.begin():
        session.execute(delete(PictureRow).where(PictureRow.product_id == "skirts-none"))


class Stages:
    """Finds what the photo's name says: "nobody", "half", "crash", "slow", "branded", or everything in `PARTS`."""

    def __init__(self, catalog: Catalog) -> None:
        self.index = index_of(catalog)
        self.every_colour = FindMatches(lambda: self.index, ALL, other_colours=True).find

    def runner(self) -> ShopTheLook:
        """The pipeline's own runner over these stages."""
        return ShopTheLook(
            [
                Step("full_shot", self.judge),
                Step("detection", self.detect, "staged@1.0.0", essential=True),
                Step("retrieval", FindMatches(lambda: self.index, ALL)),
            ]
        )

    def pages(self, catalog: Catalog) -> ProductPages:
        """Product pages that `read` reads."""
        return ProductPages(
            self.read, catalog, lambda _: self.index, matches=ALL, shown_threshold=0.5, views_known=True, versions=dict
        )

    def read(self, pictures: Sequence[Photo | Unreadable], on_stage: OnStage | None = None) -> ProductPage:
        """Views in the order of the taxonomy; the second picture is chosen, or the only one."""
        readable = [number for number, photo in enumerate(pictures) if isinstance(photo, Photo)]
        chosen = next(iter(readable[1:] or readable), None)
        shots = tuple(_shot(photo, number, number == chosen) for number, photo in enumerate(pictures))
        if chosen is None:
            return ProductPage(shots=shots)
        photo = pictures[chosen]
        assert isinstance(photo, Photo)
        note = None if len(readable) > 1 else "No picture shows the whole outfit from the front."
        return ProductPage(shots=shots, chosen=chosen, look=self.runner().run(photo, on_stage), note=note)

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
        articles = [_article(f"a{i}", part, score, photo) for i, (part, score) in parts]
        if "branded" in photo.name:
            articles = [each.model_copy(update={"logo": _logo(each)}) for each in articles]
        return look.with_(articles=tuple(articles))


def index_of(catalog: Catalog) -> ShopIndex:
    """The goods of each category, the first one most like what the drawn person wears, and one that is sold out."""
    rows: dict[Broad, list[IndexRow]] = {}
    for product in catalog.page(limit=1000):
        rows.setdefault(product.broad, []).extend(
            IndexRow(product.id, picture, product.model) for picture in product.pictures
        )
    for shelf in rows.values():
        shelf.append(IndexRow("sold out", f"{'0' * 64}.webp"))
    return ShopIndex(rows, {broad: np.stack([_vector(row) for row in each]) for broad, each in rows.items()}, "s@1")


def _vector(row: IndexRow) -> NDArray[np.float32]:
    """At an angle to what is worn that grows with the number in the product's id."""
    number = int("".join(filter(str.isdigit, row.product_id)) or 99)
    cosine = max(0.05, 0.95 - 0.06 * number)
    around = np.random.default_rng(list(f"{row}".encode())).normal(size=WORN.size - 1)
    return np.append(cosine, np.sqrt(1 - cosine**2) * around / np.linalg.norm(around)).astype(np.float32)


def _logo(article: Article) -> Logo:
    """Only the coat's can be read."""
    x0, y0, x1, y1 = article.box
    brand = BRAND if article.broad is Broad.OUTERWEAR else None
    return Logo(box=((x0 + x1) / 2, y0, x1, (y0 + y1) / 2), score=0.9, brand=brand, certainty=0.8 if brand else 0.3)


def _shot(photo: Photo | Unreadable, number: int, chosen: bool) -> Shot:
    if isinstance(photo, Unreadable):
        return Shot(photo=photo.name, failed=photo.message, reason="It could not be read.")
    view = VIEWS[number % len(VIEWS)]
    reason = "It shows most of the outfit." if chosen else f"Another picture shows more than this {view.value} view."
    return Shot(
        photo=photo.name, width=photo.width, height=photo.height, view=view, view_score=0.9, person=0.91,
        chosen=chosen, reason=reason,
    )  # fmt: skip


def _article(id_: str, part: tuple[Broad, Box], score: float, photo: Photo) -> Article:
    broad, (x0, y0, x1, y1) = part
    box = (x0 * photo.width, y0 * photo.height, x1 * photo.width, y1 * photo.height)
    mask = rectangle(photo.height, photo.width, (int(box[0]), int(box[1]), int(box[2]), int(box[3])))
    return Article(
        id=id_,
        broad=broad,
        fine=fine_types(broad)[0].name,
        score=score,
        box=box,
        mask=Mask.encode(mask),
        icon=((box[0] + box[2]) / 2, (box[1] + box[3]) / 2),
        embedding=WORN,
    )
