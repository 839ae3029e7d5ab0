"""Who is asked for what, and among which goods."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from data.taxonomy import Broad
from models.similarity.measure.questions import KINDS, Data, Questions, all_questions, harder, kind_of, questions
from tests.models.similarity.wardrobe import item, wardrobe


def test_test_products_are_asked_for_among_all_fronts(tmp_path: Path) -> None:
    asked = questions("luma-back", wardrobe(tmp_path, test=(0, 1)))
    assert [query.product for query in asked.queries] == ["p0", "p1"]
    assert {query.view for query in asked.queries} == {"back"}
    assert [good.product for good in asked.goods] == [f"p{number}" for number in range(6)]
    assert {each.product for each in asked.train} == {"p2", "p3", "p4", "p5"}


def test_who_has_no_front_is_not_asked_for(tmp_path: Path) -> None:
    items = [each for each in wardrobe(tmp_path) if not (each.product == "p0" and each.view == "front")]
    assert "p0" not in {query.product for query in questions("luma-back", items).queries}


def test_the_shop_is_searched_within_the_broad_category_and_luma_whole(tmp_path: Path) -> None:
    shirt, bag = item(tmp_path, 0, "front"), item(tmp_path, 1, "front", broad=Broad.BAGS)
    query = item(tmp_path, 0, "back", source="boutique", domain="street")
    shop = Questions("boutique-street", 0, (query,), (shirt, bag), ())
    assert shop.candidates(query).tolist() == [True, False]
    assert shop.candidates(replace(query, source="luma")).tolist() == [True, True]


def test_a_model_both_trained_on_and_asked_for_is_refused(tmp_path: Path) -> None:
    query, other_colour = item(tmp_path, 0, "back"), item(tmp_path, 1, "back", "train", model="m0")
    with pytest.raises(ValueError, match="both asked for and trained on"):
        Questions("luma-back", 0, (query,), (item(tmp_path, 0, "front"),), (other_colour,))


def test_without_folders_there_is_nothing_to_ask() -> None:
    with pytest.raises(ValueError, match="name a boutique"):
        all_questions(None, None)


def test_harder_questions_are_of_all_categories_and_of_a_larger_shop(tmp_path: Path) -> None:
    shirt, bag = item(tmp_path, 0, "front"), item(tmp_path, 1, "front", broad=Broad.BAGS)
    query = item(tmp_path, 0, "back", source="boutique", domain="street")
    asked = Questions("boutique-street", 0, (query,), (shirt, bag), ())
    assert list(harder(asked, [])) == ["boutique-street-anywhere"]
    found = harder(asked, [item(tmp_path, 2, "front", broad=Broad.BAGS), item(tmp_path, 3, "front")])
    candidates = {data: fold.candidates(query).tolist() for data, (fold,) in found.items()}
    assert candidates == {
        "boutique-street-anywhere": [True, True],
        "boutique-street-larger": [True, False, False, True],
        "boutique-street-larger-anywhere": [True, True, True, True],
    }
    assert all(fold.data == data for data, (fold,) in found.items())


def test_every_question_is_of_a_kind_by_which_it_was_drawn() -> None:
    for data in get_args(Data):
        kind = kind_of(data)
        assert data.startswith(kind.source)
        assert data in KINDS or kind is KINDS["boutique-page" if "page" in data else "boutique-street"]
