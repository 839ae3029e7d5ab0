"""How the taxonomy looks in Label Studio, and how our detections become its predictions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np

from data.taxonomy import BROAD_LABELS, FINE_TYPES, Broad, fine_types
from labeling.found import Found, iou_matrix

CONTROL, IMAGE = "article", "photo"
# Keys that Label Studio itself does not use, in the order of the taxonomy.
HOTKEYS = "1234567890qwertyopgj"
COLOURS: dict[Broad, str] = {
    Broad.TOPWEAR: "#1f77b4",
    Broad.OUTERWEAR: "#d62728",
    Broad.BOTTOMWEAR: "#2ca02c",
    Broad.SKIRTS: "#9467bd",
    Broad.DRESSES: "#ff7f0e",
    Broad.FOOTWEAR: "#8c564b",
    Broad.BAGS: "#e377c2",
}
# A tagger deletes a wrong box faster than drawing a missing one, but not twenty of them.
OFFERED_SCORE = 0.25
OFFERED_MOST = 12
SAME_THING_IOU = 0.7


def labelling_config() -> str:
    """The project's labelling interface: upright boxes with the fine types, one key each."""
    keys = {fine.name: key for fine, key in zip(FINE_TYPES, HOTKEYS, strict=True)}
    labels = [
        f"    <Label value={quoteattr(fine.name)} hotkey={quoteattr(keys[fine.name])} "
        f"background={quoteattr(COLOURS[broad])} hint={quoteattr(f'{fine.label} ({BROAD_LABELS[broad]})')}/>"
        for broad in Broad
        for fine in fine_types(broad)
    ]
    return "\n".join(
        [
            "<View>",
            f'  <Image name="{IMAGE}" value="$image" zoom="true"/>',
            f'  <RectangleLabels name="{CONTROL}" toName="{IMAGE}" canRotate="false">',
            *labels,
            "  </RectangleLabels>",
            "</View>",
        ]
    )


def prediction(
    found: Found, fines: Sequence[str] | None, size: tuple[int, int], model: str, confidence: float
) -> dict[str, Any]:
    """What the tagger starts from.

    Args:
        found: the live detector's view.
        fines: fine types, one a detection; None takes the first of each broad category.
        size: width and height of the photo.
        model: "name@version" of the detector.
        confidence: 0..1; Label Studio serves the lowest first.
    """
    names = list(fines) if fines is not None else [fine_types(found.broad(n))[0].name for n in range(len(found))]
    regions = [_region(found, n, names[n], size) for n in offered(found)]
    return {"model_version": model, "score": round(confidence, 6), "result": regions}


def offered(found: Found) -> list[int]:
    """Places of the detections that a tagger gets to see: the surer ones, each thing once."""
    kept: list[int] = []
    overlaps = iou_matrix(found.boxes, found.boxes)
    for place in range(len(found)):
        if found.scores[place] >= OFFERED_SCORE and not np.any(overlaps[place, kept] > SAME_THING_IOU):
            kept.append(place)
    return kept[:OFFERED_MOST]


def _region(found: Found, place: int, fine: str, size: tuple[int, int]) -> dict[str, Any]:
    width, height = size
    x0, y0, x1, y1 = np.clip(found.boxes[place], 0, [width, height, width, height]).tolist()
    value = {"x": 100 * x0 / width, "y": 100 * y0 / height, "width": 100 * (x1 - x0) / width}
    return {
        "id": f"d{place}",
        "type": "rectanglelabels",
        "from_name": CONTROL,
        "to_name": IMAGE,
        "original_width": width,
        "original_height": height,
        "image_rotation": 0,
        "score": float(found.scores[place]),
        "value": {**value, "height": 100 * (y1 - y0) / height, "rotation": 0, "rectanglelabels": [fine]},
    }
