"""Objectives, network and training on drawn products."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from data.taxonomy import BROAD_CATEGORIES, FINE_TYPES, Broad
from models.embedding.network import FEATURES
from models.similarity.attributes import ATTRIBUTES, targets
from models.similarity.evaluate import embed_pooled, unit
from models.similarity.items import Item
from models.similarity.network import Outputs, SimilarityHead, SimilarityNetwork
from models.similarity.objective import Labels, Objective
from models.similarity.options import HeadKind, LossName
from models.similarity.recipe import Recipe
from models.similarity.train import Batches, components, fit_fine_types, statistics, train
from models.similarity.views import VIEWS, Rows
from tests.models.similarity.wardrobe import item

TOLD_BY = 200
WIDTH = FEATURES + TOLD_BY
PRODUCTS = 8
SHORT = Recipe(steps=60, random_steps=10, products=4, shots=2, dimension=8, hidden=16, dropout=0.0, rate=5e-3)


@pytest.fixture(scope="module")
def goods(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Item], Rows]:
    """Eight products with three pictures, known by some of the features; the others are noise, which is louder."""
    folder = tmp_path_factory.mktemp("goods")
    random = np.random.default_rng(0)
    items, rows = [], []
    for number in range(PRODUCTS):
        own = 0.25 * random.normal(size=TOLD_BY)
        for view in ("front", "back", "detail"):
            colour = "red" if number % 2 else "navy"
            items.append(item(folder, 0, view, "train", product=f"t{number}", model=f"t{number}",
                              picture=folder / f"p0-{view}.png", attributes={"colour": colour},
                              fine=frozenset({"t-shirts" if number % 2 else "shirts"})))  # fmt: skip
            noise = random.normal(size=(VIEWS, FEATURES)) + 2 * (number % 2)
            rows.append(np.concatenate([own + 0.05 * random.normal(size=(VIEWS, TOLD_BY)), noise], 1))
    return items, np.array(rows, np.float16)


def test_heads_by_category_mix_by_belief() -> None:
    torch.manual_seed(0)
    head = SimilarityHead(WIDTH, 4, 5, "broad").eval()
    torch.nn.init.normal_(head.fine.weight, std=0.5)
    pooled = torch.randn(3, WIDTH)
    with torch.no_grad():
        found = head(pooled)
        each = head.embedding.projection(head.neck(pooled)).reshape(3, len(BROAD_CATEGORIES), 4)
    assert found.attributes.shape == (3, len(ATTRIBUTES))
    for row in range(3):
        chance = torch.softmax(found.fine[row], 0).tolist()
        mixed = [0.0] * 4
        for fine, probability in zip(FINE_TYPES, chance, strict=True):
            for k in range(4):
                mixed[k] += probability * float(each[row, BROAD_CATEGORIES.index(fine.broad), k])
        assert found.vectors[row].tolist() == pytest.approx(mixed, abs=1e-4)


def test_a_network_is_its_head_on_its_trunk() -> None:
    torch.manual_seed(0)
    width = SimilarityNetwork(SimilarityHead(1, 1)).trunk.width
    network = SimilarityNetwork(SimilarityHead(width, 4)).eval()
    network.head.standardise(torch.full((width,), 0.5), torch.full((width,), 2.0))
    crops = torch.randint(0, 255, (2, 64, 64, 3), dtype=torch.uint8)
    with torch.no_grad():
        pooled = network.trunk(crops)
        hidden = F.relu((pooled - 0.5) / 2 @ network.head.neck[1].weight.T + network.head.neck[1].bias)
        expected = hidden @ network.head.embedding.projection.weight.T + network.head.embedding.projection.bias
        torch.testing.assert_close(network(crops).vectors, expected, rtol=1e-4, atol=1e-4)


def test_the_cosine_beside_frozen_components_is_the_weighted_mean_of_both(goods: tuple[list[Item], Rows]) -> None:
    items, views = goods
    recipe = Recipe(**{**vars(SHORT), "steps": 2, "random_steps": 1, "frozen": 5, "frozen_weight": 3.0})
    learned = train(items, views, recipe)
    pooled = torch.from_numpy(views[:4, 0].astype(np.float32))
    assert learned.frozen is not None
    with torch.no_grad():
        alone, found = learned(pooled).vectors, learned.embed(pooled)
        frozen = learned.frozen(F.normalize(pooled[:, -FEATURES:]))
    assert found.shape == (4, SHORT.dimension + 5)
    for i in range(4):
        for j in range(4):
            expected = (F.cosine_similarity(alone[i], alone[j], dim=0)
                        + 3 * F.cosine_similarity(frozen[i], frozen[j], dim=0)) / 4  # fmt: skip
            assert float(F.cosine_similarity(found[i], found[j], dim=0)) == pytest.approx(float(expected), abs=1e-4)
    with pytest.raises(ValueError, match="too few for 99 frozen components"):
        components(views[:, 0], 99)


@pytest.mark.parametrize("heads", ["shared", "broad"])
def test_shortened_vectors_keep_their_directions_and_are_of_length_one_on_average(heads: HeadKind) -> None:
    torch.manual_seed(0)
    head, pooled = SimilarityHead(WIDTH, 4, 5, heads).eval(), torch.randn(8, WIDTH)
    with torch.no_grad():
        before = head(pooled).vectors
        head.shorten(pooled)
        after = head(pooled).vectors
    assert float(after.norm(dim=1).mean()) == pytest.approx(1, abs=1e-4)
    torch.testing.assert_close(F.normalize(after), F.normalize(before))


@pytest.mark.parametrize("loss", ["triplet", "multitask"])
def test_attributes_teach_the_neck_and_nothing_teaches_the_fine_types(loss: LossName) -> None:
    torch.manual_seed(0)
    head = SimilarityHead(WIDTH, 4, 5)
    outputs = head(torch.randn(8, WIDTH))
    Objective(loss)(outputs, labels(8), False)[0].backward()  # type: ignore[no-untyped-call]
    taught = head.attributes.weight.grad is not None and bool(head.attributes.weight.grad.any())
    assert taught is (loss == "multitask")
    assert head.neck[1].weight.grad is not None and head.fine.weight.grad is None


def labels(count: int) -> Labels:
    products = torch.arange(count) // 2
    known = torch.ones(count, len(ATTRIBUTES))
    return Labels(products, torch.zeros(count, dtype=torch.long), (known.cumsum(0) % 2), known)


@pytest.mark.parametrize("loss", ["triplet", "weighted", "multitask", "agml"])
@pytest.mark.parametrize("mined", [False, True])
def test_objectives_are_the_sum_of_their_terms(loss: LossName, mined: bool) -> None:
    torch.manual_seed(0)
    outputs = Outputs(torch.randn(8, 6) / 4, torch.randn(8, len(FINE_TYPES)), torch.randn(8, len(ATTRIBUTES)))
    total, terms = Objective(loss, attribute_weight=0.3)(outputs, labels(8), mined)
    with_attributes = 0.3 * terms["attributes"] if loss in ("multitask", "agml") else 0.0
    torch.testing.assert_close(total, terms["metric"] + with_attributes)
    assert float(terms["triplets"]) > 0 and float(terms["metric"]) > 0
    if not mined:
        assert float(terms["triplets"]) <= 8


def test_only_the_weighted_loss_sees_lengths() -> None:
    torch.manual_seed(0)
    outputs = Outputs(torch.randn(8, 6), torch.zeros(8, len(FINE_TYPES)), torch.zeros(8, len(ATTRIBUTES)))
    longer = outputs._replace(vectors=3 * outputs.vectors)
    for loss, sees in (("triplet", False), ("agml", False), ("weighted", True)):
        objective = Objective(loss)  # type: ignore[arg-type]
        found = []
        for each in (outputs, longer):
            torch.manual_seed(1)
            found.append(float(objective(each, labels(8), False)[1]["metric"]))
        assert (found[0] != pytest.approx(found[1], rel=1e-4)) is sees


def test_a_batch_says_what_is_known_of_the_views_it_shows(goods: tuple[list[Item], Rows]) -> None:
    items, views = goods
    described = targets([(each.broad, each.attributes) for each in items])
    torch.manual_seed(0)
    shown = set()
    for seen, found in Batches(items, views, SHORT):
        assert seen.shape == (8, WIDTH) and found.products.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
        assert set(found.broads.tolist()) == {BROAD_CATEGORIES.index(Broad.TOPWEAR)}
        for row, crop in enumerate(seen.numpy()):
            (number,), (view,) = np.nonzero((views == crop.astype(np.float16)).all(2))
            shown.add((int(number), int(view)))
            assert found.present[row].tolist() == described.present[number].tolist()
            assert found.known[row].tolist() == described.known[number].tolist()
    assert {view for _, view in shown} == set(range(VIEWS))


def test_statistics_are_those_of_the_features(goods: tuple[list[Item], Rows]) -> None:
    _, views = goods
    mean, deviation = statistics(views)
    wide = views.astype(np.float64)
    np.testing.assert_allclose(mean, wide[:, 0].mean(0), atol=1e-4)
    np.testing.assert_allclose(deviation, np.sqrt(wide.var(0).mean(0)), rtol=1e-3)


def test_fine_types_are_fitted_to_the_goods(goods: tuple[list[Item], Rows]) -> None:
    items, views = goods
    heads = fit_fine_types(items, views[:, 0])
    with torch.no_grad():
        found = heads.fine(torch.from_numpy(views[:, 0, -FEATURES:].astype(np.float32))) + heads.offset
    names = [FINE_TYPES[number].name for number in found.argmax(1).tolist()]
    assert [frozenset({name}) for name in names] == [each.fine for each in items]


def nearest(vectors: NDArray[np.float32], items: list[Item]) -> float:
    """How often the most similar other picture is of the same product."""
    cosines = unit(vectors) @ unit(vectors).T
    np.fill_diagonal(cosines, -2)
    same = [items[best].product == own.product for best, own in zip(cosines.argmax(1), items, strict=True)]
    return float(np.mean(same))


@pytest.mark.parametrize("loss", ["triplet", "weighted", "multitask", "agml"])
@pytest.mark.parametrize("heads", ["shared", "broad"])
def test_training_tells_eight_products_apart(goods: tuple[list[Item], Rows], loss: LossName, heads: HeadKind) -> None:
    items, views = goods
    learned = train(items, views, Recipe(**{**vars(SHORT), "loss": loss, "heads": heads}))
    blur = np.random.default_rng(1).normal(size=(len(items), WIDTH)).astype(np.float32)
    unseen = views[:, 0].astype(np.float32) + 0.05 * blur
    assert nearest(unseen, items) < 0.6
    assert nearest(embed_pooled(learned, unseen), items) > 0.8


def test_a_seed_decides_all(goods: tuple[list[Item], Rows]) -> None:
    items, views = goods
    recipe = Recipe(**{**vars(SHORT), "steps": 5})
    first, again, other = (
        train(items, views, each).state_dict() for each in (recipe, recipe, Recipe(**{**vars(recipe), "seed": 1}))
    )
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not torch.equal(first["neck.1.weight"], other["neck.1.weight"])
