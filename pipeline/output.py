"""The files of the command line: which names they get, and how they are written."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from pipeline.look import Look


def output_stems(photos: Sequence[Path], out: Path) -> list[str]:
    """A name for each photo's results: its stem, or with "-2", "-3", … where that is taken.

    Taken is a stem that another photo of this call has, however its letters are written (some file systems don't tell
    "A" from "a"), and one whose result would replace a photo of this call. The first photo of a stem keeps it.

    Args:
        photos: the photos of one call, in order.
        out: the folder of the results.
    """
    inputs = {photo.resolve() for photo in photos}
    own = {photo.stem.casefold() for photo in photos}
    taken: set[str] = set()
    stems = []
    for photo in photos:
        stem = photo.stem
        if stem.casefold() in taken or _replaces(out, stem, inputs):
            numbered = (f"{photo.stem}-{number}" for number in count(2))
            free = (name for name in numbered if name.casefold() not in taken | own)
            stem = next(name for name in free if not _replaces(out, name, inputs))
        taken.add(stem.casefold())
        stems.append(stem)
    return stems


def write_look(out: Path, stem: str, look: Look, picture: Image.Image) -> None:
    """Write `<stem>.look.png` and `<stem>.look.json`, each whole or not at all, the JSON last.

    Raises:
        OSError: the folder can't be written.
    """
    _write(_picture_file(out, stem), lambda file: picture.save(file, "PNG"))
    write_json(_json_file(out, stem), look.to_json())


def write_json(target: Path, fields: Mapping[str, object]) -> None:
    """Write a JSON file, whole or not at all.

    Raises:
        OSError: the folder can't be written.
    """
    text = json.dumps(fields, ensure_ascii=False) + "\n"
    _write(target, lambda file: file.write(text.encode("utf-8")))


def _replaces(out: Path, stem: str, inputs: set[Path]) -> bool:
    return not inputs.isdisjoint({_json_file(out, stem).resolve(), _picture_file(out, stem).resolve()})


def _json_file(out: Path, stem: str) -> Path:
    return out / f"{stem}.look.json"


def _picture_file(out: Path, stem: str) -> Path:
    return out / f"{stem}.look.png"


def _write(target: Path, write: Callable[[BinaryIO], object]) -> None:
    # Beside the target, because only within one file system is a rename all or nothing.
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            write(file)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
