from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from labeling.found import Found
from labeling.pool import Pool
from labeling.views import LIVE, View
from pipeline.photo import Photo
from settings import Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in ("DATABASE_URL", "BTL_LABEL_STUDIO_URL", "BTL_LABEL_STUDIO_TOKEN", "BTL_POOL"):
        monkeypatch.delenv(name, raising=False)
    return Settings(state=tmp_path / "state")


@pytest.fixture
def pool(settings: Settings) -> Pool:
    return Pool.open(settings)


def picture(seed: int, width: int = 240, height: int = 360) -> Photo:
    """A photo unlike those of other seeds: coloured blocks."""
    chance = np.random.default_rng(seed)
    image = Image.new("RGB", (width, height), tuple(chance.integers(0, 256, 3).tolist()))
    draw = ImageDraw.Draw(image)
    for _ in range(14):
        x0, y0 = chance.uniform(0, 0.8, 2)
        x1, y1 = x0 + chance.uniform(0.1, 0.5), y0 + chance.uniform(0.1, 0.5)
        box = (x0 * width, y0 * height, x1 * width, y1 * height)
        draw.rectangle(box, fill=tuple(chance.integers(0, 256, 3).tolist()))
    return Photo(f"{seed}.png", np.asarray(image))


def some_found(seed: int, count: int = 8, size: tuple[int, int] = (240, 360)) -> Found:
    """Random detections, some on top of each other."""
    chance = np.random.default_rng(seed)
    low = chance.uniform(0, 0.6, (count, 2)) * size
    boxes = np.concatenate([low, low + chance.uniform(0.1, 0.4, (count, 2)) * size], axis=1)
    for place in range(1, count, 2):  # every second one lies almost on the one before
        boxes[place] = boxes[place - 1] + chance.uniform(-6, 6, 4)
    boxes = np.clip(boxes, 0, [*size, *size])
    rows = np.concatenate([chance.integers(0, 7, (count, 1)), chance.uniform(0.05, 1, (count, 1)), boxes], axis=1)
    return Found.from_rows(rows[np.argsort(-rows[:, 1], kind="stable")].tolist())


def live(seed: int, count: int = 4) -> View:
    """A live view with embeddings."""
    found = some_found(seed, count)
    vectors = np.random.default_rng(seed).normal(size=(count, 16))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return View(LIVE, "detector@0.1.0", found, tuple("" for _ in range(count)), vectors.astype(np.float16))


def fill(pool: Pool, count: int, first: int = 0) -> list[str]:
    """Different photos in the pool; their sha256 in the order they were added."""
    return [pool.add(picture(seed), [live(seed)], "test").sha256 for seed in range(first, first + count)]
