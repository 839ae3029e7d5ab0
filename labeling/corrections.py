"""What taggers corrected, as COCO instances with masks.

Taggers draw boxes; Mask R-CNN learns masks. The mask of a corrected box is the one that the detector gave to the same
thing (the detection with the highest IoU, at least 0.5, one of the same category first), stretched so that it fills
the tagger's box. A box that the detector missed gets the ellipse that fills it: cruder than a mask, closer to a garment
than the box itself, and tight, which is what the box of a training example is read off.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from data.street.coco import CATEGORY_ID, coco_categories
from data.taxonomy import FINE_BY_NAME
from labeling.found import CLASS_NUMBER, Found, iou_matrix
from labeling.queue import State
from labeling.tables import PhotoRow, TruthRow, ViewRow
from labeling.views import LIVE
from pipeline.look import Mask

SAME_THING_IOU = 0.5
USED = (State.ACCEPTED.value, State.IN_SET.value)


def corrections(session: Session) -> dict[str, Any]:
    """All accepted photos of the pool with their articles, in the order of their sha256."""
    query = select(PhotoRow, TruthRow).join(TruthRow, TruthRow.sha256 == PhotoRow.sha256)
    rows = session.execute(query.where(PhotoRow.state.in_(USED)).order_by(PhotoRow.sha256))
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for number, (photo, truth) in enumerate(rows, start=1):
        size = {"width": photo.width, "height": photo.height}
        images.append(
            {"id": number, "file_name": f"{photo.sha256}.jpg", "photo": photo.sha256, "split": "train", **size}
        )
        view = session.get(ViewRow, (photo.sha256, LIVE), options=[undefer(ViewRow.masks)])
        for fine, *box in truth.articles:
            mask = mask_of(fine, box, view, (photo.height, photo.width))
            if mask.any():
                annotations.append(_annotation(len(annotations) + 1, number, fine, box, mask))
    return {"images": images, "annotations": annotations, "categories": coco_categories()}


def mask_of(fine: str, box: Sequence[float], view: ViewRow | None, size: tuple[int, int]) -> NDArray[np.bool_]:
    """The mask of a corrected box.

    Args:
        fine: its fine type.
        box: x0, y0, x1, y1 in pixels.
        view: the live detector's view of the photo, with masks; None if there is none.
        size: height and width of the photo.

    Returns:
        (H, W) bool, tight in the box rounded to whole pixels.
    """
    x0, y0 = (max(0, round(edge)) for edge in box[:2])
    x1, y1 = max(x0 + 1, min(size[1], round(box[2]))), max(y0 + 1, min(size[0], round(box[3])))
    whole = np.zeros(size, np.bool_)
    shape = _detected_shape(fine, box, view, size)
    if shape is None:
        part = _ellipse(x1 - x0, y1 - y0)
    else:
        part = np.asarray(Image.fromarray(shape).resize((x1 - x0, y1 - y0), Image.Resampling.NEAREST), np.bool_)
    inside = whole[y0:y1, x0:x1]
    inside[:] = part[: inside.shape[0], : inside.shape[1]]
    return whole


def _detected_shape(
    fine: str, box: Sequence[float], view: ViewRow | None, size: tuple[int, int]
) -> NDArray[np.bool_] | None:
    """The detector's mask of the same thing, cut to its own extent."""
    if view is None or not view.masks or not view.boxes:
        return None
    found = Found.from_rows(view.boxes)
    overlap = iou_matrix(np.array([box], np.float64), found.boxes)[0]
    same = found.classes == CLASS_NUMBER[FINE_BY_NAME[fine].broad]
    for place in np.argsort(-(overlap + same), kind="stable").tolist():
        counts = view.masks[place]
        if overlap[place] < SAME_THING_IOU or not counts:
            continue
        mask = Mask(size=size, counts=counts).decode()
        if mask.any():
            rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
            cut: NDArray[np.bool_] = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            return cut
    return None


def _ellipse(width: int, height: int) -> NDArray[np.bool_]:
    image = Image.new("1", (width, height))
    ImageDraw.Draw(image).ellipse((0, 0, width - 1, height - 1), fill=1)
    return np.asarray(image, np.bool_)


def _annotation(number: int, image: int, fine: str, box: Sequence[float], mask: NDArray[np.bool_]) -> dict[str, Any]:
    x0, y0, x1, y1 = box
    return {
        "id": number,
        "image_id": image,
        "category_id": CATEGORY_ID[fine],
        "bbox": [x0, y0, x1 - x0, y1 - y0],
        "area": float(mask.sum()),
        "iscrowd": 0,
        "segmentation": Mask.encode(mask).model_dump(),
    }
