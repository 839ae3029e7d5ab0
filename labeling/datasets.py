"""Data-set versions: immutable COCO files of the base set and the taggers' corrections.

`<folder>/v0002/annotations.json` holds images, annotations and categories as COCO has them; an image's `source` says
whether its file lies in the base set's folder or in the pool. `version.json` beside it names the parent, the counts and
the hash. A version is written aside and renamed into place; nothing changes it afterwards, with one exception: a
photo that is forgotten is taken out of every version, and the version says how many were.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

NAME = re.compile(r"v[0-9]{4,}")
ANNOTATIONS, MANIFEST = "annotations.json", "version.json"
BASE, POOL = "base", "pool"


class DataSetError(ValueError):
    """A data-set version is missing or damaged; the message says what to do."""


class Version(BaseModel):
    """What is known of a version.

    Attributes:
        name: "v0001", counted.
        parent: the version before; None for the first.
        photos: by source.
        articles: by fine type, crowds not counted.
        sha256: of annotations.json as it was when it was made.
        forgotten: photos that were taken out since.
        sha256_now: of annotations.json now; the same as `sha256` if nothing was forgotten.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    parent: str | None
    photos: dict[str, int]
    articles: dict[str, int]
    sha256: str
    forgotten: int = 0
    sha256_now: str


class DataSets:
    """The folder of versions. One process writes at a time (see `labeling.database.only_one`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """All versions, oldest first."""
        if not self._folder.is_dir():
            return []
        return sorted(path.name for path in self._folder.iterdir() if NAME.fullmatch(path.name))

    def version(self, name: str) -> Version:
        """What is known of a version.

        Raises:
            DataSetError: there is none of this name.
        """
        try:
            return Version.model_validate_json((self._folder / name / MANIFEST).read_text("utf-8"))
        except (OSError, ValueError):
            raise DataSetError(f"there is no data-set version {name!r}; there are {self.names()}") from None

    def read(self, name: str) -> dict[str, Any]:
        """The COCO data of a version, checked against its hash.

        Raises:
            DataSetError: it is missing, or not what was written.
        """
        version, data = self.version(name), (self._folder / name / ANNOTATIONS).read_bytes()
        if hashlib.sha256(data).hexdigest() != version.sha256_now:
            raise DataSetError(f"data-set version {name} was changed by hand: make a new one")
        coco: dict[str, Any] = json.loads(data)
        return coco

    def write(self, coco: Mapping[str, Any]) -> Version:
        """Make a new version, child of the last one; the last one itself if nothing is different."""
        data = _pack(coco)
        digest = hashlib.sha256(data).hexdigest()
        names = self.names()
        last = self.version(names[-1]) if names else None
        if last is not None and last.sha256_now == digest:
            return last
        number = int(names[-1][1:]) + 1 if names else 1
        version = _describe(f"v{number:04}", None if last is None else last.name, coco, digest)
        part = self._folder / f"{version.name}.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        _write(part / ANNOTATIONS, data)
        _write(part / MANIFEST, version.model_dump_json(indent=2).encode())
        part.rename(self._folder / version.name)
        return version

    def forget(self, sha256: str) -> int:
        """Take a photo of the pool out of all versions; in how many it was."""
        count = 0
        for name in self.names():
            coco = json.loads((self._folder / name / ANNOTATIONS).read_bytes())
            gone = {image["id"] for image in coco["images"] if image.get("photo") == sha256}
            if gone:
                count += 1
                self._replace(name, _without(coco, gone))
        return count

    def _replace(self, name: str, coco: Mapping[str, Any]) -> None:
        """Put smaller contents in a version's place; cut off half-way, the photo is still there to be found again."""
        old, data = self.version(name), _pack(coco)
        digest = hashlib.sha256(data).hexdigest()
        described = _describe(name, old.parent, coco, old.sha256)
        forgotten = sum(old.photos.values()) + old.forgotten - len(coco["images"])
        version = described.model_copy(update={"sha256": old.sha256, "sha256_now": digest, "forgotten": forgotten})
        for file, packed in ((MANIFEST, version.model_dump_json(indent=2).encode()), (ANNOTATIONS, data)):
            part = self._folder / name / f"{file}.part"
            _write(part, packed)
            part.replace(self._folder / name / file)


def merged(base: Mapping[str, Any], corrections: Mapping[str, Any]) -> dict[str, Any]:
    """Base set and corrections as one COCO data set; base first, numbers counted anew."""
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for source, part in ((BASE, base), (POOL, corrections)):
        number_of = {image["id"]: len(images) + place for place, image in enumerate(part["images"], start=1)}
        images += [{**image, "id": number_of[image["id"]], "source": source} for image in part["images"]]
        for one in part["annotations"]:
            annotations.append({**one, "id": len(annotations) + 1, "image_id": number_of[one["image_id"]]})
    return {"images": images, "annotations": annotations, "categories": base["categories"]}


def articles_of(coco: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each image with its annotations."""
    by_image: dict[int, list[dict[str, Any]]] = {}
    for one in coco["annotations"]:
        by_image.setdefault(one["image_id"], []).append(one)
    for image in coco["images"]:
        yield image, by_image.get(image["id"], [])


def _describe(name: str, parent: str | None, coco: Mapping[str, Any], digest: str) -> Version:
    names = {category["id"]: category["name"] for category in coco["categories"]}
    photos = Counter(image["source"] for image in coco["images"])
    articles = Counter(names[one["category_id"]] for one in coco["annotations"] if not one["iscrowd"])
    return Version(
        name=name, parent=parent, photos=dict(photos), articles=dict(articles), sha256=digest, sha256_now=digest
    )


def _without(coco: Mapping[str, Any], gone: set[int]) -> dict[str, Any]:
    images = [image for image in coco["images"] if image["id"] not in gone]
    return {**coco, "images": images, "annotations": [a for a in coco["annotations"] if a["image_id"] not in gone]}


def _pack(coco: Mapping[str, Any]) -> bytes:
    """The same data always make the same bytes."""
    return json.dumps(coco, sort_keys=True, separators=(",", ":")).encode()


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
