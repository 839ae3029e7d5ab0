"""The record of one rendered picture, kept beside it so that a stopped shoot loses nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.boutique.truth import LOGO_PASS, write_json

Labels = NDArray[np.int64]
Box = list[float]


@dataclass(frozen=True)
class Seen:
    """A product as a picture shows it.

    Attributes:
        product: its id.
        bbox: [x, y, width, height] in pixels.
        rle: COCO's compressed run-length mask: `size` [height, width] and `counts`.
        area: pixels.
        logos: boxes of the brand marks that can be seen on it.
    """

    product: str
    bbox: Box
    rle: Mapping[str, Any]
    area: int
    logos: list[Box] = field(default_factory=list)


@dataclass(frozen=True)
class Record:
    """All that is known of a picture.

    Attributes:
        file: its path below the shop's folder.
        kind: `page`, `look` or `packshot`.
        owner: id of the page, look or product.
        view: view label, empty but for pages.
        split: `train`, `validation` or `test`.
        lead: the page's primary product, or the one that the picture was made for.
        outfit: ids of all products worn, innermost first.
        scene: name of the backdrop.
        width: pixels.
        height: pixels.
        keypoints: 51 numbers x, y, visibility; zeros where there is nobody.
        person: box of the person; zeros where there is nobody.
        seen: the products that can be seen.
        faults: why the gate threw the picture out, empty when it is good.
        attempt: how often it had been tried before.
    """

    file: str
    kind: str
    owner: str
    view: str
    split: str
    lead: str
    outfit: list[str]
    scene: str
    width: int
    height: int
    keypoints: list[float]
    person: Box
    seen: list[Seen] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    attempt: int = 0


def seen_products(objects: Labels, materials: Labels, products: Mapping[str, int]) -> list[Seen]:
    """Boxes, masks and logo boxes of the products of which at least one pixel is seen.

    Args:
        objects: (H, W) object numbers.
        materials: (H, W) material numbers; `LOGO_PASS` where a brand mark is.
        products: object number by id.
    """
    found = []
    for name, number in products.items():
        mask = objects == number
        if mask.any():
            logo = mask & (materials == LOGO_PASS)
            found.append(Seen(name, box(mask), encoded(mask), int(mask.sum()), logo_boxes(logo)))
    return found


def box(mask: NDArray[np.bool_]) -> Box:
    """[x, y, width, height] of the pixels of a mask that has some."""
    rows, columns = np.where(mask.any(1))[0], np.where(mask.any(0))[0]
    return [float(columns[0]), float(rows[0]), float(columns[-1] - columns[0] + 1), float(rows[-1] - rows[0] + 1)]


def logo_boxes(mask: NDArray[np.bool_], fewest: int = 12) -> list[Box]:
    """One box for every connected brand mark of at least `fewest` pixels; gaps between letters count as connected."""
    from scipy.ndimage import binary_dilation
    from scipy.ndimage import label as connected

    parts, count = connected(binary_dilation(mask, iterations=3))
    own = [mask & (parts == number) for number in range(1, count + 1)]
    return [box(part) for part in own if part.sum() >= fewest]


def encoded(mask: NDArray[np.bool_]) -> dict[str, Any]:
    """COCO's compressed run lengths of a mask, with the counts as text."""
    from pycocotools import mask as coco_mask

    made = coco_mask.encode(np.asfortranarray(mask.astype(np.uint8)))
    return {"size": [int(side) for side in made["size"]], "counts": made["counts"].decode("ascii")}


def save_record(record: Record, folder: Path) -> None:
    """Writes `<folder>/<file with dashes>.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(asdict(record), record_path(record.file, folder))


def record_path(file: str, folder: Path) -> Path:
    """Where the record of a picture is kept."""
    return folder / (file.removesuffix(".webp").replace("/", "-") + ".json")


def read_record(path: Path) -> Record:
    """Reads a record back."""
    stored = json.loads(path.read_text("utf-8"))
    return Record(**{**stored, "seen": [Seen(**each) for each in stored["seen"]]})
