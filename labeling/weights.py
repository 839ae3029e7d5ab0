"""The detectors that the loop has trained, and which one is live.

`<folder>/<version>/` holds a candidate: `detector.onnx`, its card, the checkpoint to go on from, and `report.json`. The
file LIVE names the live one, a line each time it changed; the last line counts, "shipped" is the one in the repository.
It is replaced in one step, so a reader sees the one before or the one after. Nothing is ever removed by a change.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from models.zoo import WEIGHTS, Model, ModelError, load_model

SHIPPED = "shipped"
LIVE = "LIVE"
NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,80}")
DETECTOR = "detector"


class Detectors:
    """The folder of candidates. One process writes at a time (see `labeling.promotion`); any number read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def versions(self) -> list[str]:
        """All candidates that are whole, in the order of their names."""
        if not self.folder.is_dir():
            return []
        found = (path for path in self.folder.iterdir() if NAME.fullmatch(path.name) and path.suffix != ".part")
        return sorted(path.name for path in found if (path / f"{DETECTOR}.json").is_file())

    def live(self) -> str:
        """Name of the live one."""
        return self._past()[-1]

    def previous(self) -> str | None:
        """Name of the one that `rollback` would make live; None where there is none."""
        past = self._past()
        return past[-2] if len(past) > 1 else None

    def place(self, version: str) -> Path:
        """The folder of a version's weights and card; that of the repository for `SHIPPED`."""
        return WEIGHTS if version == SHIPPED else self.folder / version

    def load(self, version: str) -> Model:
        """A version, its weights checked against its card.

        Raises:
            ModelError: there is none, or it is damaged.
        """
        if version != SHIPPED and version not in self.versions():
            raise ModelError(f"there is no detector {version!r}; there are {[SHIPPED, *self.versions()]}")
        return load_model(DETECTOR, self.place(version))

    def promote(self, version: str) -> str:
        """Make a version live; the name of the one before. A running app takes it with the next photo.

        Raises:
            ModelError: there is no such version, or it is damaged.
        """
        self.load(version)
        past = self._past()
        if past[-1] != version:
            self._write([*past, version])
        return past[-1]

    def rollback(self) -> str:
        """Make the version live that was so before; its name.

        Raises:
            ModelError: there was none before, or it is damaged.
        """
        past = self._past()
        if len(past) < 2:
            raise ModelError("nothing was promoted yet: there is nothing to go back to")
        self.load(past[-2])
        self._write(past[:-1])
        return past[-2]

    def _past(self) -> list[str]:
        try:
            lines = (self.folder / LIVE).read_text("utf-8").split()
        except FileNotFoundError:
            return [SHIPPED]
        return [SHIPPED, *(line for line in lines if line == SHIPPED or NAME.fullmatch(line))]

    def _write(self, past: list[str]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{LIVE}.part"
        with part.open("w", encoding="utf-8") as file:
            file.write("".join(f"{name}\n" for name in past[1:]))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.folder / LIVE)
