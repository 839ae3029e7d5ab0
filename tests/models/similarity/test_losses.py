"""Every loss against plain loops, its limits, and its gradient against finite differences."""

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from models.similarity.losses import (
    AttributeGuidedLoss,
    AttributeLoss,
    EmbeddingLoss,
    TripletLoss,
    WeightedTripletLoss,
)
from models.similarity.metric_learning import LpDistance, MeanReducer, TripletMarginLoss
from models.similarity.options import Guide
from models.similarity.triplets import Triplets

Rows = list[list[float]]


def numbers(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


VECTORS = numbers(7, 5)
ATTRIBUTES = torch.sigmoid(numbers(7, 4, seed=1))
TRIPLETS: Triplets = (torch.tensor([0, 1, 2, 3, 0]), torch.tensor([1, 0, 3, 2, 4]), torch.tensor([5, 6, 5, 0, 2]))
NONE: Triplets = (torch.empty(0, dtype=torch.long),) * 3


def rows(triplets: Triplets) -> list[tuple[int, int, int]]:
    return [(int(a), int(p), int(n)) for a, p, n in zip(*triplets, strict=True)]


def distance(one: list[float], other: list[float]) -> float:
    return sum((x - y) ** 2 for x, y in zip(one, other, strict=True))


def cosine(one: list[float], other: list[float]) -> float:
    product = sum(x * y for x, y in zip(one, other, strict=True))
    return product / math.sqrt(sum(x * x for x in one) * sum(y * y for y in other))


def looped_triplet(vectors: Rows, margin: float) -> float:
    terms = [
        max(0.0, margin + distance(vectors[a], vectors[p]) - distance(vectors[a], vectors[n]))
        for a, p, n in rows(TRIPLETS)
    ]
    return sum(terms) / len(terms)


def looped_embedding(vectors: Rows) -> float:
    tau = 1 / (3 * len(vectors[0]))
    terms = [tau * sum(x * x for row in triplet for x in vectors[row]) for triplet in rows(TRIPLETS)]
    return sum(terms) / len(terms)


@pytest.mark.parametrize("margin", [0.0, 0.2, 3.0])
def test_triplet_loss_is_its_equation(margin: float) -> None:
    expected = looped_triplet(VECTORS.tolist(), margin)
    assert float(TripletLoss(margin)(VECTORS, TRIPLETS)) == pytest.approx(expected)
    assert expected > 0


def test_triplet_loss_is_that_of_pytorch_metric_learning() -> None:
    squared = LpDistance(p=2, power=2, normalize_embeddings=False)
    reference = TripletMarginLoss(0.2, distance=squared, reducer=MeanReducer())
    labels = torch.zeros(len(VECTORS), dtype=torch.long)
    expected = reference(VECTORS, labels, indices_tuple=TRIPLETS)
    torch.testing.assert_close(TripletLoss(0.2)(VECTORS, TRIPLETS), expected)


def test_embedding_loss_is_its_equation() -> None:
    assert float(EmbeddingLoss()(VECTORS, TRIPLETS)) == pytest.approx(looped_embedding(VECTORS.tolist()))


@pytest.mark.parametrize("alpha", [0.0, 5e-5, 0.7])
def test_weighted_loss_is_the_sum(alpha: float) -> None:
    rows_ = VECTORS.tolist()
    expected = looped_triplet(rows_, 0.2) + alpha * looped_embedding(rows_)
    assert float(WeightedTripletLoss(alpha=alpha)(VECTORS, TRIPLETS)) == pytest.approx(expected, rel=1e-9)


def test_embedding_loss_pulls_vectors_in() -> None:
    vectors = VECTORS.clone().requires_grad_()
    EmbeddingLoss()(vectors, TRIPLETS).backward()
    assert vectors.grad is not None
    used = sorted({row for triplet in rows(TRIPLETS) for row in triplet})
    assert (vectors.grad[used] * vectors.detach()[used]).sum(1).min() > 0


@pytest.mark.parametrize("guide", ["weight", "margin"])
def test_guided_loss_is_its_equation(guide: Guide) -> None:
    vectors = F.normalize(VECTORS, dim=1)
    of, by = vectors.tolist(), ATTRIBUTES.tolist()
    terms = []
    for a, p, n in rows(TRIPLETS):
        signal = cosine(by[a], by[p]) * cosine(by[a], by[n])
        weight, margin = (signal, 0.5) if guide == "weight" else (1.0, 0.8 * math.log(1 + signal))
        terms.append(weight * max(0.0, distance(of[a], of[p]) - distance(of[a], of[n]) + margin))
    found = AttributeGuidedLoss(guide)(vectors, ATTRIBUTES, TRIPLETS)
    assert float(found) == pytest.approx(sum(terms) / len(terms))
    assert min(term for term in terms if term) > 0


@pytest.mark.parametrize("guide", ["weight", "margin"])
def test_unlike_attributes_switch_the_guide_off(guide: Guide) -> None:
    # Orthogonal attribute vectors: w = 0, and the soft margin is m0 log 1 = 0.
    apart = torch.eye(7, dtype=torch.float64)
    vectors = F.normalize(VECTORS, dim=1).requires_grad_()
    found = AttributeGuidedLoss(guide)(vectors, apart, TRIPLETS)
    if guide == "weight":
        assert float(found.detach()) == 0
        found.backward()
        assert vectors.grad is not None and float(vectors.grad.abs().max()) == 0
    else:
        torch.testing.assert_close(found, TripletLoss(0.0)(vectors, TRIPLETS))


def test_same_attributes_give_the_plain_loss() -> None:
    same = torch.ones(7, 4, dtype=torch.float64)
    plain = TripletLoss(0.5)(VECTORS, TRIPLETS)
    torch.testing.assert_close(AttributeGuidedLoss("weight")(VECTORS, same, TRIPLETS), plain)
    soft = TripletLoss(0.8 * math.log(2))(VECTORS, TRIPLETS)
    torch.testing.assert_close(AttributeGuidedLoss("margin")(VECTORS, same, TRIPLETS), soft)


def test_guide_is_not_taught() -> None:
    attributes = ATTRIBUTES.clone().requires_grad_()
    vectors = VECTORS.clone().requires_grad_()
    AttributeGuidedLoss()(vectors, attributes, TRIPLETS).backward()
    assert attributes.grad is None
    assert vectors.grad is not None


def test_attribute_loss_is_its_equation_over_what_is_known() -> None:
    logits, random = numbers(6, 4, seed=2), numbers(6, 4, seed=3)
    present, known = (random > 0).double(), (numbers(6, 4, seed=4) > -0.5).double()
    total = 0.0
    for i in range(6):
        for k in range(4):
            v = 1 / (1 + math.exp(-float(logits[i, k])))
            loss = -(present[i, k] * math.log(v) + (1 - present[i, k]) * math.log(1 - v))
            total += float(loss * known[i, k])
    assert float(AttributeLoss()(logits, present, known)) == pytest.approx(total / 6)
    assert 0 < known.sum() < known.numel()
    flipped = torch.where(known > 0, present, 1 - present)
    assert float(AttributeLoss()(logits, flipped, known)) == pytest.approx(total / 6)


LOSSES: dict[str, Callable[[Tensor, Triplets], Tensor]] = {
    "triplet": TripletLoss(1.0),
    "embedding": EmbeddingLoss(),
    "weighted": WeightedTripletLoss(1.0, 0.3),
    "soft weight": lambda vectors, triplets: AttributeGuidedLoss("weight", 1.0)(vectors, ATTRIBUTES, triplets),
    "soft margin": lambda vectors, triplets: AttributeGuidedLoss("margin", 2.0)(vectors, ATTRIBUTES, triplets),
}


@pytest.mark.parametrize("name", LOSSES)
def test_gradient_is_that_of_finite_differences(name: str) -> None:
    vectors = VECTORS.clone().requires_grad_()
    LOSSES[name](vectors, TRIPLETS).backward()  # type: ignore[no-untyped-call]
    assert vectors.grad is not None and float(vectors.grad.abs().max()) > 1e-3
    step = 1e-6
    for i in range(7):
        for k in range(5):
            moved = [VECTORS.clone() for _ in range(2)]
            moved[0][i, k] += step
            moved[1][i, k] -= step
            up, down = (float(LOSSES[name](each, TRIPLETS)) for each in moved)
            assert float(vectors.grad[i, k]) == pytest.approx((up - down) / (2 * step), abs=1e-6)


def test_gradient_of_the_attribute_loss() -> None:
    present, known = (numbers(3, 2, seed=5) > 0).double(), torch.ones(3, 2, dtype=torch.float64)
    logits = numbers(3, 2, seed=6).requires_grad_()
    assert torch.autograd.gradcheck(lambda x: AttributeLoss()(x, present, known), (logits,))


@pytest.mark.parametrize("name", LOSSES)
def test_no_triplet_is_no_loss(name: str) -> None:
    vectors = VECTORS.clone().requires_grad_()
    loss = LOSSES[name](vectors, NONE)
    assert float(loss.detach()) == 0
    loss.backward()  # type: ignore[no-untyped-call]
    assert vectors.grad is not None and float(vectors.grad.abs().max()) == 0


def test_no_margin_asks_for_nothing_once_the_order_is_right() -> None:
    line = torch.tensor([[0.0], [1.0], [2.0]], requires_grad=True)
    triplet = (torch.tensor([0]), torch.tensor([1]), torch.tensor([2]))
    assert float(TripletLoss(0.0)(line, triplet).detach()) == 0
    assert float(TripletLoss(4.0)(line, triplet).detach()) == pytest.approx(1.0)
