"""Invented and known logos, and how they are sewn onto crops."""

from __future__ import annotations

import numpy as np
import pytest

from data.boutique.logos import STYLES
from models.logos.bank import Bank, draw_bank
from models.logos.examples import LEFT_OUT
from models.logos.invented import invented_logo
from models.logos.pasting import LARGEST, paste

CLOTH = np.full((256, 256, 3), (60, 60, 70), np.uint8)
SQUARE = np.zeros((256, 256), np.uint8)
SQUARE[60:200, 50:210] = 255


@pytest.fixture(scope="module")
def bank() -> Bank:
    return draw_bank(invented=3)


def test_an_invented_brand_is_always_the_same_and_unlike_others() -> None:
    for style in STYLES:
        one, again, other = (np.asarray(invented_logo(n, style).resize((64, 64))) for n in (5, 5, 6))
        assert (one == again).all()
        assert (one != other).mean() > 0.1


def test_the_bank_has_no_brand_that_is_left_out(bank: Bank) -> None:
    assert len(bank.brands) == 12
    assert not set(LEFT_OUT) & set(bank.brands)
    assert len(bank) == 2 * 12 + 2 * 3
    assert bank.class_of(LEFT_OUT[0], label=False) is None
    assert [bank.class_of("Sollenby", label) for label in (False, True)] == [6, 7]
    rng = np.random.default_rng(0)
    assert all(bank.draw(rng, known=True)[0] < 24 <= bank.draw(rng, known=False)[0] for _ in range(50))


def test_a_label_is_wider_than_a_sign(bank: Bank) -> None:
    for sign, label in zip(bank.drawings[::2], bank.drawings[1::2], strict=True):
        assert label[0].shape[1] / label[0].shape[0] > sign[0].shape[1] / sign[0].shape[0]


def test_a_pasted_logo_changes_the_article_only_and_only_in_its_box(bank: Bank) -> None:
    rng, done = np.random.default_rng(1), 0
    for _ in range(60):
        _, logo = bank.draw(rng, known=True)
        pasted = paste(logo, CLOTH, SQUARE, rng)
        if pasted is None:
            continue
        done += 1
        x0, y0, x1, y1 = pasted.box
        changed = (pasted.crop != CLOTH).any(2)
        assert changed.any()
        assert not changed[SQUARE == 0].any()
        # What is less than a quarter covered does not count to the box.
        assert not changed[: max(0, int(y0) - 2)].any()
        assert not changed[:, int(x1) + 2 :].any()
        assert 0 < x1 - x0 <= 1.5 * LARGEST
        assert 0 < y1 - y0 <= 1.5 * LARGEST
    assert done > 20


def test_nothing_is_pasted_where_it_would_not_show(bank: Bank) -> None:
    rng = np.random.default_rng(2)
    dark = np.zeros((20, 20, 4), np.uint8)
    dark[..., 3] = 255
    assert all(paste(dark, CLOTH * 0, SQUARE, rng) is None for _ in range(20))
    assert all(paste(bank.drawings[0][0], CLOTH, SQUARE * 0, rng) is None for _ in range(5))
