from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch

from data.taxonomy import VIEWS, View
from models.views import dataset
from models.views.dataset import Balanced, LabelledShot, Shots, load_shots, variant
from models.views.examples import ViewExample, boutique_examples
from models.views.network import INPUT_HEIGHT, INPUT_WIDTH
from tests.models.views.shots import boutique_shop

# Red on the left, blue on the right.
HALVES = np.zeros((120, 80, 3), np.uint8)
HALVES[:, :40, 0] = HALVES[:, 40:, 2] = 200


def variants(view: View, count: int = 200) -> list[LabelledShot]:
    return [variant(LabelledShot(HALVES, view), np.random.default_rng(seed)) for seed in range(count)]


def is_mirrored(shot: LabelledShot) -> bool:
    columns = shot.pixels.astype(int).mean(axis=0)
    blue_minus_red = columns[:, 2] - columns[:, 0]
    return bool(blue_minus_red[: len(columns) // 2].sum() > blue_minus_red[len(columns) // 2 :].sum())


@pytest.mark.parametrize("view", [View.LEFT, View.RIGHT])
def test_a_mirrored_side_is_the_other_side(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "CLOSE_UPS", 0.0)
    made = variants(view)
    assert all((one.view is not view) == is_mirrored(one) for one in made)
    assert 60 < sum(one.view is view for one in made) < 140


def test_front_back_and_detail_stay_what_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "CLOSE_UPS", 0.0)
    for view in (View.FRONT, View.BACK, View.DETAIL):
        assert {one.view for one in variants(view)} == {view}


def test_close_ups_are_details() -> None:
    made = variants(View.FRONT, 400)
    details = [one for one in made if one.view is View.DETAIL]
    assert 20 < len(details) < 90
    assert {one.view for one in made} == {View.FRONT, View.DETAIL}


def test_a_shot_is_reproducible_and_new_in_each_epoch(tmp_path: Path) -> None:
    shots = Shots(load_shots(boutique_examples(boutique_shop(tmp_path))), seed=0)
    first, again = shots[1][0], shots[1][0]
    torch.testing.assert_close(first, again, rtol=0, atol=0)
    shots.epoch = 1
    assert not torch.equal(first, shots[1][0])
    plain = Shots(shots.shots, seed=None)
    assert plain[3][0].shape == (3, INPUT_HEIGHT, INPUT_WIDTH)
    assert [VIEWS[int(plain[number][1])] for number in range(5)] == list(VIEWS)


def test_rare_views_are_drawn_oftener_than_they_are() -> None:
    def example(view: View) -> ViewExample:
        return ViewExample("luma", "p", view, "train", Path("a.jpg"))

    sampler = Balanced([example(View.FRONT)] * 900 + [example(View.LEFT)] * 9, seed=0)
    drawn = list(sampler)
    assert len(drawn) == len(sampler) == 909
    counts = Counter(number >= 900 for number in drawn)
    assert counts[True] / counts[False] == pytest.approx(9**0.5 / 900**0.5, rel=0.35)
    assert list(sampler) == drawn
    sampler.epoch = 1
    assert list(sampler) != drawn
