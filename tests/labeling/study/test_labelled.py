from __future__ import annotations

import pytest

from labeling.study.labelled import Labelled

IDS = [f"{number:04d}" for number in range(30)]


def test_start_is_drawn_by_the_seed_and_not_by_the_order_of_the_photos() -> None:
    one = Labelled.start(IDS, 10, seed=0)
    assert one == Labelled.start(IDS[::-1], 10, seed=0)
    assert len(set(one.done)) == 10
    assert set(one.done) != set(Labelled.start(IDS, 10, seed=1).done)


def test_every_photo_is_labelled_or_waits_and_never_both() -> None:
    state = Labelled.start(IDS, 10, seed=0)
    for _ in range(4):
        assert sorted([*state.done, *state.waiting]) == IDS
        state = state.label(state.waiting[:5])
    assert len(state.done) == 30 and not state.waiting


def test_labels_are_kept_in_their_order() -> None:
    state = Labelled.start(IDS, 3, seed=0)
    chosen = state.waiting[5:2:-1]
    assert list(state.label(chosen).done) == [*state.done, *chosen]


@pytest.mark.parametrize(
    ("chosen", "said"), [(["0001", "0001"], "twice"), (["9999"], "not in the pool: 9999"), (["done"], "twice")]
)
def test_what_cannot_be_labelled_is_refused(chosen: list[str], said: str) -> None:
    state = Labelled(tuple(IDS), ("0000",))
    with pytest.raises(ValueError, match=said):
        state.label(["0000"] if chosen == ["done"] else chosen)


def test_a_start_larger_than_the_pool_is_refused() -> None:
    with pytest.raises(ValueError, match="there are 30 photos"):
        Labelled.start(IDS, 31, seed=0)
