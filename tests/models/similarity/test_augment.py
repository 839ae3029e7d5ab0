"""Augmentation: what may change, and what must not."""

import colorsys

import pytest
import torch
from torch import Tensor

from models.similarity.augment import Augment, has_colour, on_ground
from pipeline.crops import BACKGROUND, TONE


def goods(colour: tuple[int, int, int]) -> Tensor:
    crop = torch.full((64, 64, 3), 255, dtype=torch.uint8)
    crop[8:56, 8:56] = torch.tensor(colour, dtype=torch.uint8)
    return crop


def hue_of(crop: Tensor) -> float:
    pixels = crop.reshape(-1, 3).float()
    coloured = pixels[(pixels.amax(1) - pixels.amin(1)) > 60].median(0).values / 255
    return colorsys.rgb_to_hsv(*(float(each) for each in coloured))[0]


@pytest.mark.parametrize("tint", [0.0, 0.3, 0.7])
def test_hue_stays_but_for_the_tint(tint: float) -> None:
    torch.manual_seed(0)
    crop, augment = goods((200, 40, 40)), Augment(32)
    before = hue_of(crop)
    for _ in range(12):
        seen = augment(crop, tint, crop)
        assert seen.shape == (32, 32, 3) and seen.dtype == torch.uint8
        turn = (hue_of(seen) - before - tint + 0.5) % 1 - 0.5
        assert abs(turn) < 0.05


def test_it_differs_each_time_and_repeats_with_the_seed() -> None:
    crop, augment = goods((30, 160, 40)), Augment(32)

    def seen(seed: int) -> Tensor:
        torch.manual_seed(seed)
        return torch.stack([augment(crop, 0.0, crop) for _ in range(3)])

    assert torch.equal(seen(1), seen(1))
    assert not torch.equal(seen(1), seen(2))
    assert not torch.equal(*seen(1)[:2])


def test_a_new_ground_leaves_the_goods() -> None:
    crop, ground = goods((30, 160, 40)), torch.full((64, 64, 3), 100, dtype=torch.uint8)
    found = on_ground(crop, ground)
    assert torch.equal(found[8:56, 8:56], crop[8:56, 8:56])
    assert int(found[0, 0, 0]) == int(100 * BACKGROUND + TONE * (1 - BACKGROUND))


@pytest.mark.parametrize(
    ("colour", "expected"),
    [((200, 40, 40), True), ((30, 30, 34), False), ((128, 128, 128), False), ((255, 255, 255), False)],
)
def test_only_colourful_goods_can_be_recoloured(colour: tuple[int, int, int], expected: bool) -> None:
    assert has_colour(goods(colour)) is expected
