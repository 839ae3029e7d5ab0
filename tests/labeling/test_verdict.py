"""The fates of part 4, one test each."""

from __future__ import annotations

from typing import Any

import pytest

from labeling.queue import State
from labeling.verdict import Answer, Labelled, judge, read_answer

SHIRT = Labelled("shirts", (10.0, 20.0, 60.0, 120.0))


def region(label: str | None = "shirts", **value: Any) -> dict[str, Any]:
    """A region of a 200 x 400 picture."""
    box = {"x": 5.0, "y": 5.0, "width": 25.0, "height": 25.0, "rotation": 0, **value}
    return {"type": "rectanglelabels", "value": box | ({"rectanglelabels": [label]} if label else {})}


def read(*regions: dict[str, Any]) -> Answer:
    return read_answer(regions, 200, 400)


def test_percent_become_pixels() -> None:
    assert read(region()) == Answer((SHIRT,))


@pytest.mark.parametrize(
    ("value", "box"),
    [
        ({"x": -5.0}, (0.0, 20.0, 40.0, 120.0)),
        ({"x": 90.0, "width": 15.0}, (180.0, 20.0, 200.0, 120.0)),
        ({"y": 80.0, "height": 30.0}, (10.0, 320.0, 60.0, 400.0)),
    ],
)
def test_a_box_that_leaves_the_picture_is_cut_at_its_edge(value: dict[str, float], box: tuple[float, ...]) -> None:
    answer = read(region(**value))
    assert answer.articles[0].box == pytest.approx(box) and not answer.problems


@pytest.mark.parametrize("value", [{"x": 528.0}, {"x": -20.0}, {"y": 120.0}])
def test_a_box_mostly_outside_goes_to_review(value: dict[str, float]) -> None:
    verdict = judge([read(region(), region(**value))])
    assert verdict.state is State.LABELLED and "outside the picture" in verdict.reason
    assert verdict.articles == ()


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (region("hat"), "unknown label 'hat'"),
        (region(None), "without a label"),
        (region(width=0), "without an extent"),
        (region(height=-3), "without an extent"),
        (region(x=float("nan")), "without an extent"),
        (region(x="left"), "no number"),
        (region(x=None), "no number"),
        ({"type": "rectanglelabels", "value": {"rectanglelabels": ["shirts", "jeans"]}}, "several labels"),
        ({"type": "rectanglelabels"}, "without a label"),
    ],
)
def test_what_only_a_person_can_decide_goes_to_review(bad: dict[str, Any], said: str) -> None:
    verdict = judge([read(region(), bad)])
    assert verdict.state is State.LABELLED
    assert said in verdict.reason


def test_a_turned_box_becomes_the_upright_one_around_it() -> None:
    answer = read(region("jeans", x=50, y=50, width=20, height=5, rotation=90))
    # 40 x 20 pixels, turned clockwise about (100, 200): 20 to the left, 40 down
    assert answer.articles[0].box == pytest.approx((80, 200, 100, 240))


def test_a_comment_is_no_article() -> None:
    assert read({"type": "textarea", "value": {"text": ["blurred"]}}, region()).articles == (SHIRT,)


def test_one_tagger_is_believed_and_no_article_is_an_answer_too() -> None:
    assert judge([Answer((SHIRT,))]).articles == (SHIRT,)
    nothing = judge([Answer()])
    assert (nothing.state, nothing.articles, nothing.reason) == (State.ACCEPTED, (), "0 articles by one tagger")


def test_skips() -> None:
    skip = Answer(skipped=True)
    assert judge([skip]).state is State.REJECTED
    assert judge([skip, skip]).reason == "skipped by 2 taggers"
    assert judge([skip, Answer((SHIRT,))]).articles == (SHIRT,)


def test_no_annotation_any_more_waits_again() -> None:
    assert judge([]).state is State.SENT


def moved(by: float, fine: str = "shirts") -> Labelled:
    x0, y0, x1, y1 = SHIRT.box
    return Labelled(fine, (x0 + by, y0, x1 + by, y1))


def test_two_who_agree_are_averaged() -> None:
    verdict = judge([Answer((SHIRT,)), Answer((moved(4),))])
    assert (verdict.state, verdict.articles) == (State.ACCEPTED, (moved(2),))


@pytest.mark.parametrize("other", [(), (moved(40),), (moved(0, "t-shirts"),), (SHIRT, moved(100, "jeans"))])
def test_two_who_disagree_go_to_review(other: tuple[Labelled, ...]) -> None:
    verdict = judge([Answer((SHIRT,)), Answer(other)])
    assert verdict.state is State.LABELLED and "divided" in verdict.reason


def test_of_three_the_majority_counts_article_by_article() -> None:
    jeans, bag = moved(60, "jeans"), moved(100, "hand bags")
    verdict = judge([Answer((SHIRT, jeans)), Answer((jeans, SHIRT, bag)), Answer((moved(3), moved(0, "t-shirts")))])
    assert verdict.state is State.ACCEPTED
    assert [article.fine for article in verdict.articles] == ["shirts", "jeans"]
    assert verdict.articles[0].box == pytest.approx(moved(1).box)
    assert "2 of a minority left out" in verdict.reason


def test_two_against_two_go_to_review() -> None:
    verdict = judge([Answer((SHIRT,)), Answer((SHIRT,)), Answer(), Answer()])
    assert verdict.state is State.LABELLED and "shirts" in verdict.reason
