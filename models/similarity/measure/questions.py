"""What a method is asked: which good of the shop does this picture show? On rendered and on real pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.similarity.items import FOLDS, Item, Source, Split

Data = Literal[
    "boutique-street",
    "boutique-page",
    "boutique-street-found",
    "boutique-page-found",
    "boutique-street-anywhere",
    "boutique-street-larger",
    "boutique-street-larger-anywhere",
    "luma-back",
    "luma-detail",
]


@dataclass(frozen=True)
class Questions:
    """Queries of held-out products, and the goods among which each must find its own.

    Attributes:
        data: what kind of question.
        fold: which part of the data set is held out; a learned method has one network a fold.
        queries: pictures of test products whose product is among the goods.
        goods: the shop's pictures, those of products that were trained on included: they are in the way.
        train: pictures that a method may learn from; none of a test product.
        missed: queries that were not found in their photo, so that nothing can be asked: they count as wrong.
        anywhere: look among goods of all categories, as serving never does.
    """

    data: Data
    fold: int
    queries: tuple[Item, ...]
    goods: tuple[Item, ...]
    train: tuple[Item, ...]
    missed: tuple[Item, ...] = ()
    anywhere: bool = False

    def __post_init__(self) -> None:
        leaked = {(item.source, item.model) for item in self.queries} & {(i.source, i.model) for i in self.train}
        if leaked:
            raise ValueError(f"{self.data}: models are both asked for and trained on: {sorted(leaked)[:3]}")

    def candidates(self, query: Item) -> NDArray[np.bool_]:
        """(M,) the goods among which a query looks: its broad category in the shop, as serving does; all of Luma."""
        everything = self.anywhere or query.source == "luma"
        return np.array([everything or good.broad is query.broad for good in self.goods])


@dataclass(frozen=True)
class Kind:
    """How the questions of one kind are drawn from the items.

    Attributes:
        source: the data set.
        folds: how often it is divided.
        asks: whether an item is such a query.
        sells: whether an item stands in the shop.
    """

    source: Source
    folds: int
    asks: Callable[[Item], bool]
    sells: Callable[[Item], bool]


KINDS: dict[Data, Kind] = {
    "boutique-street": Kind("boutique", 1, lambda i: i.domain == "street", lambda i: i.domain == "white"),
    "boutique-page": Kind("boutique", 1, lambda i: i.domain == "worn", lambda i: i.domain == "white"),
    "luma-back": Kind("luma", FOLDS, lambda i: i.view == "back", lambda i: i.view == "front"),
    "luma-detail": Kind("luma", FOLDS, lambda i: i.view == "detail", lambda i: i.view == "front"),
}


TRUE_MASKS: dict[Data, Data] = {
    "boutique-street-found": "boutique-street",
    "boutique-page-found": "boutique-page",
}
"""Kinds that are asked end to end -> the same with true masks."""


def kind_of(data: Data) -> Kind:
    """How questions are drawn that are asked of these pictures, end to end, in a larger shop or anywhere as well."""
    plain = data.removesuffix("-anywhere").removesuffix("-larger").removesuffix("-found")
    return next(kind for name, kind in KINDS.items() if name == plain)


def questions(data: Data, items: Iterable[Item], fold: int = 0, split: Split = "test") -> Questions:
    """The questions of one kind; none where no product of the split has both such a picture and one in the shop.

    Args:
        data: the kind.
        items: of `models.similarity.sources.read_items` for the same fold; other sources are looked over.
        fold: see `Questions`.
        split: of the queries; what is calibrated learns from "validation".
    """
    kind = KINDS[data]
    own = [item for item in items if item.source == kind.source]
    goods = tuple(filter(kind.sells, own))
    sold = {good.product for good in goods}
    queries = tuple(item for item in own if item.split == split and kind.asks(item) and item.product in sold)
    return Questions(data, fold, queries, goods, tuple(item for item in own if item.split == "train"))


def all_questions(
    boutique: Path | None, luma: Path | None, only: Iterable[Data] = tuple(KINDS), split: Split = "test"
) -> dict[Data, list[Questions]]:
    """The questions of all kinds that the folders have pictures for, a list of folds each.

    Raises:
        ValueError: there are none.
    """
    from models.similarity.sources import read_items

    items = {("boutique", 0): read_items(boutique=boutique)} if boutique else {}
    items |= {("luma", fold): read_items(luma=luma, fold=fold) for fold in range(FOLDS) if luma}
    kinds = {data: KINDS[data] for data in only}
    asked = {
        data: [questions(data, items[kind.source, fold], fold, split) for fold in range(kind.folds)]
        for data, kind in kinds.items()
        if (kind.source, 0) in items
    }
    answerable = {data: folds for data, folds in asked.items() if all(fold.queries for fold in folds)}
    if not answerable:
        raise ValueError("there is nothing to ask: name a boutique with looks or pages of test products, Luma, or both")
    return answerable


def harder(asked: Questions, others: Iterable[Item]) -> dict[Data, list[Questions]]:
    """Street questions whose answer is harder to find: in all categories, and in a larger shop.

    Args:
        asked: of "boutique-street".
        others: goods of other shops, which stand among the boutique's; none leave the larger shop out.
    """
    made = [replace(asked, data="boutique-street-anywhere", anywhere=True)]
    if more := tuple(others):
        larger = replace(asked, data="boutique-street-larger", goods=(*asked.goods, *more))
        made += [larger, replace(larger, data="boutique-street-larger-anywhere", anywhere=True)]
    return {each.data: [each] for each in made}
