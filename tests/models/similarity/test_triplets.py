"""Mining against brute force."""

import itertools

import pytest
import torch
from torch import Tensor

from models.similarity.triplets import AllTriplets, AttributeGuide, Miner, RandomNegatives, SemiHardNegatives, Triplets

PRODUCTS = torch.tensor([0, 0, 1, 1, 2, 2, 3, 3, 3, 4])
BROADS = torch.tensor([0, 0, 0, 0, 1, 1, 1, 1, 1, 2])
VECTORS = torch.randn(10, 3, generator=torch.Generator().manual_seed(0)) / 2


def as_set(triplets: Triplets) -> set[tuple[int, int, int]]:
    found = [(int(a), int(p), int(n)) for a, p, n in zip(*triplets, strict=True)]
    assert len(found) == len(set(found))
    return set(found)


def brute(products: Tensor, broads: Tensor) -> set[tuple[int, int, int]]:
    return {
        (a, p, n)
        for a, p, n in itertools.product(range(len(products)), repeat=3)
        if a != p and products[a] == products[p] and products[a] != products[n] and broads[a] == broads[n]
    }


def squared(i: int, j: int) -> float:
    return float((VECTORS[i] - VECTORS[j]).square().sum())


def test_all_triplets_are_of_one_category() -> None:
    assert as_set(AllTriplets()(VECTORS, PRODUCTS, BROADS)) == brute(PRODUCTS, BROADS)


@pytest.mark.parametrize("margin", [0.1, 0.5])
@pytest.mark.parametrize("also_hard", [False, True])
def test_semi_hard_negatives(margin: float, also_hard: bool) -> None:
    expected = {
        (a, p, n)
        for a, p, n in brute(PRODUCTS, BROADS)
        if squared(a, n) - squared(a, p) <= margin and (also_hard or squared(a, n) > squared(a, p))
    }
    assert as_set(SemiHardNegatives(margin, also_hard)(VECTORS, PRODUCTS, BROADS)) == expected
    assert expected


def test_random_negatives_are_one_a_pair_and_fair() -> None:
    torch.manual_seed(0)
    drawn = [as_set(RandomNegatives()(VECTORS, PRODUCTS, BROADS)) for _ in range(300)]
    pairs = {(a, p) for a, p, _ in brute(PRODUCTS, BROADS)}
    assert all({(a, p) for a, p, _ in each} == pairs and len(each) == len(pairs) for each in drawn)
    assert set.union(*drawn) == brute(PRODUCTS, BROADS)
    share = sum((0, 1, 2) in each for each in drawn) / len(drawn)
    assert 0.4 < share < 0.6


def test_random_negatives_repeat_with_the_seed() -> None:
    def draw(seed: int) -> set[tuple[int, int, int]]:
        torch.manual_seed(seed)
        return as_set(RandomNegatives()(VECTORS, PRODUCTS, BROADS))

    assert draw(3) == draw(3)
    assert any(draw(3) != draw(seed) for seed in range(4, 8))


@pytest.mark.parametrize("threshold", [-1.0, 0.7, 1.0])
def test_guide_keeps_pairs_with_like_attributes(threshold: float) -> None:
    attributes = torch.rand(10, 4, generator=torch.Generator().manual_seed(1))
    triplets = AllTriplets()(VECTORS, PRODUCTS, BROADS)
    alike = torch.nn.functional.cosine_similarity(attributes[:, None], attributes[None], dim=2)
    expected = {(a, p, n) for a, p, n in brute(PRODUCTS, BROADS) if float(alike[a, p]) > threshold}
    assert as_set(AttributeGuide(threshold)(triplets, attributes)) == expected
    if threshold == 0.7:
        assert 0 < len(expected) < len(brute(PRODUCTS, BROADS))


@pytest.mark.parametrize("miner", [AllTriplets(), RandomNegatives(), SemiHardNegatives()])
@pytest.mark.parametrize(
    ("products", "broads"),
    [
        ([0, 1, 2], [0, 0, 0]),  # nothing to be alike
        ([0, 0, 0], [0, 0, 0]),  # nothing to tell apart
        ([0, 0, 1, 1], [0, 0, 1, 1]),  # nothing else of its category
    ],
)
def test_no_triplet(miner: Miner, products: list[int], broads: list[int]) -> None:
    found = miner(torch.zeros(len(products), 2), torch.tensor(products), torch.tensor(broads))
    assert [len(rows) for rows in found] == [0, 0, 0]
    guided = AttributeGuide()(found, torch.ones(len(products), 2))
    assert [len(rows) for rows in guided] == [0, 0, 0]
