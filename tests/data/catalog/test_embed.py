from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from data.catalog.embed import predict_fine
from data.taxonomy import FINE_BY_NAME, FINE_TYPES, Broad


def probabilities(**given: float) -> np.ndarray:  # type: ignore[type-arg]
    found = np.zeros(len(FINE_TYPES), np.float32)
    for name, value in given.items():
        found[FINE_TYPES.index(FINE_BY_NAME[name])] = value
    return found


def test_kinds_of_one_category_count_together() -> None:
    torn = probabilities(jackets=0.25, blazers=0.2, sweaters=0.2, dresses=0.35)
    assert predict_fine(torn).name == "jackets"
    assert predict_fine(torn, "dresses").name == "dresses"


def test_a_known_category_is_never_left() -> None:
    assert predict_fine(probabilities(dresses=1.0), "footwear").broad is Broad.FOOTWEAR


@given(arrays(np.float32, len(FINE_TYPES), elements=st.floats(0, 1, width=32)))
def test_as_a_plain_loop_says(found: np.ndarray) -> None:  # type: ignore[type-arg]
    sums: dict[Broad, float] = {}
    for fine, value in zip(FINE_TYPES, found, strict=True):
        sums[fine.broad] = sums.get(fine.broad, 0.0) + float(value)
    predicted = predict_fine(found)
    assert sums[predicted.broad] == pytest.approx(max(sums.values()))
    rivals = [float(found[n]) for n, fine in enumerate(FINE_TYPES) if fine.broad is predicted.broad]
    assert float(found[FINE_TYPES.index(predicted)]) == max(rivals)
