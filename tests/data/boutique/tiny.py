"""A boutique of a few products and small pictures, written by the boutique's own code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.boutique.pages import assemble
from data.boutique.products import Product, products, write_catalogue
from data.boutique.records import Record, Seen, encoded, save_record
from data.boutique.truth import HIDDEN, SEEN
from data.taxonomy import VIEWS, View
from pipeline.look import KEYPOINT_NAMES

TABLE = products()
WIDTH, HEIGHT = 80, 120
FACE = ("nose", "left_eye", "right_eye")
Corners = tuple[int, int, int, int]


def one(category: str, split: str, number: int = 0) -> Product:
    """A product of the real table."""
    return [product for product in TABLE if product.category == category and product.split == split][number]


def scene(seed: int) -> Image.Image:
    """Coarse random colours."""
    coarse = np.random.default_rng(seed).integers(0, 256, (6, 4, 3), np.uint8)
    return Image.fromarray(coarse).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def person(view: View | None) -> list[float]:
    """17 points down the middle; a back has no face, a side one eye, a detail only the hips."""
    row: list[float] = []
    for number, name in enumerate(KEYPOINT_NAMES):
        seen = HIDDEN if name in hidden(view) else SEEN
        outside = view is View.DETAIL and "hip" not in name
        row += [0.0, 0.0, 0] if outside else [40.0 + (number % 2), 5.0 + 6.5 * number, seen]
    return row


def hidden(view: View | None) -> tuple[str, ...]:
    """Points that are in the picture but not seen."""
    return {View.BACK: FACE, View.LEFT: ("right_eye",), View.RIGHT: ("left_eye",)}.get(view, ())  # type: ignore[arg-type]


def seen(product: Product, corners: Corners) -> Seen:
    """A product that fills a box."""
    x0, y0, x1, y1 = corners
    mask: NDArray[np.bool_] = np.zeros((HEIGHT, WIDTH), np.bool_)
    mask[y0:y1, x0:x1] = True
    return Seen(product.id, [x0, y0, x1 - x0, y1 - y0], encoded(mask), int(mask.sum()))


def worn_picture(
    file: str,
    kind: str,
    owner: str,
    lead: Product,
    worn: Mapping[str, tuple[Product, Corners]],
    view: View | None = None,
) -> Record:
    """A picture of a person in goods, each filling its box."""
    return Record(
        file, kind, owner, view.value if view else "", lead.split, lead.id, [each.id for each, _ in worn.values()],
        "studio", WIDTH, HEIGHT, person(view), [20, 5, 40, 110], [seen(*each) for each in worn.values()],
    )  # fmt: skip


def page(lead: Product) -> list[Record]:
    """The five shots of its page; the product fills the upper half."""
    worn = {"lead": (lead, (20, 20, 60, 60))}
    files = {view: f"pages/page-{lead.id}/{view.value}.webp" for view in VIEWS}
    return [worn_picture(file, "page", f"page-{lead.id}", lead, worn, view) for view, file in files.items()]


def write_shop(folder: Path, table: Sequence[Product], records: Sequence[Record]) -> Path:
    """The folder of a shop with these pictures of people, and a picture on white of each product."""
    for number, record in enumerate(records):
        _save(scene(number), folder / record.file)
        save_record(record, folder / "records")
    for number, product in enumerate(table):
        _save(scene(1000 + number), folder / product.image)
    assemble(folder, table)
    write_catalogue(table, folder / "products.csv")
    return folder


def _save(picture: Image.Image, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, lossless=True)
