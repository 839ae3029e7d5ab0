from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from data.taxonomy import FINE_TYPES
from pipeline.embedding import Embeddings
from settings import Settings

COLUMNS = (
    "id",
    "title",
    "brand",
    "price",
    "currency",
    "category",
    "model",
    "colour",
    "pattern",
    "neckline",
    "sleeve",
    "occasion",
    "images",
)


class ColourEmbedder:
    """A true embedder, only a simple one: the mean colour of a 4 x 4 grid; the redder its
    middle, the later the fine type.

    It counts its pictures, so that tests can tell what was computed again.
    """

    dimension = 49

    def __init__(self, model: str = "colours@1.0.0") -> None:
        self.model = model
        self.seen = 0

    def embed(self, crops: Sequence[NDArray[np.uint8]], shares: object = None) -> Embeddings:
        self.seen += len(crops)
        grids = np.stack([np.asarray(Image.fromarray(crop).resize((4, 4), Image.Resampling.BOX)) for crop in crops])
        flat = np.concatenate([grids.reshape(len(crops), -1) / 255.0, np.full((len(crops), 1), 0.5)], axis=1)
        vectors = flat / np.linalg.norm(flat, axis=1, keepdims=True)
        red = grids[:, 1:3, 1:3, 0].mean(axis=(1, 2)) / 256.0
        places = (red * len(FINE_TYPES)).astype(int)
        fine = np.full((len(crops), len(FINE_TYPES)), 0.1 / len(FINE_TYPES), np.float32)
        fine[np.arange(len(crops)), places] += 0.9
        return Embeddings(vectors.astype(np.float32), fine)


@pytest.fixture
def embedder() -> ColourEmbedder:
    return ColourEmbedder()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("BTL_STATE", str(tmp_path / "state"))
    return Settings()


Row = dict[str, Any]


class Shop:
    """A shop's folder: its pictures and its file of goods."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def picture(self, name: str, colour: tuple[int, int, int] = (200, 30, 30), size: tuple[int, int] = (40, 60)) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", size, colour).save(path)
        return name

    def row(self, number: int, **changes: Any) -> Row:
        """A good row with a picture of its own."""
        if "images" not in changes:
            changes["images"] = self.picture(f"images/{number}.png", (number % 256, number // 256 % 256, 60))
        row = {"id": f"p{number}", "title": f"Thing {number}", "brand": "Testa", "price": "19.90", "currency": "EUR"}
        return row | {"category": "shirts"} | changes

    def csv(
        self, rows: Sequence[Row], name: str = "products.csv", delimiter: str = ",", encoding: str = "utf-8"
    ) -> Path:
        path = self.folder / name
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)
        return path

    def jsonl(self, rows: Sequence[Row], name: str = "goods.jsonl") -> Path:
        path = self.folder / name
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        return path


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "shop")


class Problems(dict[int, str]):
    """Row number -> problem, as an import reports them."""

    def __call__(self, row: int, problem: str) -> None:
        assert row not in self, f"row {row} was reported twice"
        self[row] = problem


@pytest.fixture
def problems() -> Problems:
    return Problems()
