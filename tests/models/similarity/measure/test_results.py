"""Results on disk: written, read, taken again, and measured anew when the questions change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models.similarity.items import Item
from models.similarity.measure.answers import Answer
from models.similarity.measure.distances import euclidean
from models.similarity.measure.method import ByVectors, Method, Repeated
from models.similarity.measure.questions import Questions, questions
from models.similarity.measure.results import (
    ResultError,
    measure,
    measure_missing,
    read_result,
    read_results,
    write_result,
)
from tests.models.similarity.wardrobe import wardrobe


def numbers(items: Sequence[Item]) -> NDArray[np.float32]:
    """Pictures of a product described as alike."""
    return np.array([[float(each.product[1:])] for each in items], np.float32)


KNOWS = ByVectors("Knows", numbers, euclidean, {"dimension": 1})
GUESSES = ByVectors("Guesses", lambda items: np.zeros((len(items), 1), np.float32), euclidean)


class OnlyFold(ByVectors):
    """Was trained without fold 1 only."""

    def knows(self, asked: Questions) -> bool:
        return asked.fold == 1


def folds(folder: Path) -> list[Questions]:
    parts = (wardrobe(folder, (0, 1, 2)), wardrobe(folder, (3, 4, 5)))
    return [questions("luma-back", items, fold) for fold, items in enumerate(parts)]


def test_all_folds_are_asked_and_read_back_as_written(tmp_path: Path) -> None:
    result = measure(KNOWS, folds(tmp_path))
    assert sorted(answer.product for answer in result.answers) == [f"p{number}" for number in range(6)]
    assert result.mean(lambda answer: answer.recall(1)).mean == 1.0
    path = write_result(result, tmp_path / "results")
    assert path == tmp_path / "results" / "luma-back" / "knows.json"
    assert read_result(path) == result
    assert list(read_results(tmp_path / "results")) == [(path, result)]


def test_gains_are_of_the_queries_that_both_were_asked(tmp_path: Path) -> None:
    asked = folds(tmp_path)
    part = measure(OnlyFold("Part", numbers, euclidean), asked)
    guesses = measure(GUESSES, asked)
    assert {answer.product for answer in part.answers} == {"p3", "p4", "p5"}
    gain = part.gain(guesses, lambda answer: answer.recall(1))
    assert (gain.queries, gain.products) == (3, 3)
    theirs = [answer.recall(1) for answer in guesses.answers if answer.product in ("p3", "p4", "p5")]
    assert gain.mean == pytest.approx(1 - np.mean(theirs))
    with pytest.raises(ValueError, match="nothing in common"):
        part.gain(measure(GUESSES, asked[:1]), lambda answer: answer.recall(1))


def test_repeated_trainings_count_by_query_and_by_seed(tmp_path: Path) -> None:
    asked = folds(tmp_path)
    both = measure(Repeated("Both", {}, (GUESSES, KNOWS)), asked)
    alone = {name: measure(method, asked) for name, method in (("guesses", GUESSES), ("knows", KNOWS))}
    figure = Answer.average_precision
    guessed, known = (alone[name].mean(figure).mean for name in ("guesses", "knows"))
    assert both.by_seed(figure) == {0: pytest.approx(guessed), 1: pytest.approx(known)}
    assert both.mean(figure).mean == pytest.approx((guessed + known) / 2)
    assert both.mean(figure).products == 6
    assert alone["knows"].gain(both, figure).mean == pytest.approx((known - guessed) / 2)
    for query, value in both.by_query(figure).items():
        assert value == pytest.approx((alone["guesses"].by_query(figure)[query] + 1) / 2)


def test_a_seed_that_was_not_trained_for_a_fold_is_not_asked(tmp_path: Path) -> None:
    part = OnlyFold("Part", numbers, euclidean)
    found = measure(Repeated("Both", {}, (part, KNOWS)), folds(tmp_path))
    assert [sum(each.seed == seed for each in found.answers) for seed in (0, 1)] == [3, 6]
    assert not Repeated("Both", {}, (part,)).knows(folds(tmp_path)[0])


def test_a_method_that_knows_no_fold_says_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="trained for none of the folds"):
        measure(OnlyFold("Part", numbers, euclidean), folds(tmp_path)[:1])


def test_what_was_measured_is_taken_until_the_questions_change(tmp_path: Path) -> None:
    class Counting(Method):
        name, settings, asked = "Counting", {"dimension": 1.0}, 0

        def scores(self, asked: Questions) -> NDArray[np.float32]:
            self.asked += 1
            return KNOWS.scores(asked)

    method, asked = Counting(), folds(tmp_path)
    for _ in range(2):
        (path,) = measure_missing([method], [asked], tmp_path / "results")
    assert method.asked == 2
    fewer = [replace(asked[0], goods=asked[0].goods[:5]), asked[1]]
    list(measure_missing([method], [fewer], tmp_path / "results"))
    assert method.asked == 4
    assert [answer.goods for answer in read_result(path).answers] == [5, 5, 5, 6, 6, 6]


def test_damaged_results_are_named(tmp_path: Path) -> None:
    path = write_result(measure(KNOWS, folds(tmp_path)), tmp_path)
    path.write_text(path.read_text().replace('"places"', '"spaces"'))
    with pytest.raises(ResultError, match=r"knows\.json is no result: delete it"):
        read_result(path)
    path.unlink()
    with pytest.raises(ResultError, match="can't be read"):
        read_result(path)
