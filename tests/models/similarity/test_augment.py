"""Augmentation: what may change, and what must not."""

import colorsys

import pytest
import torch
from torch import Tensor

from models.similarity import augment
from models.similarity.augment import Augment, on_ground
from pipeline.crops import BACKGROUND, TONE


def goods(colour: tuple[int, int, int]) -> Tensor:
    crop = torch.full((64, 64, 3), 255, dtype=torch.uint8)
    crop[8:56, 8:56] = torch.tensor(colour, dtype=torch.uint8)
    return crop


def hue_of(crop: Tensor) -> float:
    pixels = crop.reshape(-1, 3).float()
    coloured = pixels[(pixels.amax(1) - pixels.amin(1)) > 60].median(0).values / 255
    return colorsys.rgb_to_hsv(*(float(each) for each in coloured))[0]


def test_hue_stays() -> None:
    torch.manual_seed(0)
    crop, seen_anew = goods((200, 40, 40)), Augment(32)
    before = hue_of(crop)
    for _ in range(12):
        seen = seen_anew(crop, crop)
        assert seen.shape == (32, 32, 3) and seen.dtype == torch.uint8
        turn = (hue_of(seen) - before + 0.5) % 1 - 0.5
        assert abs(turn) < 0.05


def test_it_differs_each_time_and_repeats_with_the_seed() -> None:
    crop, seen_anew = goods((30, 160, 40)), Augment(32)

    def seen(seed: int) -> Tensor:
        torch.manual_seed(seed)
        return torch.stack([seen_anew(crop, crop) for _ in range(3)])

    assert torch.equal(seen(1), seen(1))
    assert not torch.equal(seen(1), seen(2))
    assert not torch.equal(*seen(1)[:2])


def test_a_new_ground_leaves_the_goods() -> None:
    crop, ground = goods((30, 160, 40)), torch.full((64, 64, 3), 100, dtype=torch.uint8)
    found = on_ground(crop, ground)
    assert torch.equal(found[8:56, 8:56], crop[8:56, 8:56])
    assert int(found[0, 0, 0]) == int(100 * BACKGROUND + TONE * (1 - BACKGROUND))


def test_without_another_picture_the_ground_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    crop, ground, made = goods((30, 160, 40)), torch.full((64, 64, 3), 100, dtype=torch.uint8), []
    for often, other in ((1.0, None), (0.0, ground), (1.0, ground)):
        monkeypatch.setattr(augment, "NEW_GROUND", often)
        torch.manual_seed(0)
        made.append(torch.stack([Augment(32)(crop, other) for _ in range(4)]))
    assert torch.equal(made[0], made[1])
    assert not torch.equal(made[0], made[2])
