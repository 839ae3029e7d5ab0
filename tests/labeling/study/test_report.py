from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from data.taxonomy import BROAD_CATEGORIES, Broad
from labeling.study.curves import draw_curves
from labeling.study.plan import START
from labeling.study.records import Round
from labeling.study.report import Curves, Spread, labels_needed, report

COUNTS = (100, 150, 200)


def a_round(strategy: str, seed: int, number: int, level: float) -> Round:
    chance = np.random.default_rng([seed, number, len(strategy)])
    ap = {broad: level + float(chance.normal(0, 0.02)) for broad in BROAD_CATEGORIES}
    labelled = tuple(str(place) for place in range(COUNTS[number]))
    return Round(strategy=strategy, seed=seed, number=number, labelled=labelled, articles=COUNTS[number] * 4 + seed,
                 ap=ap, seconds=1.0)  # fmt: skip


def rounds() -> list[Round]:
    made = [a_round(START, seed, 0, 0.3) for seed in (0, 1, 2)]
    for seed in (0, 1, 2):
        made += [a_round("random", seed, number, 0.3 + 0.1 * number) for number in (1, 2)]
        made += [a_round("committee", seed, number, 0.36 + 0.1 * number) for number in (1, 2)]
    return made


@pytest.fixture
def curves() -> Curves:
    return Curves.of(rounds())


def test_means_and_deviations_by_plain_loops(curves: Curves) -> None:
    for strategy in ("random", "committee"):
        for number, count in enumerate(COUNTS):
            name = strategy if number else START
            means = []
            for one in rounds():
                if (one.strategy, one.number) == (name, number):
                    total = 0.0
                    for value in one.ap.values():
                        total += value
                    means.append(total / 7)
            middle = (means[0] + means[1] + means[2]) / 3
            squares = 0.0
            for value in means:
                squares += (value - middle) ** 2
            found = curves.at(strategy, count)
            assert found is not None
            np.testing.assert_allclose(found, (middle, (squares / 2) ** 0.5, 3))


def test_a_category_is_that_category(curves: Curves) -> None:
    bags = [one.ap[Broad.BAGS] for one in rounds() if one.strategy == "committee" and one.number == 2]
    found = curves.at("committee", 200, Broad.BAGS)
    assert found is not None and found.mean == pytest.approx(sum(bags) / 3)


def test_the_gain_is_paired_by_seed_and_leaves_the_shared_start_out(curves: Curves) -> None:
    by = {(one.strategy, one.seed, one.number): one.mean for one in rounds()}
    gains = []
    for seed in (0, 1, 2):
        total = 0.0
        for number in (1, 2):
            total += by["committee", seed, number] - by["random", seed, number]
        gains.append(total / 2)
    found = curves.gain("committee")
    assert found is not None and found.mean == pytest.approx(sum(gains) / 3)
    assert found.deviation == pytest.approx(np.std(gains, ddof=1))
    nothing = curves.gain("random")
    assert nothing is not None and nothing[:2] == (0.0, 0.0)


def test_boxes_are_counted(curves: Curves) -> None:
    assert curves.boxes("random", 200) == Spread(801, 1.0, 3)


@pytest.mark.parametrize(
    ("target", "expected"), [(0.1, 100), (0.2, 100), (0.25, 150), (0.3, 200), (0.29, 190), (0.35, 350), (0.5, None)]
)
def test_labels_needed_lie_between_the_points_where_the_curve_first_crosses(
    target: float, expected: float | None
) -> None:
    points = [(100, 0.2), (200, 0.3), (300, 0.25), (400, 0.45)]
    assert labels_needed(points, target) == (None if expected is None else pytest.approx(expected))


def test_the_report_says_what_is_saved(curves: Curves) -> None:
    target = curves.at("random", 200)
    assert target is not None
    needed = curves.needed("committee", target.mean)
    assert needed is not None and 150 < needed < 200
    text = report(curves, at=150)
    assert f"random's {target.mean:.3f} with 200" in text
    assert "- random: 200" in text and f"- committee: {round(needed)}" in text
    assert text.count("| bags |") == 2  # where it was asked for, and at the end


def test_an_unfinished_study_is_reported_as_far_as_it_is() -> None:
    part = [one for one in rounds() if (one.strategy, one.number) != ("random", 2) and one.seed < 2]
    text = report(Curves.of(part), at=150)
    assert "not known" in text
    alone = report(Curves.of([one for one in part if one.strategy != "random"]), at=200)
    assert "not known" in alone and "| committee |" in alone


def test_what_was_never_measured_is_refused(curves: Curves) -> None:
    with pytest.raises(ValueError, match=r"\[100, 150, 200\]"):
        report(curves, at=120)
    with pytest.raises(ValueError, match="`run` the study"):
        Curves.of([one for one in rounds() if one.strategy == START])


def test_the_picture_shows_a_line_a_strategy_and_rises(curves: Curves, tmp_path: Path) -> None:
    file = tmp_path / "new" / "curves.png"
    draw_curves(curves, file)
    pixels = np.asarray(Image.open(file).convert("RGB")).astype(int)
    for colour in ((0x66, 0x66, 0x66), (0xD5, 0x5E, 0x00)):
        near = np.abs(pixels - colour).max(axis=2) < 12
        near[:, 760:] &= np.arange(len(near))[:, None] < 500  # not the legend
        rows, columns = np.nonzero(near)
        left, right = rows[columns < 200].mean(), rows[columns > 950].mean()
        assert right < left - 100
