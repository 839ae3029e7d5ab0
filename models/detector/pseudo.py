"""Self-training: a detector labels photos of which only tags are known, and its student learns from them too.

Clothing Co-Parsing has 1,000 photos with a list of labels but no pixels. The list says which broad categories are in
the photo and how many of each, so the teacher's boxes can be filtered by a truth that it did not have: a category that
is not tagged is dropped, and of a tagged one as many detections are kept as there are labels of it.
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
from models.detector.dataset import Example, example
from pipeline.detection import ArticleDetector, Detection
from pipeline.look import Mask
from pipeline.photo import open_photo

# A tagged category whose best detection is below this is probably there, but who knows where.
MIN_SCORE = 0.3


def tagged_counts(tags: frozenset[str]) -> Counter[Broad]:
    """How many articles of each broad category the tags promise; all shoes are one pair."""
    counts = Counter(FINE_BY_NAME[FINE_OF_LABEL[tag]].broad for tag in tags if tag in FINE_OF_LABEL)
    if SHOE_LABELS & tags:
        counts[Broad.FOOTWEAR] = 1
    return counts


def agreeing(detections: list[Detection], tags: frozenset[str]) -> list[Detection] | None:
    """The detections that the tags confirm, or None if a tagged category was not found with enough confidence.

    A photo with a known article that nobody located would teach the student that it is background: it is left out.
    """
    kept: list[Detection] = []
    for broad, count in tagged_counts(tags).items():
        found = [d for d in detections if d.broad is broad and d.score >= MIN_SCORE]
        if len(found) < count:
            return None
        kept += sorted(found, key=lambda detection: -detection.score)[:count]
    return kept or None


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
        examples.append(example(photo["id"], street / "photos" / photo["file_name"], masks))
    return examples
