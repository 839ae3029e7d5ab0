"""Reads a finished boutique folder: its products, pictures, pages and looks, with everything that is known of them.

`read_shop(folder)` checks the whole folder and hands out typed records; nothing else needs to know how the files look.
Files: `products.csv`, `pages.csv`, `truth.json` (COCO) and the pictures in `images/`, `pages/`, `looks/`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from data.boutique.products import SHOP_COLUMNS
from data.boutique.shop_records import SPLITS, Goods, Page, Shop
from data.boutique.truth_records import Logo, Picture, Worn, picture_of
from data.taxonomy import FINE_BY_NAME

PAGE_COLUMNS = ("page", "product", "secondary", "split")


class ShopError(ValueError):
    """The folder is no boutique, or a file in it is wrong; the message names the file, the place and the cure."""


def read_shop(folder: Path) -> Shop:
    """Reads and checks a boutique.

    Raises:
        ShopError: a file is missing, or says something that cannot be; nothing is read then.
    """
    goods = _goods(_file(folder, "products.csv"))
    pictures = _pictures(_file(folder, "truth.json"), goods, folder)
    pages = _pages(_file(folder, "pages.csv"), goods, pictures)
    return Shop(folder, goods, pictures, pages)


def _file(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.is_file():
        raise ShopError(f"{path} is missing: name the shop, or make it with `python -m data.boutique render`")
    return path


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            raise ShopError(f"{path} has no column {', '.join(missing)}; wanted are {', '.join(columns)}")
        for line in reader:
            if None in line or None in line.values():
                raise ShopError(f"{path}, line {reader.line_num}: more or fewer cells than columns")
            yield reader.line_num, line


def _goods(path: Path) -> dict[str, Goods]:
    found: dict[str, Goods] = {}
    splits: dict[str, str] = {}
    for number, line in _rows(path, SHOP_COLUMNS):
        where = f"{path}, line {number}"
        try:
            price = float(line["price"])
        except ValueError:
            raise ShopError(f"{where}: the price {line['price']!r} is no number") from None
        each = Goods(**{**line, "price": price, "images": tuple(filter(None, line["images"].split("|")))})  # type: ignore[arg-type]
        if each.id in found:
            raise ShopError(f"{where}: there is a product {each.id} already")
        if not price > 0:
            raise ShopError(f"{where}: the price of {each.id} is not above 0")
        if each.category not in FINE_BY_NAME:
            raise ShopError(f"{where}: unknown category {each.category!r}; known are {', '.join(FINE_BY_NAME)}")
        if each.split not in SPLITS:
            raise ShopError(f"{where}: unknown split {each.split!r}; known are {', '.join(SPLITS)}")
        if splits.setdefault(each.model, each.split) != each.split:
            raise ShopError(f"{where}: the model {each.model} is in two splits, {splits[each.model]} and {each.split}")
        found[each.id] = each
    return found


def _pictures(path: Path, goods: Mapping[str, Goods], folder: Path) -> tuple[Picture, ...]:
    try:
        truth: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        names = {each["id"]: str(each["name"]) for each in truth["categories"]}
        of_image: dict[int, list[dict[str, Any]]] = {each["id"]: [] for each in truth["images"]}
        for annotation in truth["annotations"]:
            of_image[annotation["image_id"]].append(annotation)
        pictures = tuple(picture_of(each, of_image[each["id"]], names) for each in truth["images"])
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ShopError(f"{path} is no JSON ({error}): gather it with `python -m data.boutique truth`") from error
    except (KeyError, TypeError, ValueError) as error:
        raise ShopError(f"{path} is not the truth of a boutique: {error!r} in it is missing or wrong") from error
    for picture in pictures:
        _check(picture, path, goods, folder)
    return pictures


def _check(picture: Picture, path: Path, goods: Mapping[str, Goods], folder: Path) -> None:
    unknown = sorted({*picture.products, *(worn.product for worn in picture.goods)} - goods.keys())
    if unknown:
        raise ShopError(f"{path}: {picture.file} shows {', '.join(unknown)}, which products.csv does not have")
    if picture.split not in SPLITS:
        raise ShopError(f"{path}: {picture.file} is in the unknown split {picture.split!r}")
    if not (folder / picture.file).is_file():
        raise ShopError(f"{path}: the picture {folder / picture.file} is missing: render it again")


def _pages(path: Path, goods: Mapping[str, Goods], pictures: tuple[Picture, ...]) -> dict[str, Page]:
    shots: dict[str, list[Picture]] = {}
    for picture in pictures:
        if picture.kind == "page":
            shots.setdefault(picture.owner, []).append(picture)
    found = {}
    for number, line in _rows(path, PAGE_COLUMNS):
        where, secondary = f"{path}, line {number}", tuple(line["secondary"].split())
        unknown = [name for name in (line["product"], *secondary) if name not in goods]
        if unknown:
            raise ShopError(f"{where}: {', '.join(unknown)} is not in products.csv")
        if line["page"] not in shots:
            raise ShopError(f"{where}: truth.json has no picture of {line['page']}")
        own = tuple(sorted(shots[line["page"]], key=lambda each: each.order))
        found[line["page"]] = Page(line["page"], line["product"], secondary, line["split"], own)
    return found


__all__ = ["SPLITS", "Goods", "Logo", "Page", "Picture", "Shop", "ShopError", "Worn", "read_shop"]
