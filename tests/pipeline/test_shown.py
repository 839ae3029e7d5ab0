from __future__ import annotations

import numpy as np
import pytest

from data.taxonomy import Broad
from pipeline.full_shot import ANKLES, EYES, NO_FEET, NOBODY, ONE_FOOT, WHOLE
from pipeline.look import Article, FullShot, Look, Mask
from pipeline.shown import shown

FINE = {Broad.FOOTWEAR: "casual shoes", Broad.SKIRTS: "skirts", Broad.DRESSES: "dresses"}


def article(number: int, broad: Broad, score: float, rows: slice, columns: slice) -> Article:
    pixels = np.zeros((100, 80), np.bool_)
    pixels[rows, columns] = True
    box = (float(columns.start), float(rows.start), float(columns.stop), float(rows.stop))
    return Article(id=f"a{number}", broad=broad, fine=FINE[broad], score=score, box=box, mask=Mask.encode(pixels))


def ids(*articles: Article, score: float = 0.5) -> list[str]:
    return [a.id for a in shown(Look(photo="x", width=80, height=100, articles=articles), score).articles]


PAIR = article(1, Broad.FOOTWEAR, 0.9, slice(80, 95), slice(10, 60))


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (slice(10, 30), ["a1"]),  # the left shoe of the pair
        (slice(50, 70), ["a1", "a2"]),  # half of it is somebody else's
        (slice(62, 78), ["a1", "a2"]),  # another pair
    ],
)
def test_a_part_of_an_article_is_not_another_one(columns: slice, expected: list[str]) -> None:
    assert ids(PAIR, article(2, Broad.FOOTWEAR, 0.6, slice(80, 95), columns)) == expected


def test_one_cloth_has_one_category() -> None:
    dress = article(1, Broad.DRESSES, 0.8, slice(20, 80), slice(20, 60))
    assert ids(dress, article(2, Broad.SKIRTS, 0.7, slice(22, 80), slice(20, 60))) == ["a1"]
    # A skirt that is only the lower half of what was called a dress may be a skirt.
    assert ids(dress, article(2, Broad.SKIRTS, 0.7, slice(50, 80), slice(20, 60))) == ["a1", "a2"]


def test_the_certain_part_does_not_hide_the_whole() -> None:
    shoe = article(1, Broad.FOOTWEAR, 0.95, slice(80, 95), slice(10, 30))
    assert ids(shoe, article(2, Broad.FOOTWEAR, 0.9, slice(80, 95), slice(10, 60))) == ["a1", "a2"]


@pytest.mark.parametrize(
    ("reason", "missing", "expected"),
    [
        (NO_FEET, ANKLES, ["a2"]),
        (ONE_FOOT, ANKLES[:1], ["a1", "a2"]),
        # Nobody stands out: a group, or a still life of shoes.
        (NOBODY, (*EYES, *ANKLES), ["a1", "a2"]),
        (WHOLE, (), ["a1", "a2"]),
    ],
)
def test_there_are_no_shoes_without_feet(reason: str, missing: tuple[str, ...], expected: list[str]) -> None:
    verdict = FullShot(is_full_shot=not missing, reason=reason, missing=missing)
    skirt = article(2, Broad.SKIRTS, 0.8, slice(20, 60), slice(20, 60))
    look = Look(photo="x", width=80, height=100, full_shot=verdict, articles=(PAIR, skirt))
    assert [a.id for a in shown(look, 0.5).articles] == expected


def test_uncertain_ones_are_not_shown() -> None:
    assert ids(PAIR, article(2, Broad.SKIRTS, 0.49, slice(20, 60), slice(20, 60))) == ["a1"]
    assert ids(PAIR, score=0.95) == []
