"""Writes street photos as a data set in COCO's format, which pycocotools and Label Studio read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from data.street.read import StreetPhoto, tight_box
from data.taxonomy import FINE_TYPES, Broad, fine_types
from pipeline.look import Mask

CATEGORY_ID: dict[str, int] = {fine.name: number for number, fine in enumerate(FINE_TYPES, start=1)}


def to_coco(photos: Iterable[StreetPhoto]) -> dict[str, Any]:
    """The photos' articles as COCO instances: categories are fine types, their supercategory the broad category.

    A region that is not judged becomes a crowd annotation of the first fine type of each broad category it hides,
    because COCO's evaluation neither rewards nor punishes detections on a crowd.
    """
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for number, photo in enumerate(photos, start=1):
        height, width = photo.labels.shape
        name = photo.image.name
        images.append({"id": number, "file_name": name, "width": width, "height": height, "split": photo.split})
        for article in photo.articles():
            annotations.append(_annotation(len(annotations) + 1, number, article.fine, article.mask, crowd=False))
        for region in photo.ignored():
            for broad in region.broads:
                fine = _first_fine(broad)
                annotations.append(_annotation(len(annotations) + 1, number, fine, region.mask, crowd=True))
    return {"images": images, "annotations": annotations, "categories": coco_categories()}


def coco_categories() -> list[dict[str, Any]]:
    """The taxonomy as COCO categories."""
    return [{"id": CATEGORY_ID[f.name], "name": f.name, "supercategory": f.broad.value} for f in FINE_TYPES]


def _first_fine(broad: Broad) -> str:
    return fine_types(broad)[0].name


def _annotation(number: int, image: int, fine: str, mask: Any, *, crowd: bool) -> dict[str, Any]:
    x0, y0, x1, y1 = tight_box(mask)
    return {
        "id": number,
        "image_id": image,
        "category_id": CATEGORY_ID[fine],
        "bbox": [x0, y0, x1 - x0, y1 - y0],
        "area": float(mask.sum()),
        "iscrowd": int(crowd),
        "segmentation": Mask.encode(mask).model_dump(),
    }
