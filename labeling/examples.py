"""A data-set version as training examples; training only."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tqdm import tqdm

from data.taxonomy import FINE_BY_NAME, Broad
from labeling.datasets import BASE, POOL, articles_of
from labeling.scores.chance import drawn
from models.detector.dataset import Example, example
from pipeline.look import Mask


def version_examples(
    coco: Mapping[str, Any], folders: Mapping[str, Path], replay: int | None, seed: str
) -> list[Example]:
    """All corrections, and the base set again so that nothing is unlearned.

    Args:
        coco: of a version.
        folders: where the photos of each source lie.
        replay: how many photos of the base set, drawn by the seed; None takes all.
        seed: of the draw.

    Returns:
        The examples; a photo with a region that is not judged (a crowd) is left out, as in `street_examples`.
    """
    names = {category["id"]: category["name"] for category in coco["categories"]}
    usable = [(image, found) for image, found in articles_of(coco) if not any(one["iscrowd"] for one in found)]
    base = [pair for pair in usable if pair[0]["source"] == BASE]
    base.sort(key=lambda pair: drawn(pair[0]["file_name"], seed))
    chosen = base[:replay] + [pair for pair in usable if pair[0]["source"] == POOL]
    return [
        _example(image, found, names, folders[image["source"]])
        for image, found in tqdm(chosen, desc="reading photos", unit="photo", mininterval=5)
    ]


def _example(image: Mapping[str, Any], found: list[dict[str, Any]], names: Mapping[int, str], folder: Path) -> Example:
    articles: list[tuple[Broad, Any]] = [
        (FINE_BY_NAME[names[one["category_id"]]].broad, Mask.model_validate(one["segmentation"]).decode())
        for one in found
    ]
    # Small ones on top of large ones where they overlap.
    articles.sort(key=lambda article: -int(article[1].sum()))
    return example(Path(image["file_name"]).stem, folder / image["file_name"], articles)
