"""Questions end to end: the same queries, cut out by the detector that ships instead of by their true masks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from models.report.icons import MATCH_IOU, box_iou
from models.similarity.items import Cut, Item
from models.similarity.measure.questions import TRUE_MASKS, Data, Questions
from models.zoo import load_model
from pipeline.detection import FindArticles, OnnxMaskRcnn
from pipeline.look import Article, Look
from pipeline.photo import Photo, open_photo
from pipeline.shown import shown

FOUND: dict[Data, Data] = {true: found for found, true in TRUE_MASKS.items()}
"""Kinds of question that have an end-to-end counterpart."""

Find = Callable[[Path], Sequence[Article]]
"""Picture -> the articles that a shopper sees."""


@dataclass(frozen=True)
class FoundItem(Item):
    """An item cut out as a detector saw it.

    Attributes:
        by: the detector.
    """

    by: str = ""

    @property
    def key(self) -> str:
        """Another one than that of the item cut out truly."""
        return f"{super().key}@{self.by}"


class Detector:
    """The detector that ships; what it found in a picture is kept on disk.

    Args:
        folder: where to keep it.
        score: articles below it are not shown.
    """

    def __init__(self, folder: Path, score: float) -> None:
        model = load_model("detector")
        self.label = model.card.label
        self._stage = FindArticles(OnnxMaskRcnn(model))
        self._folder, self._score = folder, score
        folder.mkdir(parents=True, exist_ok=True)

    def __call__(self, picture: Path) -> Sequence[Article]:
        """See `Find`."""
        name = hashlib.sha256(self.label.encode() + picture.read_bytes()).hexdigest()[:24]
        file = self._folder / f"{name}.json"
        if not file.is_file():
            look = self._look(open_photo(picture))
            part = file.with_suffix(".part")
            part.write_text(json.dumps(look.to_json()), "utf-8")
            part.replace(file)
        look = Look.from_json(json.loads(file.read_text("utf-8")))
        return shown(look, self._score).articles

    def _look(self, photo: Photo) -> Look:
        return self._stage(photo, Look(photo=photo.name, width=photo.width, height=photo.height))


def end_to_end(asked: Questions, items: Iterable[Item], find: Find, label: str) -> Questions:
    """The questions with their queries as they are found; those that are not are missed.

    Args:
        asked: with true masks.
        items: all that the pictures show, queries or not: each article shows one of them at most.
        find: finds articles.
        label: of the detector.
    """
    wanted = {query.key for query in asked.queries}
    pictures: dict[Path, list[Item]] = {}
    for item in items:
        if item.cut is not None:
            pictures.setdefault(item.picture, []).append(item)
    found, missed = [], []
    for picture, worn in tqdm(pictures.items(), desc="finding", unit="picture", mininterval=10):
        if any(item.key in wanted for item in worn):
            article_of = assign(worn, find(picture))
            for item in (item for item in worn if item.key in wanted):
                article = article_of.get(item.key)
                missed += [item] if article is None else []
                found += [] if article is None else [as_found(item, article, label)]
    return replace(asked, data=FOUND[asked.data], queries=tuple(found), missed=tuple(missed))


def assign(worn: Sequence[Item], articles: Sequence[Article]) -> dict[str, Article]:
    """Item key -> the article that shows it: of its category, IoU of the boxes at least 0.5, most certain first."""
    taken: dict[str, Article] = {}
    for article in sorted(articles, key=lambda article: -article.score):
        rated = [
            (box_iou(article.box, item.cut.box), item.key)
            for item in worn
            if item.cut is not None and item.broad is article.broad and item.key not in taken
        ]
        overlap, key = max(rated, default=(0.0, ""))
        if overlap >= MATCH_IOU:
            taken[key] = article
    return taken


def as_found(item: Item, article: Article, label: str) -> FoundItem:
    """The item with the article's box and mask in the place of the true ones."""
    fields = {**vars(item), "cut": Cut(article.box, article.mask.decode)}
    return FoundItem(**fields, by=label)
