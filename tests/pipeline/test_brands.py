"""Probabilities of brands by the logos that a shop's own goods show."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pipeline.brands import Brands, brand_probabilities

VECTORS = np.array([[1, 0, 0], [0, 1, 0], [0.6, 0.8, 0]], np.float32)


def test_a_brand_is_as_near_as_its_nearest_logo() -> None:
    brands = Brands(["B", "A", "B"], VECTORS, 0.1, 0.5)
    assert brands.names == ("A", "B")
    assert brands.cosines(np.array([[0, 1, 0]], np.float32))[0].tolist() == pytest.approx([1.0, 0.8])


def test_probabilities_are_a_softmax_with_room_for_an_unknown_brand() -> None:
    cosines = np.array([[0.9, 0.3], [0.1, 0.2]], np.float32)
    found = brand_probabilities(cosines, 0.2, 0.5)
    for row, expected in zip(found, cosines.tolist(), strict=True):
        powers = [math.exp(value / 0.2) for value in (*expected, 0.5)]
        assert row.tolist() == pytest.approx([power / sum(powers) for power in powers[:2]], rel=1e-5)
    assert found[0, 0] > 0.5
    assert found[1].sum() < 0.5, "a logo that is like none of the shop's is none of theirs"


def test_no_brand_or_no_logo_is_refused() -> None:
    with pytest.raises(ValueError, match="each logo needs its brand"):
        Brands(["A"], VECTORS, 0.1, 0.5)
    with pytest.raises(ValueError, match="each logo needs its brand"):
        Brands([], VECTORS[:0], 0.1, 0.5)
