"""The shop index's files."""

import json
from pathlib import Path

import numpy as np
import pytest

from data.taxonomy import Broad
from pipeline.retrieval import IndexRow, ShopIndex, ShopIndexError
from tests.pipeline.shop import D, goods, in_colours, two_shelves, unit


@pytest.fixture
def index() -> ShopIndex:
    return two_shelves()


@pytest.mark.parametrize("flat_up_to", [10, 1000])
def test_saved_index_answers_alike(tmp_path: Path, flat_up_to: int) -> None:
    random = np.random.default_rng(5)
    rows, vectors = goods(random, 50, 3)
    rows = in_colours(rows, 2)
    rows[0] = IndexRow('šaty "1"/ü', "a b.jpg", "model 1/ü")
    before = ShopIndex({Broad.DRESSES: rows}, {Broad.DRESSES: vectors}, "m@1", flat_up_to)
    before.save(tmp_path / "größe")
    after = ShopIndex.load(tmp_path / "größe")
    assert (after.size, after.dimension, after.model) == (150, D, "m@1")
    queries = np.concatenate([vectors[:1], unit(random, 4)])
    assert after.search(Broad.DRESSES, queries, 7) == before.search(Broad.DRESSES, queries, 7)
    assert after.search(Broad.DRESSES, queries, 7)[0][0].product_id == 'šaty "1"/ü'


def test_empty_index_is_saved_too(tmp_path: Path) -> None:
    ShopIndex({}, {}, "m@1").save(tmp_path)
    assert ShopIndex.load(tmp_path).size == 0


def test_an_index_from_before_there_were_models_is_read(tmp_path: Path, index: ShopIndex) -> None:
    index.save(tmp_path)
    for file in tmp_path.glob("*.rows.json"):
        file.write_text(json.dumps([row[:2] for row in json.loads(file.read_text())]))
    query = unit(np.random.default_rng(9), 1)
    assert ShopIndex.load(tmp_path).search(Broad.TOPWEAR, query, 5) == index.search(Broad.TOPWEAR, query, 5)


@pytest.mark.parametrize("file", ["contents.json", "footwear.faiss", "footwear.rows.json"])
@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_incomplete_index_is_refused(tmp_path: Path, index: ShopIndex, file: str, damage: str) -> None:
    index.save(tmp_path)
    content = (tmp_path / file).read_bytes()
    (tmp_path / file).unlink()
    if damage == "cut":
        (tmp_path / file).write_bytes(content[: len(content) // 2])
    with pytest.raises(ShopIndexError, match="import the catalogue again"):
        ShopIndex.load(tmp_path)


def test_rows_of_another_index_are_refused(tmp_path: Path, index: ShopIndex) -> None:
    index.save(tmp_path)
    (tmp_path / "footwear.rows.json").write_text('[["p", "p.jpg"]]')
    with pytest.raises(ShopIndexError, match="24 vectors of 'footwear' but 1 rows"):
        ShopIndex.load(tmp_path)
