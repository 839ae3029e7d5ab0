"""A Siamese projection brings unseen pictures of known products together."""

from __future__ import annotations

import numpy as np
import pytest

from models.similarity.baselines.train import DIMENSION, fit_projection


def test_pictures_of_a_product_come_closer_than_frozen_features_have_them() -> None:
    draw = np.random.default_rng(0)
    of = np.arange(120) % 12
    # What tells products apart is an eighth of the features; the rest is how the picture was taken.
    centres = draw.normal(size=(12, 8))
    features = np.concatenate([centres[of] + 0.1 * draw.normal(size=(120, 8)), draw.normal(size=(120, 56))], axis=1)
    features = features.astype(np.float32)
    project = fit_projection(features[:96], [f"p{number}" for number in of[:96]], steps=120)
    vectors = project(features)
    assert vectors.shape == (120, DIMENSION)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)

    def hits(rows: np.ndarray) -> float:  # type: ignore[type-arg]
        unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return float((of[(unit[96:] @ unit[:96].T).argmax(axis=1)] == of[96:]).mean())

    assert hits(vectors) > hits(features) + 0.2


def test_it_is_the_same_each_time() -> None:
    features = np.random.default_rng(1).normal(size=(20, 8)).astype(np.float32)
    products = [f"p{number // 2}" for number in range(20)]
    first, second = (fit_projection(features, products, steps=5)(features) for _ in range(2))
    assert (first == second).all()
