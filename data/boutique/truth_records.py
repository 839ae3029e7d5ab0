"""What `truth.json` says of one picture, as typed records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.taxonomy import VIEWS, View

KINDS = ("page", "look", "packshot")
Box = tuple[float, float, float, float]
"""[x, y, width, height] in pixels, as COCO has it."""
Keypoint = tuple[float, float, int]
"""x, y and COCO's visibility: 0 not in the picture, 1 hidden, 2 seen."""


@dataclass(frozen=True)
class Worn:
    """A product that can be seen in a picture.

    Attributes:
        product: its id.
        category: its fine type.
        box: of what can be seen of it.
        area: pixels.
        rle: COCO's compressed run lengths: `size` [height, width] and `counts`.
    """

    product: str
    category: str
    box: Box
    area: float
    rle: Mapping[str, Any]

    def mask(self) -> NDArray[np.bool_]:
        """(height, width) where it can be seen."""
        from pycocotools import mask as coco_mask

        return np.asarray(coco_mask.decode({**self.rle, "counts": self.rle["counts"].encode("ascii")}), bool)


@dataclass(frozen=True)
class Logo:
    """A brand's logo that can be seen on a product."""

    product: str
    box: Box


@dataclass(frozen=True)
class Picture:
    """A picture and its truth.

    Attributes:
        file: its path below the shop's folder.
        kind: one of `KINDS`.
        owner: id of the page, of the look or of the product.
        view: of a page's shot; None for others.
        split: of the product it was made for.
        width: pixels.
        height: pixels.
        products: ids of all that is worn, innermost first, hidden or not.
        lead: id of the product it was made for.
        scene: name of the backdrop.
        keypoints: the 17 COCO points; None where there is nobody.
        person: box of the person; None likewise.
        goods: the products that can be seen; empty where the truth holds no masks of the picture.
        logos: the logos that can be seen.
    """

    file: str
    kind: str
    owner: str
    view: View | None
    split: str
    width: int
    height: int
    products: tuple[str, ...]
    lead: str
    scene: str
    keypoints: tuple[Keypoint, ...] | None
    person: Box | None
    goods: tuple[Worn, ...]
    logos: tuple[Logo, ...]

    @property
    def order(self) -> int:
        """Place of its view among `VIEWS`; pictures without one come last."""
        return VIEWS.index(self.view) if self.view else len(VIEWS)


def picture_of(image: Mapping[str, Any], annotations: Sequence[Mapping[str, Any]], names: Mapping[int, str]) -> Picture:
    """One image of COCO's list with its annotations.

    Args:
        image: its entry in `images`.
        annotations: those of the image.
        names: category names by number.

    Raises:
        KeyError: a field is missing; its name is the error's.
        ValueError: a value cannot be.
    """
    kind = image["kind"]
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} of {image['file_name']}")
    people = [each for each in annotations if names[each["category_id"]] == "person"]
    logos = [each for each in annotations if names[each["category_id"]] == "logo"]
    goods = [each for each in annotations if names[each["category_id"]] not in ("person", "logo")]
    if kind != "packshot" and len(people) != 1:
        raise ValueError(f"{len(people)} people in {image['file_name']}")
    return Picture(
        image["file_name"], kind, image.get(kind, image["lead"]), View(image["view"]) if image["view"] else None,
        image["split"], image["width"], image["height"], tuple(image["products"]), image["lead"], image["scene"],
        _keypoints(people[0]["keypoints"]) if people else None, _box(people[0]["bbox"]) if people else None,
        tuple(Worn(each["product"], names[each["category_id"]], _box(each["bbox"]), each["area"],
                   each["segmentation"]) for each in goods),
        tuple(Logo(each["product"], _box(each["bbox"])) for each in logos),
    )  # fmt: skip


def _box(numbers: Sequence[float]) -> Box:
    x, y, width, height = (float(number) for number in numbers)
    return (x, y, width, height)


def _keypoints(numbers: Sequence[float]) -> tuple[Keypoint, ...]:
    if len(numbers) != 51:
        raise ValueError(f"{len(numbers)} numbers of keypoints, not 51")
    return tuple((float(x), float(y), int(seen))
                 for x, y, seen in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True))  # fmt: skip
