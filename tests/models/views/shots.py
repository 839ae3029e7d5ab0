"""Shots for tests: scenes of coarse colours, and a folder of them that looks like a data set."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
from PIL import Image

from data.taxonomy import VIEWS


def scene(seed: int) -> Image.Image:
    """Coarse random colours."""
    coarse = np.random.default_rng(seed).integers(0, 256, (6, 4, 3), np.uint8)
    return Image.fromarray(coarse).resize((80, 120), Image.Resampling.BICUBIC)


def boutique_shop(folder: Path) -> Path:
    """A shop of three pages of five shots, one page a split."""
    images: list[dict[str, str | None]] = []
    for page, split in enumerate(("train", "validation", "test")):
        for number, view in enumerate(VIEWS):
            file = f"pages/{page}/{view.value}.png"
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            scene(10 * page + number).save(folder / file)
            images.append({"file_name": file, "kind": "page", "page": f"page-{page}", "view": view.value,
                           "split": split, "lead": f"p{page}"})  # fmt: skip
    images.append(
        {"file_name": "looks/1.png", "kind": "look", "look": "1", "view": None, "split": "test", "lead": "p0"}
    )
    (folder / "truth.json").write_text(json.dumps({"images": images, "annotations": [], "categories": []}))
    with (folder / "products.csv").open("w", newline="") as table:
        csv.writer(table).writerows([("id", "category"), ("p0", "shirts"), ("p1", "jeans"), ("p2", "dresses")])
    return folder
