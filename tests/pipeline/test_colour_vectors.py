"""Colours beside the features: the histogram against plain loops, what counts as goods, the sum of two cosines."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models.zoo import Model, ModelCard, ModelError, load_model
from pipeline.colour_vectors import STEPS, STRIDE, ColourVectors, cielab, grid, histogram
from pipeline.embedding import read_colours, side_by_side

Pixels = NDArray[np.uint8]


def flat(colour: tuple[int, int, int], size: int = 32) -> Pixels:
    return np.full((size, size, 3), colour, np.uint8)


@pytest.fixture(scope="module")
def colours() -> ColourVectors:
    return ColourVectors(np.eye(grid().size))


def like(colours: ColourVectors, one: Pixels, other: Pixels) -> float:
    a, b = colours([one, other])
    return float(a @ b)


@pytest.mark.parametrize(
    ("rgb", "expected"),
    [
        ((255, 255, 255), (100, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
        ((255, 0, 0), (53.24, 80.09, 67.20)),
        ((0, 0, 255), (32.30, 79.19, -107.86)),
        ((119, 119, 119), (50.03, 0, 0)),
    ],
)
def test_cielab_is_that_of_the_tables(rgb: tuple[int, int, int], expected: tuple[float, float, float]) -> None:
    np.testing.assert_allclose(cielab(np.array([rgb]) / 255)[0], expected, atol=0.03)


def test_histogram_is_that_of_plain_loops() -> None:
    crop = np.random.default_rng(1).integers(0, 240, (12, 12, 3)).astype(np.uint8)
    total: dict[tuple[int, ...], float] = {}
    for row in crop[::STRIDE, ::STRIDE]:
        for pixel in row:
            middle = (pixel.astype(int) // 8 * 8 + 4) / 255
            at = cielab(middle[None])[0] / np.array(STEPS)
            for corner in np.ndindex(2, 2, 2):
                bin_ = np.floor(at) + corner
                share = float(np.prod(1 - np.abs(at - bin_)))
                key = tuple(int(each) for each in bin_)
                total[key] = total.get(key, 0.0) + share
    expected = sorted(value / sum(total.values()) for value in total.values() if value > 1e-9)
    found = histogram(crop) ** 2
    np.testing.assert_allclose(sorted(found[found > 1e-9]), expected, atol=1e-6)


def test_every_colour_of_srgb_has_its_place() -> None:
    where = grid()
    np.testing.assert_allclose(where.weights.sum(axis=1), 1)
    assert where.weights.min() >= 0
    assert set(where.bins[where.weights > 0].tolist()) == set(range(where.size))


def test_only_the_goods_count(colours: ColourVectors) -> None:
    share = np.zeros((32, 32), np.uint8)
    share[8:24, 8:24] = 255
    one, other = flat((200, 30, 30)), flat((10, 200, 90))
    other[8:24, 8:24] = (200, 30, 30)
    a, b = colours([one, other], [share, share])
    assert float(a @ b) == pytest.approx(1)
    assert like(colours, one, other) < 0.6


def test_white_ground_is_not_goods_unless_a_mask_says_so(colours: ColourVectors) -> None:
    on_white = flat((255, 255, 255))
    on_white[10:20, 10:20] = (20, 40, 90)
    assert like(colours, on_white, flat((20, 40, 90))) == pytest.approx(1)
    assert not colours([flat((255, 255, 255))]).any()
    everything = np.full((32, 32), 255, np.uint8)
    assert np.linalg.norm(colours([flat((255, 255, 255))], [everything])[0]) == pytest.approx(1)


def test_a_strap_is_taken_with_its_edges(colours: ColourVectors) -> None:
    share = np.zeros((32, 32), np.uint8)
    share[:, 16] = 120
    assert np.linalg.norm(colours([flat((90, 60, 20))], [share])[0]) == pytest.approx(1)


def test_a_little_other_light_is_a_little_other_colour(colours: ColourVectors) -> None:
    navy, lighter, red = flat((30, 40, 90)), flat((36, 46, 98)), flat((190, 30, 40))
    assert like(colours, navy, lighter) > 0.8
    assert like(colours, navy, red) < 0.1


def test_cosine_is_the_weighted_mean_of_both() -> None:
    random = np.random.default_rng(2)
    features, own = random.normal(size=(2, 8)).astype(np.float32), random.normal(size=(2, 5)).astype(np.float32)
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    deep = features / np.linalg.norm(features, axis=1, keepdims=True)
    a, b = side_by_side(features, own, 0.5)
    assert float(a @ b) == pytest.approx((float(deep[0] @ deep[1]) + 0.5 * float(own[0] @ own[1])) / 1.5, abs=1e-6)
    alone = side_by_side(features, np.zeros_like(own), 0.5)
    np.testing.assert_allclose(np.linalg.norm(alone, axis=1), 1, atol=1e-6)


def test_a_basis_comes_back_from_its_file(tmp_path: Path, colours: ColourVectors) -> None:
    basis = np.linalg.qr(np.random.default_rng(3).normal(size=(grid().size, 16)))[0]
    ColourVectors(basis).save(tmp_path / "c.npz")
    crops = [flat((30, 40, 90)), flat((190, 30, 40))]
    np.testing.assert_allclose(ColourVectors.load(tmp_path / "c.npz")(crops), ColourVectors(basis)(crops), atol=2e-3)
    with pytest.raises(ValueError, match="bins"):
        ColourVectors(basis[:-1])


def test_colours_of_other_weights_are_refused(tmp_path: Path) -> None:
    card: ModelCard = load_model("embedding").card
    told = card.model_copy(update={"settings": {**card.settings, "colours_sha256": "0" * 64}})
    with pytest.raises(ModelError, match="colours"):
        read_colours(Model(tmp_path / "embedding.onnx", told))
    (tmp_path / "embedding.colours.npz").write_bytes(b"others")
    with pytest.raises(ModelError, match="colours"):
        read_colours(Model(tmp_path / "embedding.onnx", told))
