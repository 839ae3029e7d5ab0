"""Codes tell categories apart, and the hierarchical search is the paper's: codes first, features among the nearest."""

from __future__ import annotations

import numpy as np

from models.similarity.baselines.codes import BITS, fit_codes, hierarchical


def test_codes_of_a_category_are_closer_than_codes_of_two() -> None:
    draw = np.random.default_rng(0)
    centres = draw.normal(size=(3, 20)) * 3
    labels = np.arange(90) % 3
    features = (centres[labels] + draw.normal(size=(90, 20))).astype(np.float32)
    code = fit_codes(features[:60], [str(label) for label in labels[:60]])
    codes = code(features[60:])
    assert codes.shape == (30, BITS)
    assert set(np.unique(codes)) <= {0, 1}
    apart = np.abs(codes[:, None].astype(int) - codes[None]).sum(axis=2)
    same = labels[60:, None] == labels[None, 60:]
    assert apart[same].mean() < 0.6 * apart[~same].mean()


def test_the_nearest_codes_are_ordered_by_distance_and_the_others_follow() -> None:
    hamming = np.array([[3.0, 1.0, 2.0, 9.0, 0.0]])
    distances = np.array([[0.1, 0.9, 0.5, 0.0, 0.7]])
    allowed = np.array([[True, True, True, True, False]])
    scores = hierarchical(hamming, distances, allowed, pool=0.75)[0]
    order = [place for place in np.argsort(-scores) if allowed[0, place]]
    assert order == [0, 2, 1, 3]
