"""The heads against plain loops, a reference library, and made-up features whose answer is known."""

import math

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from torch.nn import functional as F

from data.taxonomy import FINE_TYPES, Broad
from models.embedding.dataset import FeatureSet
from models.embedding.evaluate import accuracy, agreement, by_type, run_heads
from models.embedding.network import FEATURES, Heads
from models.embedding.train import (
    MOST_WEIGHT,
    Recipe,
    crop_weights,
    partial_label_loss,
    principal_components,
    train_heads,
    types_shown,
)

NAMES = [fine.name for fine in FINE_TYPES]


def test_partial_label_loss_is_its_definition() -> None:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(7, 5, generator=generator)
    allowed = torch.rand(7, 5, generator=generator) < 0.4
    allowed[:, 2] = True
    total = 0.0
    for row, sets in zip(logits.tolist(), allowed.tolist(), strict=True):
        powers = [math.exp(value) for value in row]
        inside = sum(power for power, is_in in zip(powers, sets, strict=True) if is_in)
        total -= math.log(inside / sum(powers))
    assert float(partial_label_loss(logits, allowed)) == pytest.approx(total / 7, rel=1e-5)


def test_partial_label_loss_of_single_labels_is_cross_entropy() -> None:
    logits, labels = torch.randn(9, 4, generator=torch.Generator().manual_seed(1)), torch.arange(9) % 4
    expected = F.cross_entropy(logits, labels)
    torch.testing.assert_close(partial_label_loss(logits, F.one_hot(labels, 4).bool()), expected)
    assert float(partial_label_loss(logits, torch.ones(9, 4, dtype=torch.bool))) == pytest.approx(0, abs=1e-6)


def test_weights_of_one_are_no_weights_and_others_are_a_weighted_mean() -> None:
    generator = torch.Generator().manual_seed(5)
    logits, allowed = torch.randn(6, 4, generator=generator), torch.eye(4).bool()[torch.arange(6) % 4]
    torch.testing.assert_close(partial_label_loss(logits, allowed, torch.ones(6)), partial_label_loss(logits, allowed))
    weights = torch.tensor([2.0, 0.5, 0.5, 1.0, 1.5, 0.5])
    each = [float(partial_label_loss(logits[i : i + 1], allowed[i : i + 1])) for i in range(6)]
    expected = sum(w * loss for w, loss in zip(weights.tolist(), each, strict=True)) / 6
    assert float(partial_label_loss(logits, allowed, weights)) == pytest.approx(expected, rel=1e-5)


def test_rare_types_weigh_more_and_sets_as_their_most_common_type() -> None:
    allowed = np.zeros((13, 3), bool)
    allowed[:9, 0] = allowed[9:12, 1] = True
    allowed[12] = (True, True, False)
    found = crop_weights(allowed, 1.0)
    # 9 and 3 certain crops: 6 a type on average.
    before = np.array([6 / 9] * 9 + [6 / 3] * 3 + [6 / 9])
    np.testing.assert_allclose(found, before / before.mean(), rtol=1e-6)
    np.testing.assert_allclose(crop_weights(allowed, 0.0), 1.0)
    assert crop_weights(np.eye(2, dtype=bool)[[0] * 999 + [1]], 1.0).max() <= MOST_WEIGHT / 0.5


@pytest.mark.parametrize("whitening", [0.0, 0.5, 1.0])
def test_projection_is_that_of_scikit_learn(whitening: float) -> None:
    features = np.random.default_rng(2).gamma(1.0, size=(200, 40)).astype(np.float32)
    directions = features / np.linalg.norm(features, axis=1, keepdims=True)
    weight, bias = principal_components(features, 6, whitening)
    reference = PCA(6, svd_solver="full").fit(directions)
    expected = reference.transform(directions) / reference.explained_variance_ ** (whitening / 2)
    found = directions @ weight.T + bias
    signs = np.sign((found * expected).sum(axis=0))
    np.testing.assert_allclose(found * signs, expected, atol=2e-3)


def clusters(types: list[str], each: int = 12, seed: int = 3) -> FeatureSet:
    """Features around a centre of its own for each type; every third crop is for validation."""
    random = np.random.default_rng(seed)
    labels = np.repeat([NAMES.index(name) for name in types], each)
    centres = {label: 3 * random.random(FEATURES) for label in set(labels)}
    features = np.stack([centres[label] + 0.3 * random.random(FEATURES) for label in labels]).astype(np.float32)
    allowed = np.zeros((len(labels), len(NAMES)), bool)
    allowed[np.arange(len(labels)), labels] = True
    return FeatureSet(np.array([str(i) for i in range(len(labels))]), np.arange(len(labels)) % 3 > 0, allowed, features)


SHOWN = ["women tops", "shirts", "jackets", "jeans", "trousers", "dresses"]


@pytest.fixture(scope="module")
def fitted() -> tuple[Heads, FeatureSet]:
    crops = clusters(SHOWN)
    # Half of the jeans and trousers are only known to be one of the two.
    for row in np.flatnonzero(crops.allowed[:, NAMES.index("jeans")] | crops.allowed[:, NAMES.index("trousers")])[::2]:
        crops.allowed[row, [NAMES.index("jeans"), NAMES.index("trousers")]] = True
    return train_heads(crops, Recipe(dimension=8, steps=30)), crops


def test_heads_separate_what_is_separable(fitted: tuple[Heads, FeatureSet]) -> None:
    heads, crops = fitted
    assert accuracy(heads, crops) == {"fine": 1.0, "broad": 1.0}
    assert agreement(heads, crops, crops, k=3) == 1.0


def test_outputs_are_unit_vectors_and_probabilities(fitted: tuple[Heads, FeatureSet]) -> None:
    heads, crops = fitted
    vectors, fine = run_heads(heads, crops.features)
    assert vectors.shape == (len(crops.keys), 8)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(fine.sum(axis=1), 1, atol=1e-5)


def test_types_never_shown_are_never_predicted(fitted: tuple[Heads, FeatureSet]) -> None:
    heads, _ = fitted
    _, fine = run_heads(heads, 10 * np.random.default_rng(4).random((50, FEATURES)).astype(np.float32))
    unseen = [number for number, name in enumerate(NAMES) if name not in SHOWN]
    assert fine[:, unseen].max() < 1e-6
    assert [float(heads.offset[number]) < 0 for number in range(len(NAMES))] == [name not in SHOWN for name in NAMES]


def test_a_shops_crops_teach_types_and_leave_the_projection() -> None:
    photos, shop = clusters(SHOWN), clusters(["palazzos", "capris"], seed=6)
    recipe = Recipe(dimension=8, steps=30)
    alone, taught = train_heads(photos, recipe), train_heads(photos, recipe, shop)
    for name, values in alone.projection.state_dict().items():
        torch.testing.assert_close(taught.projection.state_dict()[name], values)
    assert by_type(alone, shop, ["palazzos", "capris", "jeans"]) == {"palazzos": 0.0, "capris": 0.0}
    assert by_type(taught, shop, ["palazzos", "capris", "jeans"]) == {"palazzos": 1.0, "capris": 1.0}
    assert accuracy(taught, photos) == {"fine": 1.0, "broad": 1.0}


def test_sets_that_nothing_explains_are_learned_as_they_are() -> None:
    rows: list[set[str]] = [{"jeans"}, {"jeans", "track pants"}, {"sports shoes", "casual shoes"}]
    allowed = np.array([[name in row for name in NAMES] for row in rows])
    shown = {name for name, is_shown in zip(NAMES, types_shown(allowed), strict=True) if is_shown}
    assert shown == {"jeans", "sports shoes", "casual shoes"}


def test_accuracy_counts_what_it_says() -> None:
    """Four validation crops whose probabilities are set by hand through the head's weights."""
    heads = Heads(2)
    torch.nn.init.zeros_(heads.fine.bias)
    with torch.no_grad():
        heads.fine.weight.zero_()
        heads.fine.weight[:, : len(NAMES)] = torch.eye(len(NAMES))
    sure = ["jeans", "trousers", "shirts", "dresses"]
    truth = [{"jeans"}, {"jeans"}, {"t-shirts", "women tops"}, {"skirts"}]
    features = np.zeros((4, FEATURES), np.float32)
    allowed = np.zeros((4, len(NAMES)), bool)
    for row, (name, types) in enumerate(zip(sure, truth, strict=True)):
        features[row, NAMES.index(name)] = 20
        allowed[row, [NAMES.index(fine) for fine in types]] = True
    crops = FeatureSet(np.array(list("abcd")), np.zeros(4, bool), allowed, features)
    # Fine: jeans right, trousers wrong, shirts wrong; skirts has one type only. Broad: all but the dress.
    assert accuracy(heads.eval(), crops) == {"fine": pytest.approx(1 / 3), "broad": pytest.approx(3 / 4)}
    assert FINE_TYPES[NAMES.index("skirts")].broad is Broad.SKIRTS
