from __future__ import annotations

import numpy as np
import torch

from models.detector.dataset import Origin
from models.detector.sampling import repeat_factors, sampling_weights
from tests.models.detector.test_dataset import an_example


def test_rare_classes_are_shown_more_often() -> None:
    common, rare = an_example((1,)), an_example((1, 4))
    factors = repeat_factors([common] * 9 + [rare], threshold=0.4)
    assert factors[:9].tolist() == [1.0] * 9
    assert np.isclose(float(factors[9]), (0.4 / 0.1) ** 0.5)


def test_rendered_pictures_get_their_share_of_the_draws() -> None:
    photos, rendered = [an_example()] * 6, [an_example((2, 5), Origin.RENDERED)] * 30
    weights, draws = sampling_weights(photos + rendered, 0.25)
    assert draws == 8
    assert torch.isclose(weights[6:].sum() / weights.sum(), torch.tensor(0.25))
    assert weights[:6].tolist() == [1.0] * 6


def test_one_kind_alone_is_drawn_as_before() -> None:
    for origin in (Origin.HAND, Origin.RENDERED):
        items = [an_example((1,), origin)] * 9 + [an_example((1, 4), origin)]
        weights, draws = sampling_weights(items, 0.25)
        assert weights[:9].tolist() == [1.0] * 9 and weights[9] > 1.5 and draws == int(weights.sum())
