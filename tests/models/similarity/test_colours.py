"""Which weight the colours get, and on whose word."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from data.taxonomy import Broad
from models.similarity.colours import WEIGHTS, chosen, figures_of, without_colours, write
from models.similarity.items import Item
from models.similarity.measure.questions import Data, Questions
from models.zoo import load_model, read_model
from pipeline.colour_vectors import ColourVectors, grid
from pipeline.embedding import OnnxEmbedder, read_colours


def item(product: str, split: str = "train", domain: str = "street") -> Item:
    return Item(Path(f"{domain}/{product}.png"), product, product, Broad.TOPWEAR, domain, "", {}, split, "boutique",
                frozenset({"shirts"}))  # type: ignore[arg-type]  # fmt: skip


def test_figures_tell_where_colours_help() -> None:
    """Features that mistake the two products for each other, and colours that don't."""
    queries, goods = (item("a"), item("b")), (item("a", domain="white"), item("b", domain="white"))
    x, y = np.array([1, 0], np.float32), np.array([0.6, 0.8], np.float32)
    features = {queries[0].key: x, queries[1].key: y, goods[0].key: y, goods[1].key: x}
    red, blue = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
    colours = {queries[0].key: red, queries[1].key: blue, goods[0].key: red, goods[1].key: blue}
    asked: dict[Data, list[Questions]] = {"boutique-street": [Questions("boutique-street", 0, queries, goods, ())]}
    (row,) = figures_of(asked, features, colours).values()
    # Without colours both come second; 1 - .6 is what colours must outweigh.
    assert [row[weight] for weight in WEIGHTS] == [1.0 if weight > 0.4 else 0.5 for weight in WEIGHTS]


def test_the_least_weight_that_is_nearly_best_is_chosen_a_fold() -> None:
    def row(*values: float) -> dict[float, float]:
        return dict(zip(WEIGHTS, values, strict=True))

    figures: dict[tuple[Data, int], dict[float, float]] = {
        ("boutique-street", 0): row(0.3, 0.5, 0.6, 0.795, 0.8, 0.8, 0.8, 0.8),
        ("luma-back", 0): row(0.3, 0.5, 0.6, 0.795, 0.8, 0.8, 0.8, 0.8),
        ("luma-back", 1): row(0.3, 0.5, 0.6, 0.6, 0.6, 0.6, 0.8, 0.8),
    }
    assert chosen(figures, 0) == 0.5
    assert chosen(figures, 1) == 1.5


@pytest.mark.slow
def test_a_new_version_keeps_the_network(tmp_path: Path) -> None:
    model = load_model("embedding")
    (tmp_path / "embedding.onnx").write_bytes(model.path.read_bytes())
    card = model.card.model_copy(update={"settings": without_colours(model.card.settings)})
    basis = np.linalg.qr(np.random.default_rng(0).normal(size=(grid().size, 128)))[0]
    write(card, ColourVectors(basis), 384, 0.75, "0.9.9", tmp_path)
    written = read_model("embedding", tmp_path)
    assert written.card.label == "embedding@0.9.9"
    assert written.card.settings["dimension"] == 512
    assert read_colours(written) is not None
    embedder = OnnxEmbedder(written)
    crops = np.random.default_rng(1).integers(0, 255, (2, 256, 256, 3)).astype(np.uint8)
    found = embedder.embed(list(crops)).vectors
    assert found.shape == (2, 512)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-4)
    features = embedder.network(list(crops))[0][:, :384]
    assert float(found[0, :384] @ features[0]) / np.linalg.norm(features[0]) == pytest.approx(
        (1 / 1.75) ** 0.5, abs=1e-3
    )
    assert without_colours(written.card.settings) == card.settings | {"dimension": card.settings["dimension"]}
    assert json.loads((tmp_path / "embedding.json").read_text())["settings"]["components"] == 384
