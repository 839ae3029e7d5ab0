"""Words for an embedding: the most probable value of what a category has, where it is probable enough."""

from pathlib import Path

import numpy as np
import pytest

from data.taxonomy import Broad
from models.zoo import WEIGHTS, Model, load_model
from pipeline.attributes import Attributes, Head, read_attributes
from pipeline.embedding import EmbedArticles
from pipeline.photo import Photo
from tests.pipeline.test_embedding import PIXELS, MeanColour, article, look

EVERY = frozenset(Broad)
COLOUR = Head("colour", ("red", "green", "blue"), EVERY, np.eye(3, dtype=np.float32) * 9, np.zeros(3, np.float32))
SLEEVE = Head(
    "sleeve",
    ("short", "long"),
    frozenset({Broad.TOPWEAR}),
    np.zeros((2, 3), np.float32),
    np.array([0.2, 0], np.float32),
)


def test_probabilities_are_those_of_a_softmax() -> None:
    vectors = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
    for row, vector in zip(COLOUR(vectors), vectors, strict=True):
        expected = [np.exp(9 * x) / sum(np.exp(9 * y) for y in vector) for x in vector]
        np.testing.assert_allclose(row, expected, rtol=1e-4)


def test_only_what_the_category_has_and_what_is_probable_enough_is_said() -> None:
    words = Attributes("m@1", (COLOUR, SLEEVE), least=0.5)
    blue = np.array([0, 0, 1], np.float32)
    assert words(blue, Broad.TOPWEAR) == {"colour": "blue", "sleeve": "short"}
    assert words(blue, Broad.BAGS) == {"colour": "blue"}
    assert Attributes("m@1", (COLOUR, SLEEVE), least=0.6)(blue, Broad.TOPWEAR) == {"colour": "blue"}
    assert Attributes("m@1", (COLOUR,), least=0.5)(np.zeros(3, np.float32), Broad.TOPWEAR) == {}


def test_the_stage_writes_them_into_the_record_and_its_json() -> None:
    before = look(article(1, Broad.TOPWEAR, 0.9, (5, 25)), article(2, Broad.BOTTOMWEAR, 0.8, (35, 55)))
    stage = EmbedArticles(MeanColour(), attributes=Attributes("m@1", (COLOUR, SLEEVE)))
    after = stage(Photo("p.jpg", PIXELS), before)
    assert [each.attributes for each in after.articles] == [{"colour": "red", "sleeve": "short"}, {"colour": "blue"}]
    assert after.to_json()["articles"][1]["attributes"] == {"colour": "blue"}
    assert type(after).from_json(after.to_json()).articles[0].attributes == {"colour": "red", "sleeve": "short"}
    assert "attributes" not in before.to_json()["articles"][0]


def test_heads_come_back_from_their_file_for_their_version_only(tmp_path: Path) -> None:
    card = load_model("embedding").card.model_copy(update={"name": "m", "version": "1"})
    model = Model(tmp_path / "m.onnx", card)
    assert read_attributes(model) is None
    Attributes("m@1", (COLOUR, SLEEVE), 0.4).save(tmp_path / "m.attributes.npz")
    found = read_attributes(model)
    assert found is not None
    blue = np.array([0, 0, 1], np.float32)
    assert found(blue, Broad.TOPWEAR) == {"colour": "blue", "sleeve": "short"}
    assert (found.least, found.heads[1].broads) == (0.4, SLEEVE.broads)
    assert read_attributes(Model(model.path, card.model_copy(update={"version": "2"}))) is None
    (tmp_path / "m.attributes.npz").write_bytes(b"half")
    assert read_attributes(model) is None


@pytest.mark.skipif(not (WEIGHTS / "embedding.attributes.npz").is_file(), reason="no heads ship")
def test_shipped_heads_read_the_shipped_vectors() -> None:
    model = load_model("embedding")
    words = read_attributes(model)
    assert words is not None
    assert {head.weight.shape[1] for head in words.heads} == {model.card.settings["dimension"]}
    assert "neckline" not in {head.name for head in words.heads}, "it is right in two of five only"
