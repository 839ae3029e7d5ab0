"""Good and bad answers to look at: the query, then the goods that were found first (*Tiered …*, figure 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from models.similarity.items import Item, Pixels
from models.similarity.measure.answers import Answer
from models.similarity.measure.features import Cut
from models.similarity.measure.questions import Questions
from models.similarity.measure.results import Result

SHOWN = 8
"""Answers of each kind."""
SIDE, GAP, FRAME = 128, 8, 4
RIGHT, MODEL, QUERY, PAPER = (21, 128, 61), (202, 138, 4), (24, 24, 27), (255, 255, 255)
"""Frames of the exact product, of its model in another colour, of the query; the ground."""


def good_and_bad(result: Result, count: int = SHOWN) -> dict[str, list[Answer]]:
    """The best and the worst answers, at most one a product; equally good ones in the order of their names.

    Args:
        result: what a method answered.
        count: of each.
    """
    best = sorted(
        (answer for answer in result.answers if answer.places), key=lambda answer: (answer.places[0], answer.query)
    )
    good = _once_a_product(best)[: min(count, (len({answer.product for answer in best}) + 1) // 2)]
    shown = {answer.product for answer in good}
    bad = [answer for answer in _once_a_product(best[::-1]) if answer.product not in shown][:count]
    return {"good": good, "bad": bad}


def _once_a_product(answers: Sequence[Answer]) -> list[Answer]:
    """The first answer of each product, in their order."""
    first: dict[str, Answer] = {}
    for answer in answers:
        first.setdefault(answer.product, answer)
    return list(first.values())


def draw(answers: Sequence[Answer], items: Mapping[str, Item], cut: Cut) -> Image.Image:
    """A row an answer: query, then goods; the exact product framed green, its other colours amber."""
    rows = [[items[answer.query], *(items[key] for key in answer.first)] for answer in answers]
    width = max(map(len, rows))
    sheet = Image.new("RGB", (GAP + (SIDE + GAP) * width, GAP + (SIDE + GAP) * len(rows)), PAPER)
    for down, row in enumerate(rows):
        crops = cut(row)
        for across, item in enumerate(row):
            corner = GAP + (SIDE + GAP) * across, GAP + (SIDE + GAP) * down
            sheet.paste(_framed(crops[across], _colour(row[0], item, across)), corner)
    return sheet


def write_pictures(result: Result, folds: Sequence[Questions], cut: Cut, folder: Path) -> list[Path]:
    """`<folder>/<data>-<method>-good.png` and `-bad.png`; pictures of other people's photos are not to be passed on.

    Args:
        result: what a method answered.
        folds: the questions that it answered.
        cut: makes crops.
        folder: where to.
    """
    items = {item.key: item for asked in folds for item in (*asked.queries, *asked.goods, *asked.missed)}
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, answers in good_and_bad(result).items():
        if answers:
            safe = "".join(c if c.isalnum() else "-" for c in result.method.lower())
            paths.append(folder / f"{result.data}-{safe}-{name}.png")
            draw(answers, items, cut).save(paths[-1])
    return paths


def _colour(query: Item, item: Item, across: int) -> tuple[int, int, int]:
    if across == 0:
        return QUERY
    return RIGHT if item.product == query.product else MODEL if item.model == query.model else PAPER


def _framed(crop: Pixels, colour: tuple[int, int, int]) -> Image.Image:
    picture = Image.fromarray(np.ascontiguousarray(crop)).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    ImageDraw.Draw(picture).rectangle((0, 0, SIDE - 1, SIDE - 1), outline=colour, width=FRAME)
    return picture
