from __future__ import annotations

from typing import Any

import pytest

from data.taxonomy import BROAD_CATEGORIES, Broad
from models.detector.dataset import CLASS_OF
from models.detector.evaluate import average_precision, mean, table


def truth(boxes: list[list[float]], crowd: bool = False) -> dict[str, Any]:
    bags = CLASS_OF[Broad.BAGS]
    return {
        "images": [{"id": n, "width": 100, "height": 100} for n in range(1, len(boxes) + 1)],
        "categories": [{"id": CLASS_OF[b], "name": b.value} for b in BROAD_CATEGORIES],
        "annotations": [
            {
                "id": n,
                "image_id": n,
                "category_id": bags,
                "bbox": box,
                "area": box[2] * box[3],
                "iscrowd": int(crowd and n == 1),
            }
            for n, box in enumerate(boxes, start=1)
        ],
    }


def found(image: int, box: list[float], score: float) -> dict[str, Any]:
    return {"image_id": image, "category_id": CLASS_OF[Broad.BAGS], "bbox": box, "score": score}


BOX = [10.0, 10.0, 40.0, 40.0]
ELSEWHERE = [60.0, 60.0, 20.0, 20.0]


@pytest.mark.parametrize(
    ("detections", "expected"),
    [
        ([found(1, BOX, 0.9), found(2, BOX, 0.8)], 1.0),
        ([found(1, BOX, 0.9)], 0.505),  # half the recall: 51 of COCO's 101 recall points
        ([found(1, ELSEWHERE, 0.9), found(1, BOX, 0.8), found(2, BOX, 0.7)], 2 / 3),  # a false alarm first
        ([found(1, [10.0, 10.0, 40.0, 19.0], 0.9)], 0.0),  # IoU under one half
        ([], 0.0),
    ],
)
def test_average_precision_by_hand(detections: list[dict[str, Any]], expected: float) -> None:
    ap = average_precision(truth([BOX, BOX]), detections)
    assert ap.keys() == {Broad.BAGS}
    assert ap[Broad.BAGS] == pytest.approx(expected, abs=0.005)


def test_detections_on_a_crowd_are_not_judged() -> None:
    detections = [found(1, BOX, 0.95), found(2, BOX, 0.9)]
    assert average_precision(truth([BOX, BOX], crowd=True), detections)[Broad.BAGS] == pytest.approx(1.0)


def test_the_table_names_the_mean() -> None:
    figures = {Broad.BAGS: 0.5, Broad.SKIRTS: 0.7}
    assert mean(figures) == pytest.approx(0.6)
    assert table(figures).splitlines()[-1] == "mean         0.600"
