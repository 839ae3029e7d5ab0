"""Self-training: a detector labels photos of which only tags are known, and its student learns from them too.

Clothing Co-Parsing has 1,000 photos with a list of labels but no pixels. The list says which broad categories are in
the photo and how many of each, so the teacher's boxes can be corrected by a truth that it did not have: of a tagged
category as many detections are kept as there are labels of it, a sweater taken for a shirt gets its own category back,
and what is not tagged is dropped. Just where the teacher was wrong the student has most to learn.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

from tqdm import tqdm

from data.street.read import TaggedPhoto, read_tagged
from data.street.rules import FINE_OF_LABEL, SHOE_LABELS
from data.taxonomy import FINE_BY_NAME, Broad
from models.detector.dataset import Example, Origin, example
from pipeline.detection import ArticleDetector, Detection
from pipeline.look import Mask
from pipeline.photo import open_photo

# A tagged category whose best detection is below this is there, but who knows where.
MIN_SCORE = 0.15
# A detection of another category must be quite certain of its box before it is renamed.
MIN_RENAMED_SCORE = 0.4
# A second detection this much on the first one's cloth is the first one again.
SAME_CLOTH = 0.5
SAME_PLACE: dict[Broad, frozenset[Broad]] = {
    Broad.TOPWEAR: frozenset({Broad.OUTERWEAR}),
    Broad.OUTERWEAR: frozenset({Broad.TOPWEAR}),
    Broad.SKIRTS: frozenset({Broad.BOTTOMWEAR}),
    Broad.BOTTOMWEAR: frozenset({Broad.SKIRTS}),
}
"""Categories that are taken for each other and cover the same part of the body, so that the box stays right. A dress
taken for a skirt doesn't count: its box would be wrong."""


def tagged_counts(tags: frozenset[str]) -> Counter[Broad]:
    """How many articles of each broad category the tags promise; all shoes are one pair."""
    counts = Counter(FINE_BY_NAME[FINE_OF_LABEL[tag]].broad for tag in tags if tag in FINE_OF_LABEL)
    if SHOE_LABELS & tags:
        counts[Broad.FOOTWEAR] = 1
    return counts


def agreeing(detections: list[Detection], tags: frozenset[str]) -> list[Detection] | None:
    """The detections that the tags confirm or correct, or None if a tagged article was not found at all.

    A photo with a known article that nobody located would teach the student that it is background: it is left out.
    """
    wanted = tagged_counts(tags)
    kept: list[Detection] = []
    for found in sorted(detections, key=lambda detection: -detection.score):
        if wanted[found.broad] > 0 and found.score >= MIN_SCORE and not _again(found, kept):
            kept.append(found)
            wanted[found.broad] -= 1
    for broad in [broad for broad, count in wanted.items() for _ in range(count)]:
        renamed = _renamed(broad, detections, kept)
        if renamed is None:
            return None
        kept.append(renamed)
    return kept or None


def _renamed(broad: Broad, detections: list[Detection], kept: list[Detection]) -> Detection | None:
    """The most certain detection that can only be the missing article, under its right name."""
    mistaken = [
        found
        for found in detections
        if found.broad in SAME_PLACE.get(broad, ()) and found.score >= MIN_RENAMED_SCORE and not _again(found, kept)
    ]
    best = max(mistaken, key=lambda detection: detection.score, default=None)
    return None if best is None else best._replace(broad=broad)


def _again(found: Detection, kept: list[Detection]) -> bool:
    """Whether most of its cloth is, under this name or one that it is taken for, a kept detection's already."""
    area = max(1, int(found.mask.sum()))
    alike = {found.broad, *SAME_PLACE.get(found.broad, ())}
    return any(other.broad in alike and (found.mask & other.mask).sum() > SAME_CLOTH * area for other in kept)


def label_tagged(detector: ArticleDetector, street: Path, out: Path) -> int:
    """Label all tagged photos and write them as COCO instances of broad categories; returns how many were usable."""
    images: list[dict[str, Any]] = []
    for photo in tqdm(list(read_tagged(street)), desc="label", unit="photo", mininterval=10):
        record = _labelled(detector, photo)
        if record is not None:
            images.append(record)
    temporary = out.with_suffix(".part")
    temporary.write_text(json.dumps({"photos": images}), "utf-8")
    os.replace(temporary, out)
    return len(images)


def _labelled(detector: ArticleDetector, photo: TaggedPhoto) -> dict[str, Any] | None:
    if "suit" in photo.tags:
        return None
    kept = agreeing(detector.detect(open_photo(photo.image)), photo.tags)
    if kept is None:
        return None
    articles = [{"broad": d.broad.value, "score": d.score, "mask": Mask.encode(d.mask).model_dump()} for d in kept]
    return {"id": photo.id, "file_name": photo.image.name, "articles": articles}


def labelled_examples(labels: Path, street: Path) -> list[Example]:
    """The photos that `label_tagged` labelled, as training examples."""
    examples: list[Example] = []
    for photo in json.loads(labels.read_text("utf-8"))["photos"]:
        masks = [(Broad(a["broad"]), Mask.model_validate(a["mask"]).decode()) for a in photo["articles"]]
        masks.sort(key=lambda item: -int(item[1].sum()))
        examples.append(example(photo["id"], street / "photos" / photo["file_name"], masks, Origin.MACHINE))
    return examples
